import { isUtf8 } from 'node:buffer';
import { comparisonOf, orderingOf, valueChange, type Ordering } from './comparison.ts';
import { contentChange, obstacleIn, ownershipActions, ownershipOf } from './file.ts';
import { pathReading } from './path-reading.ts';
import { sh } from '../shell/shell.ts';
import { replaceFile, undoFile } from './replace-file.ts';
import type { Resource, Undo } from './resource.ts';

export interface EditedFileOptions extends Ordering {
  /** From the root. */
  readonly path: string;
  /** The text wanted, from the text found; null: there is no file. Its own result must satisfy it. */
  readonly edit: (current: string | null) => string;
  /** Octal; 0644 for a new file and as found for an old one when left out. The owner stays as found. */
  readonly mode?: string;
  /** Lines of this program's own: when the file was edited by others since, taking it back takes these alone. */
  readonly ownLines?: readonly string[];
}

/** A file that someone else writes too: only what the edit says changes, and only if nobody changed it meanwhile. */
export function editedFile(options: EditedFileOptions): Resource {
  const { path, edit } = options;
  const reading = pathReading(path);
  return {
    id: `file:${path}`,
    reads: [reading],
    ...orderingOf(options),
    undo: undoEdit(path, options.ownLines ?? null),
    compare: (observed) => {
      const found = observed(reading);
      if (found.kind === 'unknown') return { state: 'unknown', reason: found.reason };
      const state = found.kind === 'found' ? found.value : null;
      const obstacle = state && obstacleIn(state);
      if (obstacle) return { state: 'unknown', reason: obstacle };
      if (state?.content === 'too large')
        return { state: 'unknown', reason: `it has ${state.size} bytes, too many to edit` };
      const expected = state?.content instanceof Buffer ? state.content : null;
      if (expected && !isUtf8(expected)) return { state: 'unknown', reason: 'it is not UTF-8 text' };
      const text = edit(expected?.toString() ?? null);
      const { mode } = ownershipOf(options, state?.mode ?? '0644');
      const rewrite = contentChange(state, Buffer.from(text), null);
      const owner = state && `${state.owner[1]}:${state.group[1]}`;
      const replace = {
        description: `edit ${path}`,
        script: replaceFile({ path, content: text, mode, owner, expected }),
      };
      return comparisonOf(
        [...rewrite, ...valueChange('mode', state && state.mode, mode)],
        rewrite.length > 0 ? [replace] : ownershipActions(path, mode, null),
      );
    },
  };
}

function undoEdit(path: string, ownLines: readonly string[] | null): Undo {
  const whole = { ...undoFile(path), watches: path };
  if (ownLines === null) return whole;
  return {
    ...whole,
    keepsOthersChanges: true,
    restore: sh`if sha256sum -c sum > /dev/null 2>&1; then
${whole.restore}
elif [ -e ${path} ]; then
  printf '%s\n' ${ownLines} > own
  others=$(grep -vxF -f own ${path}) || [ $? = 1 ] || exit 1
  printf '%s\n' "$others" > "$(readlink -f ${path})"
fi`,
  };
}
