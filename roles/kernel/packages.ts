import { UsageError, type RoleContext } from 'lvsdeploy';

/**
 * @returns the names of the packages by which the kernel that runs on the host is kept up to date, headers included: its
 * flavour stays what it is. Of Debian and Ubuntu the part after the ABI (`6.1.0-18-cloud-amd64`, `6.8.0-41-generic`), of Red
 * Hat the end of the release (`2.6.18-194.el5xen`).
 * @throws UsageError when the release names no flavour.
 */
export function kernelPackages({ host, facts }: RoleContext): readonly string[] {
  if (host.kernel.packages !== null) return host.kernel.packages;
  const { kernel, family } = facts;
  if (family === 'redhat') {
    const [, flavour] = /(xen|PAE)$/.exec(kernel) ?? [];
    const base = flavour === undefined ? 'kernel' : `kernel-${flavour}`;
    return [base, `${base}-devel`, 'kernel-headers'];
  }
  const [, flavour] = /^\d[\d.]*-(?:[\d.~a-z]+-)?([a-z][\w-]*)$/.exec(kernel) ?? [];
  if (flavour === undefined)
    throw new UsageError(`the kernel ${kernel} names no flavour that its packages could be found by`, {
      place: host.name,
      hint: 'Say their names in the inventory: kernel: { packages: [linux-image-amd64, linux-headers-amd64] }.',
    });
  return [`linux-image-${flavour}`, `linux-headers-${flavour}`];
}
