import { commonFiles, commonPackages, commonSetup, type Recipe } from '../recipe.ts';
import { systemdFiles, systemdPackages, systemdSetup } from './debian.ts';

// Not the identity of any real distribution: what is deployed here is not thereby tried on that one.
const osRelease = `NAME="Lab host with rpm"
PRETTY_NAME="Lab host with rpm (made of Debian's programs)"
ID=lab-rpm
ID_LIKE="rhel fedora"
VERSION_ID="1"
`;

/** systemd hosts whose package managers are dnf and rpm: no apt and no dpkg is left on them. */
export const rpmRecipe: Recipe = {
  flavour: 'rpm',
  suite: 'bookworm',
  packages: [...systemdPackages, ...commonPackages, 'dnf', 'rpm'],
  served: ['keepalived', 'ipvsadm'],
  files: {
    ...commonFiles,
    ...systemdFiles,
    '/etc/rpm/macros': { mode: 0o644, content: '%_dbpath /var/lib/rpm\n' },
    '/usr/lib/os-release': { mode: 0o644, content: osRelease },
  },
  setup: `${systemdSetup}${commonSetup}ln -sf dnf-3 /usr/bin/yum
rpm --initdb
cd /usr/bin && rm -f apt apt-* dpkg dpkg-*
rm -rf /etc/apt /etc/dpkg /var/lib/apt /var/lib/dpkg /var/cache/apt /usr/lib/apt /etc/debian_version
`,
};
