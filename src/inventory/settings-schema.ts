import * as z from 'zod';
import { described, words } from './key-words.ts';
import { oneOf, oneOrMore, seconds, secret, text, wholeNumber, wordOr } from './values.ts';

/** The shape of what may be said of a host at each of the four levels of an inventory: defaults, cluster, group, host. */

export const path = text(/./, 'a path; a relative one starts at the inventory file, ~/ at the home directory');

/** How a host is reached. Every key may be set in defaults, on a cluster, a group or a host; the nearer wins, key by key. */
const ssh = z.strictObject(
  described(
    {
      config: path.optional(), // ssh_config(5) for what is not said here, or none
      user: text(/^[^\s@]+$/, 'the name of a user').optional(),
      port: wholeNumber(1, 65_535, 'a port').optional(),
      identityFile: oneOrMore(path).optional(),
      passphrase: secret().optional(),
      agent: path.optional(), // socket of the agent, or none
      password: secret().optional(),
      knownHosts: oneOrMore(path).optional(),
      hostKeyPolicy: oneOf('strict', 'accept-new').optional(),
      proxyCommand: text(/\S/, 'a command, or none').optional(),
      proxyJump: oneOrMore(text(/./, 'the name of a host of this inventory, or none')).optional(),
      connectTimeout: seconds().optional(),
      connectionAttempts: wholeNumber(1, 1000, 'a number of attempts').optional(),
    },
    words.ssh,
  ),
);

/** How a host gives the rights of root. */
const become = z.strictObject(
  described(
    {
      method: oneOf('none', 'sudo').optional(),
      password: secret().optional(),
    },
    words.become,
  ),
);

/** What the kernel of a host is kept up to date by. */
const kernel = z.strictObject(
  described(
    {
      packages: oneOrMore(text(/^[\w.+:-]+$/, 'the name of a package')).optional(), // those of the flavour that runs
      rebootTimeout: seconds().optional(), // 600
    },
    words.kernel,
  ),
);

/** Where a program of the directors comes from. A word alone stands for `source`. */
const programSource = described(
  {
    source: oneOf('package', 'build').optional(), // package
    version: text(/^\d+(\.\w+)+$/, "a version, in quotes where it reads as a number: '1.31'").optional(), // the newest that is known here
    url: text(/^https?:\/\/[^\s@/]+\/\S*[^\s/]$/, 'the address of an archive, https://…').optional(), // where the program is published
    sha256: text(/^[\da-f]{64}$/, 'a SHA-256, 64 hexadecimal digits').optional(), // of the versions known here
  },
  words.programSource,
);

const ipvsadm = wordOr('source', z.strictObject(programSource));

const keepalived = wordOr(
  'source',
  z.strictObject({
    ...programSource,
    ...described(
      { flags: oneOrMore(text(/^[^\s\p{C}][^\p{C}]*$/u, 'a flag of its configure script, --enable-…')).optional() },
      words.flags,
    ),
  }),
);

/** All of it. */
export const settings = described(
  {
    ssh: ssh.optional(),
    become: become.optional(),
    kernel: kernel.optional(),
    ipvsadm: ipvsadm.optional(),
    keepalived: keepalived.optional(),
    vars: z.record(z.string(), z.unknown()).optional(),
  },
  words.settings,
);

/** The same on one host, which may be reached at another address than the one it serves from. */
export const hostSettings = {
  ...settings,
  ssh: ssh
    .extend(described({ address: text(/^[^\s@]+$/, 'an address or a host name').optional() }, words.sshAddress))
    .optional()
    .describe(words.settings.ssh),
};
