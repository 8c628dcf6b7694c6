import { expect, test } from 'vitest';
import { proxyCommand, renderKnownHosts, renderSshConfig } from '../../../src/lab/access/ssh-files.ts';
import { topologies } from '../../../src/lab/topology.ts';

test('a folder with a space in its name stays one word of the proxy command', () => {
  expect(proxyCommand('/r')).toBe('nc -U /r/ssh/%h');
  expect(proxyCommand('/my labs/r')).toBe("nc -U '/my labs/r/ssh'/%h");
});

test('no key is accepted that was not known before', () => {
  const config = renderSshConfig(topologies.pair, '/r');
  expect(config).toContain('StrictHostKeyChecking yes');
  expect(config).toContain('UserKnownHostsFile "/r/known_hosts"');
  expect(config).toContain('Host lb2\n  HostName 192.168.1.230\n  User deploy\n');
});

test('known_hosts has each host by address and name, without the comment', () => {
  const keys = new Map(topologies.pair.hosts.map(({ name }) => [name, `ssh-ed25519 KEY-${name} comment\n`]));
  expect(renderKnownHosts(topologies.pair, keys).split('\n')[0]).toBe('192.168.1.252,lb1 ssh-ed25519 KEY-lb1');
});
