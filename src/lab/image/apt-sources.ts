import { LvsdeployError } from '../../errors.ts';
import { mustRun } from '../../command.ts';

/** Where this machine's own apt gets Debian from; the lab asks no other place. */
export interface DebianMirror {
  readonly main: string;
  readonly security: string | undefined;
}

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** @returns the mirror that the machine's own apt is set up for. */
export async function readDebianMirror(): Promise<DebianMirror> {
  const listing = await mustRun('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'], {
    timeoutMs: 30_000,
  });
  const mirror = debianMirrorIn(listing);
  if (mirror !== undefined) return mirror;
  throw new LvsdeployError("this machine's apt knows no Debian mirror", {
    hint: 'The lab is made of Debian packages: run it on a machine whose apt has a Debian mirror among its sources.',
  });
}

/** @returns the mirror among the addresses, one a line, that `apt-get indextargets` names. */
export function debianMirrorIn(listing: string): DebianMirror | undefined {
  const addresses = listing.split('\n').map((line) => line.trim());
  const main = addresses.find((address) => /\/debian\/?$/.test(address));
  if (main === undefined) return undefined;
  return { main, security: addresses.find((address) => /\/debian-security\/?$/.test(address)) };
}

/** @returns sources.list lines for a suite of Debian on that mirror; `sid` has no updates and no security. */
export function sourceLines(mirror: DebianMirror, suite: string): string[] {
  const line = (address: string, name: string) => `deb [signed-by=${keyring}] ${address} ${name} main`;
  if (suite === 'sid') return [line(mirror.main, suite)];
  const security = mirror.security === undefined ? [] : [line(mirror.security, `${suite}-security`)];
  return [line(mirror.main, suite), line(mirror.main, `${suite}-updates`), ...security];
}

/** @returns the address of a mirror for a person, without a password that may be in it. */
export function wordMirror({ main }: DebianMirror): string {
  return main.replace(/\/\/[^/@]*@/, '//');
}
