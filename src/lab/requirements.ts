import { mustRun, runCommand } from '../command.ts';

/** Debian packages with the programs that the lab runs on this machine. */
export const requiredPackages = [
  'debian-archive-keyring',
  'dpkg-dev',
  'e2fsprogs',
  'iproute2',
  'mmdebstrap',
  'netcat-openbsd',
  'openssh-client',
] as const;

/** What a lab with guests of the flavour `rpm` needs besides: the lab makes their packages itself. */
export const rpmPackages = ['createrepo-c', 'rpm'] as const;

/** Installs those of the packages that this machine lacks, and says so first. */
export async function installMissing(packages: readonly string[], say: (line: string) => void): Promise<void> {
  const missing = await missingPackages(packages);
  if (missing.length === 0) return;
  say(`installing on this machine: ${missing.join(' ')}`);
  // Another lab, or another program, may be at it, too.
  const patience = ['-o', 'DPkg::Lock::Timeout=300'];
  const install = [...patience, 'install', '--yes', '--no-install-recommends', ...missing];
  const options = { timeoutMs: 300_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  // Lists that are too old, or were never fetched, are the usual reason for a failure here.
  if ((await runCommand('apt-get', install, options)).status === 0) return;
  await mustRun('apt-get', [...patience, 'update'], options);
  await mustRun('apt-get', install, options);
}

/** @returns those of the packages that are not installed. */
export async function missingPackages(packages: readonly string[]): Promise<string[]> {
  const format = '${Package} ${db:Status-Status}\n';
  const { stdout } = await runCommand('dpkg-query', ['--show', `--showformat=${format}`, ...packages], {
    timeoutMs: 30_000,
  });
  const installed = new Set(stdout.split('\n').filter((line) => line.endsWith(' installed')));
  return packages.filter((name) => !installed.has(`${name} installed`));
}
