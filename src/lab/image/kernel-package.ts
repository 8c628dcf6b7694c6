/** What a package of a kernel is made of, whatever its format. */
export interface PackedKernel {
  /** As `uname -r` says in a guest. */
  readonly release: string;
  /** `linux` and the libraries that it is started with. */
  readonly programFolder: string;
  /** Its modules, as a guest has them in `/lib/modules/RELEASE`. */
  readonly modules: string;
}

/** @returns the path of the kernel itself on a guest, without the slash before it. */
export function kernelPath(release: string): string {
  return `boot/vmlinuz-${release}`;
}

/** @returns the folder, on a guest, of the libraries that the kernel is started with, without the slash before it. */
export function librariesPath(release: string): string {
  return `boot/uml-${release}`;
}

/** What lies in that folder; the last one not for every kernel. */
export const kernelLibraries = ['ld.so', 'libc.so.6', 'libgcc_s.so.1', 'xstate.so'] as const;

/**
 * Moves `/boot/vmlinuz` to the newest kernel that is there, as linux-update-symlinks(1) does.
 * It runs after a kernel came or went.
 */
export const linkNewest = `newest=$(cd /boot && ls -d vmlinuz-* 2> /dev/null | sort -V | tail -n 1)
if [ -n "$newest" ]; then ln -sfn "$newest" /boot/vmlinuz; else rm -f /boot/vmlinuz; fi
`;

/** @returns what a package of a kernel does when its files are in. */
export function afterInstall(release: string): string {
  return `depmod -a ${release}\n${linkNewest}`;
}

/** @returns what a package of a kernel does when its files are gone: folders are left, with what depmod made. */
export function afterRemoval(release: string): string {
  return `rm -rf /lib/modules/${release} /${librariesPath(release)}\n${linkNewest}`;
}
