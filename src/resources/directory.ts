import { sh } from '../shell/shell.ts';
import { comparisonOf, orderingOf, type Ordering } from './comparison.ts';
import { chownOperand, ownershipActions, ownershipChanges, ownershipOf, type Ownership } from './file.ts';
import { pathReading } from './path-reading.ts';
import type { Resource } from './resource.ts';

export interface DirectoryOptions extends Ownership, Ordering {
  /** From the root, without a slash at its end. */
  readonly path: string;
}

/** A directory; missing ones above it are made too. Mode 0755, of root, unless said otherwise. */
export function directory(options: DirectoryOptions): Resource {
  const { path } = options;
  const ownership = ownershipOf(options, '0755');
  const reading = pathReading(path);
  const adjust = ownershipActions(path, ownership.mode, chownOperand(ownership.owner, ownership.group));
  return {
    id: `directory:${path}`,
    reads: [reading],
    ...orderingOf(options),
    undo: {
      keep: sh`[ -d ${path} ] || : > made`,
      // What others put there stays, and the directory with it.
      restore: sh`[ ! -e made ] || rmdir ${path} 2> /dev/null || :`,
    },
    compare: (observed) => {
      const found = observed(reading);
      if (found.kind === 'unknown') return { state: 'unknown', reason: found.reason };
      if (found.kind === 'absent') {
        const create = { description: `create the directory ${path}`, script: sh`umask 022; mkdir -p ${path}` };
        return comparisonOf(
          [{ what: 'directory', from: null, to: path, format: 'value' }, ...ownershipChanges(null, ownership)],
          [create, ...adjust],
        );
      }
      if (found.value.type !== 'directory') return { state: 'unknown', reason: 'it is not a directory' };
      return comparisonOf(ownershipChanges(found.value, ownership), adjust);
    },
  };
}
