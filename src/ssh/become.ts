import type { Become } from '../inventory/host.ts';
import { escapeText } from '../escape.ts';
import type { Host } from '../inventory/host.ts';
import { SudoRefused } from './errors.ts';

/** How the shell of a batch is started: a command line, and what goes on its standard input before the script. */
export interface ShellLaunch {
  readonly command: string;
  readonly input: string;
}

const lostInputStatus = 97;

/**
 * @returns how to start `sh -s` with the wanted privileges. The command line is plain enough for any login shell, csh
 * and fish among them.
 *
 * With a password the root shell drops its input up to the nonce: if sudo did not ask (NOPASSWD), the password is
 * still there and would run as a command. `read` takes a pipe byte by byte, so what follows is left to `sh -s`.
 */
export function launchShell(become: Become, nonce: string): ShellLaunch {
  if (become.method === 'none') return { command: 'sh -s', input: '' };
  if (become.password === null) return { command: 'sudo -n -- sh -s', input: '' };
  const awaitNonce = `while IFS= read -r line; do [ "$line" = ${nonce} ] && exec sh -s; done; exit ${lostInputStatus}`;
  return {
    command: `sudo -k -S -p '' -- sh -c '${awaitNonce}'`,
    input: `${become.password.reveal()}\n${nonce}\n`,
  };
}

/** @returns the error for a sudo that ended before the batch began, by what it said. */
export function sudoRefusal({ name, access }: Host, status: number | null, said: string): SudoRefused {
  const hasPassword = access.become.method === 'sudo' && access.become.password !== null;
  const [message, hint] = diagnose(access.user, hasPassword, status, said);
  const quoted = said === '' ? '' : `\n  ${escapeText(said).replaceAll('\n', '\n  ')}`;
  return new SudoRefused(`${message}${quoted}`, { place: name, hint });
}

function diagnose(user: string, hasPassword: boolean, status: number | null, said: string): [string, string] {
  if (status === 127) return ['there is no sudo', 'Install it, log in as root, or set become.method: none.'];
  if (/must have a tty/.test(said))
    return ['sudo wants a terminal', `Add to sudoers there: Defaults:${user} !requiretty`];
  if (/not in the sudoers|not allowed to|may not run/.test(said)) {
    return [`sudo does not let ${user} run sh as root`, `Add to sudoers there: ${user} ALL=(root) ALL`];
  }
  if (!hasPassword) {
    return [
      `sudo needs a password for ${user} and none is given`,
      `Set become.password, or add to sudoers there: ${user} ALL=(root) NOPASSWD: ALL`,
    ];
  }
  return [
    `sudo refused the password of ${user}`,
    'Correct become.password. Mind that sudo may lock an account after a few failures.',
  ];
}
