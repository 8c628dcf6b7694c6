import { sh, type Shell } from '../shell/shell.ts';
import { rpmLocks, unlocked } from './package-lock.ts';
import type { PackageState, PackageTool } from './package-tool.ts';
import type { Observation, ReadingKind } from './resource.ts';

const list = sh`rpm -qa --qf '%{NAME}\n' | sort -u`;

/** Prints the files of packages that are not there: what is no configuration, documentation or ghost has no letter before its path. */
const missingFiles = sh`missing() { rpm -V --nodeps --noscripts --nofiledigest "$@" 2> /dev/null | grep '^missing  */'; }`;

/** One `rpm` for all packages and one for all of their files; one more for each package when some file is missing. */
const rpmKind: ReadingKind<string, PackageState> = {
  name: 'rpm',
  outlastsReboot: true,
  keyOf: (name) => name,
  compile: (names) => sh`${missingFiles}
rpm -q --qf '%{NAME}\t%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}\n' ${names}
status=$?; [ "$status" -lt 126 ] || exit "$status"
! missing ${names} > /dev/null || for name in ${names}; do
  ! missing "$name" > /dev/null || printf '%s\tfiles missing\t\n' "$name"
done`,
  parse: ({ status, stdout, stderr }, names) => {
    const rows = stdout.split('\n').map((row) => row.split('\t'));
    // rpm calls packages "not installed" that it could not look up: what it said before on standard error counts.
    const isBroken = status !== 0 || /^error:/m.test(stderr);
    const observe = (name: string): Observation<PackageState> => {
      if (isBroken) return { kind: 'unknown', reason: `rpm cannot tell: ${stderr.trim()}` };
      const versions = rows.filter((row) => row[0] === name && row.length === 2).map(([, version = '']) => version);
      if (versions.length === 0) return { kind: 'absent' };
      const isWhole = !rows.some((row) => row[0] === name && row.length === 3);
      return { kind: 'found', value: { version: versions.join(', '), trouble: isWhole ? null : 'files missing' } };
    };
    return new Map(names.map((name) => [name, observe(name)]));
  },
};

interface Commands {
  /** Installs the packages whose names follow. */
  readonly install: Shell;
  readonly reinstall: Shell;
  readonly remove: Shell;
  /** Has the lists of packages fetched again by the next command. */
  readonly forgetLists: Shell;
  /** Prints the names of what came as a dependency, and that nothing needs any more; the file `with` has what came with the packages. */
  readonly unneeded: Shell;
}

// Locks are waited for here, where it is said who has them and until when.
const dnf = sh`dnf -y --setopt=exit_on_lock=True`;

export const dnfPackages = rpmPackages({
  install: sh`${dnf} --setopt=install_weak_deps=False install`,
  reinstall: sh`${dnf} reinstall`,
  remove: sh`${dnf} --setopt=clean_requirements_on_remove=False --setopt=protected_packages=glob:"$PWD"/keep remove`,
  forgetLists: sh`dnf -q clean expire-cache`,
  unneeded: sh`dnf -q '--disablerepo=*' repoquery --unneeded --qf '%{name}\n'`,
});

/** Without `exit_on_lock`: the yum of old knows no --setopt; its lock is looked at before. */
export const yumPackages = rpmPackages({
  install: sh`yum -y install`,
  reinstall: sh`yum -y reinstall`,
  // It would remove what needs them as well; rpm refuses.
  remove: sh`rpm -e`,
  forgetLists: sh`yum -q clean expire-cache`,
  unneeded: sh`cat with`,
});

function rpmPackages({ install, reinstall, remove, forgetLists, unneeded }: Commands): PackageTool {
  return {
    kind: rpmKind,
    install: (names, broken) => sh`${unlocked(rpmLocks)}
${sayWhatIsHeld}
install() {
  unlocked ${install} ${names}${broken.length === 0 ? sh`` : sh` && unlocked ${reinstall} ${broken}`}
}
# yum is content when one of several is there.
install && rpm -q ${names} && exit 0
! say_what_is_held ${names} || exit 1
echo 'once more, with new package lists'
unlocked ${forgetLists} && install && rpm -q ${names}`,
    list,
    remove: (names) => sh`${unlocked(rpmLocks)}
${list} > after
comm -13 before after > came
printf '%s\n' ${names} | sort > wanted
comm -12 wanted came > go
[ -s go ] || exit 0
# What came in the same transaction, as far as it is still of that version.
ids=$(rpm -q --qf '%{INSTALLTID}\n' $(cat go) | sort -u)
rpm -qa --qf '%{INSTALLTID} %{NAME}\n' | grep -F "$ids" | sed 's/.* //' | sort -u | comm -12 - came | comm -23 - go > with
# Removes packages, but nothing that needs them: all others are protected.
remove() { comm -23 after "$1" > keep; unlocked ${remove} $(cat "$1"); }
stays() { grep -Eq 'protected packages|Failed dependencies' errors && echo 'something else needs it, so it stays:' $(cat "$1"); }
if ! remove go; then stays go; exit; fi
${unneeded} | sort -u | comm -12 - came > rest
[ ! -s rest ] || remove rest || stays rest`,
  };
}

/**
 * A package that is locked or excluded is "not found" for dnf and yum. Says which of the packages are, and ends with 0 when one
 * is. The values of `exclude` are patterns (dnf.conf(5)); a line of a version lock is the name with a version behind it.
 */
const sayWhatIsHeld = sh`say_what_is_held() {
  held=1
  for name do
    for file in /etc/dnf/plugins/versionlock.list /etc/yum/pluginconf.d/versionlock.list; do
      if [ -r "$file" ] && grep -q "^!\\{0,1\\}\\([0-9]*:\\)\\{0,1\\}$name-[0-9]" "$file"; then
        echo "$name is held by $file: say \\"$([ "\${file#*dnf}" = "$file" ] && echo yum || echo dnf) versionlock delete $name\\" if it may change" >&2
        held=0
      fi
    done
    for file in /etc/dnf/dnf.conf /etc/yum.conf /etc/yum.repos.d/*.repo; do
      [ -r "$file" ] || continue
      set -f
      for pattern in $(sed -n -e 's/^ *exclude\\(pkgs\\)\\{0,1\\} *= *//p' "$file" | tr ',' ' '); do
        case $name in
          $pattern)
            echo "$name is held by \\"exclude\\" in $file: take $pattern out there if it may be installed" >&2
            held=0
            ;;
        esac
      done
      set +f
    done
  done
  return "$held"
}`;
