import { sh, type Shell } from '../shell/shell.ts';
import { builds } from './build-state.ts';

/**
 * @returns a script that puts what lies in `stage` in place. All files are copied beside their places before the first one
 * takes its place, so that a full disk changes nothing; then each is replaced in one step. The stamp comes last: what was cut
 * short is done again. Files that a build before it has left are removed, those of others are kept for the day when it goes.
 */
export function installBuild(name: string, stamp: string): Shell {
  return sh`fail() { printf '%s\n' "$1" >&2; exit 1; }
umask 022
cd ${`${builds}/${name}`} && cd stage && find . ! -type d | sed 's/^.//' | sort > ../files.new && find . -type d | sed 's/^.//' | sort > ../folders.new && cd .. || exit 1
: >> files && : >> folders || exit 1
beside() { printf '%s/.%s.lvsdeploy' "\${1%/*}" "\${1##*/}"; }
trap 'while IFS= read -r path; do rm -f "$(beside "$path")"; done < files.new' EXIT
trap 'exit 1' HUP INT TERM
while IFS= read -r folder; do
  [ -z "$folder" ] || [ -d "$folder" ] || { printf '%s\n' "$folder" >> folders && mkdir "$folder"; } || exit 1
done < folders.new
while IFS= read -r path; do
  [ -L "$path" ] || [ ! -d "$path" ] || fail "$path is a folder, and a file is to be there"
  rm -f "$(beside "$path")" && cp -P -p "stage$path" "$(beside "$path")" || exit 1
  [ -e "$path" ] || [ -L "$path" ] || continue
  grep -qxF "$path" files || [ -e "others$path" ] ||
    { mkdir -p "others\${path%/*}" && cp -P -p "$path" "others$path"; } || exit 1
done < files.new
rm -f installed && sort -u files files.new > files.all && mv -f files.all files && { sync || :; } || exit 1
while IFS= read -r path; do
  mv -f "$(beside "$path")" "$path" || exit 1
done < files.new
comm -23 files files.new | while IFS= read -r path; do rm -f "$path"; done
set --
while IFS= read -r path; do [ -L "$path" ] || set -- "$@" "$path"; done < files.new
! command -v restorecon > /dev/null || restorecon "$@" || :
sha256sum "$@" > sums && printf '%s\n' ${stamp} > installed.new && cp files.new files && { sync || :; } || exit 1
mv -f installed.new installed && rm -rf stage staged`;
}

/** @returns a script that removes what was installed, and puts back what was there before. */
export function removeBuild(name: string): Shell {
  return sh`cd ${`${builds}/${name}`} 2> /dev/null && [ -e files ] || exit 0
rm -f installed
while IFS= read -r path; do rm -f "$path"; done < files
[ ! -d others ] || find others ! -type d | sed 's/^others//' | while IFS= read -r path; do
  mkdir -p "\${path%/*}" && cp -P -p "others$path" "$path" || exit 1
done
sort -r folders | while IFS= read -r folder; do rmdir "$folder" 2> /dev/null || :; done
rm -rf files files.new folders folders.new sums others`;
}
