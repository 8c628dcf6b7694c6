import { expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import type { HostAccess } from '../../src/inventory/host.ts';
import { expandProxyCommand } from '../../src/ssh/proxy-command.ts';

const access: HostAccess = {
  address: 'fe80::1%eth0',
  port: 2222,
  user: 'ops; reboot',
  identityFiles: [],
  identitiesOnly: false,
  agent: null,
  passphrase: null,
  password: null,
  knownHosts: [],
  hostKeyAlias: null,
  hostKeyPolicy: 'strict',
  proxyCommand: null,
  proxyJump: [],
  connectTimeout: 1000,
  connectionAttempts: 1,
  become: { method: 'none' },
};

test('tokens become words of the shell, and nothing else', () => {
  expect(expandProxyCommand("nc -x '100%%' %h %p # %r@%n", 'lb1', access)).toBe(
    "nc -x '100%' fe80::1%eth0 2222 # 'ops; reboot'@lb1",
  );
});

test.each(['nc %h %C', 'nc %h %'])('an unknown token is wrong usage: %s', (command) => {
  expect(() => expandProxyCommand(command, 'lb1', access)).toThrow(UsageError);
});
