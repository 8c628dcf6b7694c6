import { sh, type Shell } from '../shell/shell.ts';

/**
 * Reads kernel parameters, `net/ipv4/ip_forward`. One `head` for all of them: the shell's own `read` takes one byte at a
 * time, and these files end after the first read. A parameter that is not there makes the status 1.
 */
export function readKernelValues(names: readonly string[]): Shell {
  return sh`head -v -n 1 -- ${names.map((name) => `/proc/sys/${name}`)}`;
}

/** @returns the values by name, `net/ipv4/ip_forward`. */
export function parseKernelValues(text: string): ReadonlyMap<string, string> {
  const found = text.matchAll(/^==> \/proc\/sys\/(.+) <==\n(.*)$/gm);
  return new Map([...found].map(([, name = '', value = '']) => [name, value.trim()]));
}
