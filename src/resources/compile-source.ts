import { sh, type Shell } from '../shell/shell.ts';
import { builds } from './build-state.ts';
import { unprivileged } from './unprivileged.ts';

/** How a program is built. The steps run in the folder that the archive holds; each ends at its first failure (`sh -e`). */
export interface Recipe {
  /** Of the build, `keepalived`. */
  readonly name: string;
  /** Path on the host. */
  readonly archive: string;
  /** Prepares the build, `./configure --prefix=/usr`; left out, nothing. */
  readonly configure?: Shell;
  /** Builds, `make`. */
  readonly make: Shell;
  /** Installs into the folder `$DESTDIR` instead of `/`. */
  readonly install: Shell;
}

// Not under /var/lib/lvsdeploy, which only root can enter.
const workshop = '/var/cache/lvsdeploy';

/** @returns a script that builds into `stage` of the build's folder and then leaves the stamp there; its output is kept as `log`. */
export function compileSource(recipe: Recipe, stamp: string): Shell {
  const folder = `${builds}/${recipe.name}`;
  return sh`( umask 077; mkdir -p ${folder} ) && cd ${folder} && rm -rf stage staged status || exit 1
{ ( ${compile(recipe, stamp)}
) 2>&1; echo $? > status; } | tee log
read -r status < status || status=1
rm -f status
[ "$status" = 0 ] || { printf '%s\n' ${`the build failed; nothing was installed. Its whole log is ${folder}/log on the host`} >&2; exit 1; }`;
}

function compile({ name, archive, configure, make, install }: Recipe, stamp: string): Shell {
  const work = `${workshop}/${name}`;
  const step = (what: string, script: Shell | undefined): Shell =>
    script === undefined ? sh`` : sh`step ${what} ${script.text}\n`;
  return sh`fail() { printf '%s\n' "$1"; exit 1; }
umask 022
work=${work}
trap 'cd / && rm -rf "$work"; rmdir ${workshop} 2> /dev/null' EXIT
trap 'exit 1' HUP INT TERM
rm -rf "$work" && mkdir -p "$work/source" "$work/root" || exit 1
${unprivileged}
chown "$unprivileged" "$work/source" "$work/root" || exit 1
case $(od -An -tx1 -N2 < ${archive} | tr -d ' ') in
  1f8b) unpack=gzip ;;
  fd37) unpack=xz ;;
  425a) unpack=bzip2 ;;
  *) fail 'the archive is packed by none of gzip, xz and bzip2' ;;
esac
command -v "$unpack" > /dev/null || fail "there is no $unpack to unpack the archive with"
"$unpack" -dc < ${archive} | unprivileged "cd '$work/source' && tar -xf -" || fail 'the archive cannot be unpacked'
set -- "$work"/source/*/
[ $# = 1 ] && [ -d "$1" ] || fail 'the archive does not hold one folder'
source=\${1%/}
step() {
  echo "lvsdeploy: $1"
  printf '%s\n' "$2" > "$work/step" || exit 1
  unprivileged "cd '$source' && exec env -i PATH='$PATH' HOME='$work/source' LC_ALL=C DESTDIR='$work/root' sh -e '$work/step'" < /dev/null ||
    fail "lvsdeploy: $1 failed with status $?"
}
${step('configure', configure)}${step('make', make)}${step('make install', install)}
[ -n "$(find "$work/root" ! -type d | head -n 1)" ] || fail 'the build has installed nothing'
mv "$work/root" stage && chown -R 0:0 stage && chmod -R go-w stage || exit 1
printf '%s\n' ${stamp} > staged.new && { sync || :; } && mv -f staged.new staged`;
}
