import type { Become } from '../inventory/host.ts';
import { escapeText } from '../escape.ts';
import type { Host } from '../inventory/host.ts';
import type { Secret } from '../secret.ts';
import { SudoRefused } from './errors.ts';
import type { CommandInput } from './transport.ts';

/** How the shell of a batch is started and fed. */
export interface ShellLaunch {
  readonly command: string;
  /** The script, or an exchange with sudo that ends with it. */
  readonly stdin: string | ((input: CommandInput) => void);
  /** To be called with all that arrives. */
  readonly onStdout: (chunk: string) => void;
  readonly onStderr: (chunk: string) => void;
}

/** What is to be launched. */
export interface ShellInput {
  /** A word that occurs nowhere else. */
  readonly nonce: string;
  readonly script: string;
  /** See `BatchOptions.label`. */
  readonly label?: string | undefined;
}

// Its words are read: they have to be in English, whatever the language of the account.
const sudo = 'env LC_ALL=C sudo';
const lostInputStatus = 97;
// PAM delays a refusal by some seconds; a prompt that is none of sudo's own may wait for ever.
const patience = 60_000;

/**
 * @returns how `sh -s` is started with the wanted privileges and given a script. The command line is plain enough for
 * any login shell, csh and fish among them.
 */
export function launchShell(become: Become, { nonce, script, label = '' }: ShellInput): ShellLaunch {
  if (!/^[\w.:-]*$/.test(label)) throw new TypeError(`"${label}" is no label for a shell`);
  const shell = `sh -s ${label}`.trimEnd();
  const unheard = { onStdout: () => undefined, onStderr: () => undefined };
  if (become.method === 'none') return { command: shell, stdin: script, ...unheard };
  if (become.password === null) return { command: `${sudo} -n -- ${shell}`, stdin: script, ...unheard };
  return { command: commandWithPassword(nonce, shell), ...converse(become.password, nonce, script) };
}

const promptOf = (nonce: string) => `${nonce}-password`;
const readyOf = (nonce: string) => `${nonce}-ready`;

/** `read` takes a pipe byte by byte, so what follows the nonce is left to the shell. */
function commandWithPassword(nonce: string, shell: string): string {
  const awaitNonce = `echo ${readyOf(nonce)}; while IFS= read -r line; do [ "$line" = ${nonce} ] && exec ${shell}; done; exit ${lostInputStatus}`;
  return `${sudo} -k -S -p ${promptOf(nonce)} -- sh -c '${awaitNonce}'`;
}

/**
 * Gives sudo the password, once, and the script when the root shell is there. sudo would try the lines of the script as
 * further passwords, and three failures lock an account. The root shell drops its input up to the nonce: if sudo did
 * not ask (NOPASSWD), the password is still there and would run as a command.
 */
function converse(password: Secret, nonce: string, script: string): Omit<ShellLaunch, 'command'> {
  let input: CommandInput | undefined;
  let impatience: NodeJS.Timeout | undefined;
  const end = () => {
    clearTimeout(impatience);
    input?.end();
  };
  return {
    stdin(opened) {
      input = opened;
      input.write(`${password.reveal()}\n`);
      impatience = setTimeout(end, patience).unref();
    },
    onStdout: once(readyOf(nonce), 1, () => {
      input?.write(`${nonce}\n${script}`);
      end();
    }),
    onStderr: once(promptOf(nonce), 2, end),
  };
}

/** @returns a reader of a stream that acts when a marker has come a number of times, and hears nothing afterwards. */
function once(marker: string, times: number, act: () => void): (chunk: string) => void {
  let left = times;
  let text = '';
  return (chunk) => {
    if (left === 0) return;
    text += chunk;
    for (let at = text.indexOf(marker); at >= 0 && left > 0; at = text.indexOf(marker)) {
      text = text.slice(at + marker.length);
      left -= 1;
    }
    text = text.slice(-marker.length);
    if (left === 0) act();
  };
}

/** @returns whether sudo refused because it has no controlling terminal (`requiretty` of sudoers(5)); nothing has run then. */
export function wantsTerminal(noise: string): boolean {
  return /must have a tty/.test(noise);
}

/** @returns the error for a sudo that ended before the batch began, by what it said. */
export function sudoRefusal({ name, access }: Host, status: number | null, noise: string, nonce: string): SudoRefused {
  const said = noise.replaceAll(promptOf(nonce), '').replaceAll(readyOf(nonce), '').trim();
  const hasPassword = access.become.method === 'sudo' && access.become.password !== null;
  const [message, hint] = diagnose(access.user, hasPassword, status, said);
  const quoted = said === '' ? '' : `\n  ${escapeText(said).replaceAll('\n', '\n  ')}`;
  return new SudoRefused(`${message}${quoted}`, { place: name, hint });
}

function diagnose(user: string, hasPassword: boolean, status: number | null, said: string): [string, string] {
  if (wantsTerminal(said) || /^(\S*sh: .*)?script: /m.test(said)) {
    return [
      'sudo wants a terminal (requiretty), and none can be made there',
      `Install script there (bsdutils, util-linux), or add to sudoers: Defaults:${user} !requiretty`,
    ];
  }
  if (status === 127) return ['there is no sudo', 'Install it, log in as root, or set become.method: none.'];
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
