import { createHash } from 'node:crypto';
import { sh } from '../shell/shell.ts';
import { buildKind, builds, stampLine, type BuildStamp, type BuildState } from './build-state.ts';
import { compileSource, type Recipe } from './compile-source.ts';
import { comparisonOf, orderingOf, type Ordering } from './comparison.ts';
import { installBuild, removeBuild } from './install-build.ts';
import type { Change, Reading, Resource } from './resource.ts';

export interface SourceBuildOptions extends Recipe, Pick<Ordering, 'after' | 'tags'> {
  /** What is built, for a plan to show; another one is built anew. */
  readonly version: string;
  /** Flags that were chosen, for a plan to show. */
  readonly flags?: readonly string[];
  /** Of the archive. */
  readonly sha256: string;
  /** Handlers to run when another build was installed. */
  readonly notify?: readonly string[];
}

// To be raised when the same inputs come to mean another result.
const form = 1;

/**
 * A program built from source, as an unprivileged user where the host can: `build:NAME` makes it ready, `installed:NAME` puts
 * its files in place, the whole of it or nothing. What was built of the same archive, version and steps is not built again.
 * Between the two there is room for what must be gone before, see {@link replacedPackage}.
 */
export function sourceBuild(options: SourceBuildOptions): readonly [build: Resource, installed: Resource] {
  const { name, version, sha256, archive, configure, make, install, flags = [], notify, ...ordering } = options;
  const recipe: Recipe = {
    name,
    archive,
    install,
    make,
    ...(configure && { configure }),
  };
  const inputs = [form, version, sha256, ...[configure, make, install].map((step) => step?.text ?? null)];
  const stamp: BuildStamp = {
    digest: createHash('sha256').update(JSON.stringify(inputs)).digest('hex'),
    label: [version, ...flags].join(' '),
  };
  const reading: Reading<string, BuildState> = { kind: buildKind, key: name };
  const place = orderingOf(ordering);
  return [
    {
      id: `build:${name}`,
      reads: [reading],
      ...place,
      undo: { restore: sh`rm -rf ${`${builds}/${name}`}\nrmdir ${builds} 2> /dev/null || :` },
      compare: (observed) => {
        const found = observed(reading);
        if (found.kind === 'unknown') return { state: 'unknown', reason: found.reason };
        const state = found.kind === 'found' ? found.value : null;
        const changes = state?.staged?.digest === stamp.digest ? [] : changesOf(state, stamp);
        return comparisonOf(changes, [
          {
            description: `build ${name} ${stamp.label}`,
            script: compileSource(recipe, stampLine(stamp)),
            detached: true,
            timeout: 3600,
          },
        ]);
      },
    },
    {
      id: `installed:${name}`,
      reads: [reading],
      ...place,
      ...(notify && { notify }),
      undo: { restore: removeBuild(name) },
      compare: (observed) => {
        const found = observed(reading);
        if (found.kind === 'unknown') return { state: 'unknown', reason: found.reason };
        return comparisonOf(changesOf(found.kind === 'found' ? found.value : null, stamp), [
          { description: `install the build of ${name} ${stamp.label}`, script: installBuild(name, stampLine(stamp)) },
        ]);
      },
    },
  ];
}

function changesOf(state: BuildState | null, stamp: BuildStamp): readonly Change[] {
  const installed = state?.installed ?? null;
  if (installed?.digest === stamp.digest) {
    if (state?.isDamaged !== true) return [];
    return [{ what: 'its files', from: 'changed or missing', to: 'as built', format: 'value' }];
  }
  const isSame = installed?.label === stamp.label;
  const to = isSame ? `${stamp.label}, from other source or by other steps` : stamp.label;
  return [{ what: 'version', from: installed?.label ?? null, to, format: 'value' }];
}
