import { sh, type Shell } from '../shell/shell.ts';

/** Where Python 3 is; hosts of the Red Hat family may have it for their own tools alone. */
const python3: readonly string[] = ['python3', '/usr/libexec/platform-python'];

/** The same, or Python 2. */
const anyPython: readonly string[] = ['python3', 'python', '/usr/libexec/platform-python'];

/** Sets `$python` to what runs Python 3, or to nothing. */
export const findPython3: Shell = find(python3);

/** Sets `$python` to what runs Python 3 or 2, or to nothing. */
export const findAnyPython: Shell = find(anyPython);

function find(names: readonly string[]): Shell {
  return sh`python=
for name in ${names}; do
  [ -n "$python" ] || ! command -v "$name" > /dev/null 2>&1 || python=$name
done`;
}
