import { createHash } from 'node:crypto';
import { Secret } from '../secret.ts';
import { sh, Shell } from '../shell/shell.ts';
import type { Undo } from './resource.ts';

/** A file's next content and what must hold for it to take the place of the old one. */
export interface Replacement {
  readonly path: string;
  readonly content: string | Secret;
  /** Octal, `0644`. */
  readonly mode: string;
  /** As chown(1) takes it, `root:root`; null leaves it to the user who writes. */
  readonly owner: string | null;
  /** Refuses the new content by its exit status; gets the shell word of the file that holds it. */
  readonly validate?: (candidate: Shell) => Shell;
  /** The content that the file must still have, null for no file; left out, any. */
  readonly expected?: Buffer | null;
}

/**
 * @returns a script that replaces a file in one step: whoever opens it sees the old or the new one, whole, with its mode and
 * owner, and finds it again after a power cut. A symbolic link stays, what it leads to is replaced.
 */
export function replaceFile({ path, content, mode, owner, validate, expected }: Replacement): Shell {
  return sh`umask 077
fail() { printf '%s\n' "$1" >&2; exit 1; }
# A sync that takes no files (busybox, coreutils before 8.24) writes everything.
flush() { sync "$1" 2> /dev/null || sync; }
${content instanceof Secret ? builtInPrintf : new Shell('')}
file=${path}
if [ -L "$file" ]; then file=$(readlink -f "$file") || fail 'the symbolic link leads nowhere'; fi
[ ! -d "$file" ] || fail "$file is a directory"
[ -d "\${file%/*}/" ] || fail "the directory \${file%/*} does not exist"
${expected === undefined ? new Shell('') : stillAs(expected)}
temp=\${file%/*}/.\${file##*/}.lvsdeploy
trap 'rm -f "$temp"' EXIT
trap 'exit 1' HUP INT TERM
rm -f "$temp" || exit 1
# noclobber opens with O_EXCL: a link that someone put in its place is not followed.
set -C
printf '%s' ${content} > "$temp" || exit 1
set +C
${owner === null ? new Shell('') : sh`chown ${owner} "$temp" || exit 1`}
chmod ${mode} "$temp" || exit 1
${validate === undefined ? new Shell('') : accepted(validate)}
# Else a power cut leaves the new name with no content: ext4 may write the rename before the data (ext4(5), auto_da_alloc).
flush "$temp" && mv -f "$temp" "$file" && flush "\${file%/*}" || exit 1`;
}

/** @returns how a file becomes again what it was, content, mode and owner, or is no more where there was none. */
export function undoFile(path: string): Undo {
  return {
    keep: sh`[ ! -e ${path} ] || cp -p "$(readlink -f ${path})" original`,
    restore: sh`umask 077
file=${path}
if [ -L "$file" ]; then file=$(readlink -f "$file") || exit 1; fi
if [ -e original ]; then
  temp=\${file%/*}/.\${file##*/}.lvsdeploy
  cp -p original "$temp" && mv -f "$temp" "$file"
else
  rm -f "$file"
fi`,
  };
}

// As a program of its own, which it is for mksh, it would show the content in the list of processes.
const builtInPrintf = sh`( PATH=/none; printf '' ) 2> /dev/null ||
  fail 'the sh of this host has no printf of its own: the secret would be seen in the list of processes'`;

function accepted(validate: (candidate: Shell) => Shell): Shell {
  return sh`( ${validate(new Shell('"$temp"'))}
) || fail 'the new content was refused; the file is as it was'`;
}

function stillAs(expected: Buffer | null): Shell {
  const refusal = 'it changed since it was read; run again';
  if (expected === null) return sh`[ ! -e "$file" ] || fail ${refusal}`;
  const hash = createHash('sha256').update(expected).digest('hex');
  return sh`[ "$(sha256sum < "$file")" = ${`${hash}  -`} ] || fail ${refusal}`;
}
