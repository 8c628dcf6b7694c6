import { comparisonOf, orderingOf, type Ordering } from './comparison.ts';
import { installNewestByApt, newestByApt } from './newest-apt.ts';
import { installNewestByRpm, newestByRpm } from './newest-rpm.ts';
import type { Reading, ReadingKind, Resource } from './resource.ts';

export interface NewestPackagesOptions extends Ordering {
  /** As the distribution of the host names them. */
  readonly names: readonly string[];
  /** The package manager of the host. */
  readonly manager: 'apt' | 'dnf' | 'yum';
}

/** A package that would come, or come in another version. */
export interface PackageUpgrade {
  readonly name: string;
  /** Null when it is not installed. */
  readonly from: string | null;
  readonly to: string;
}

/**
 * Packages in the newest version that the host's repositories have, which are asked anew; `newest:NAME`, or all names joined
 * by `+`. Nothing is taken back of it: the version that was there may not be had any more.
 */
export function newestPackages(options: NewestPackagesOptions): Resource {
  const { names, manager } = options;
  const reading: Reading<readonly string[], readonly PackageUpgrade[]> = { kind: kinds[manager], key: names };
  const script = manager === 'apt' ? installNewestByApt(names) : installNewestByRpm(names, manager);
  return {
    id: `newest:${names.join('+')}`,
    reads: [reading],
    ...orderingOf(options),
    compare: (observed) => {
      const found = observed(reading);
      if (found.kind !== 'found')
        return { state: 'unknown', reason: found.kind === 'unknown' ? found.reason : 'it was not read' };
      const changes = found.value.map(({ name, from, to }) => ({ what: name, from, to, format: 'value' as const }));
      return comparisonOf(changes, [{ description: `upgrade ${names.join(', ')}`, script, detached: true }]);
    },
  };
}

const kinds: Readonly<
  Record<NewestPackagesOptions['manager'], ReadingKind<readonly string[], readonly PackageUpgrade[]>>
> = {
  apt: newestByApt,
  dnf: newestByRpm('dnf'),
  yum: newestByRpm('yum'),
};
