import { UsageError } from '../errors.ts';
import type { Facts } from '../facts/facts.ts';
import { isTextList, needed, type Settings } from '../settings.ts';
import { sh } from '../shell/shell.ts';
import { aptPackages } from './apt-packages.ts';
import { comparisonOf, orderingOf, type Ordering } from './comparison.ts';
import type { PackageState, PackageTool } from './package-tool.ts';
import { facts, ordering, refuseWrongOptions } from './refuse-wrong-options.ts';
import type { Change, Reading, Resource } from './resource.ts';
import { dnfPackages, yumPackages } from './rpm-packages.ts';

export interface PackagesOptions extends Ordering {
  /** As the distribution of the host names them. */
  readonly names: readonly string[];
  /** Of the host: its package manager is the one that is used. */
  readonly facts: Pick<Facts, 'packageManager'>;
}

const tools: Readonly<Record<NonNullable<Facts['packageManager']>, PackageTool>> = {
  apt: aptPackages,
  dnf: dnfPackages,
  yum: yumPackages,
};

const settings: Settings<PackagesOptions> = {
  names: needed("a list of names, such as ['keepalived']", isTextList),
  facts,
  ...ordering,
};

/** Packages of the distribution, of whatever version; `package:NAME`, or all names joined by `+`. */
export function packages(options: PackagesOptions): Resource {
  refuseWrongOptions('package', null, options, settings);
  const { names } = options;
  const id = `package:${names.join('+')}`;
  const tool = toolOf(options.facts, id);
  const readings = names.map((name): Reading<string, PackageState> => ({ kind: tool.kind, key: name }));
  return {
    id,
    reads: readings,
    ...orderingOf(options),
    undo: { keep: sh`${tool.list} > before`, restore: tool.remove(names), detached: true },
    compare: (observed) => {
      const changes: Change[] = [];
      const broken: string[] = [];
      for (const reading of readings) {
        const found = observed(reading);
        if (found.kind === 'unknown') return { state: 'unknown', reason: found.reason };
        if (found.kind === 'found' && found.value.trouble === null) continue;
        if (found.kind === 'found') broken.push(reading.key);
        const from = found.kind === 'found' ? `${found.value.version}, ${found.value.trouble}` : null;
        changes.push({ what: reading.key, from, to: 'installed', format: 'value' });
      }
      return comparisonOf(changes, [
        { description: `install ${names.join(', ')}`, script: tool.install(names, broken), detached: true },
      ]);
    },
  };
}

/** @returns how packages are handled on the host. @throws UsageError when it has no package manager that is known. */
export function toolOf({ packageManager }: PackagesOptions['facts'], place: string): PackageTool {
  if (packageManager !== null) return tools[packageManager];
  throw new UsageError('this host has no package manager that is known', {
    place,
    hint: 'Use a host with apt-get, dnf or yum, or install it another way.',
  });
}
