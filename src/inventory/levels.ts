import { isDeepStrictEqual } from 'node:util';
import type { Path } from './problem.ts';
import type { HostLevel } from './schema.ts';

/** One place of the file that sets values for a host. */
export interface Layer {
  readonly path: Path;
  readonly settings: Pick<HostLevel, Section>;
}

/** What reaches a host from all levels. */
export interface Settlement {
  readonly ssh: NonNullable<HostLevel['ssh']>;
  readonly become: NonNullable<HostLevel['become']>;
  readonly kernel: NonNullable<HostLevel['kernel']>;
  readonly ipvsadm: NonNullable<HostLevel['ipvsadm']>;
  readonly keepalived: NonNullable<HostLevel['keepalived']>;
  readonly vars: Readonly<Record<string, unknown>>;
  /** Gives the place that set a value, or the top of the file when none did. */
  readonly origin: (section: Section, key: string) => Path;
  readonly conflicts: readonly Conflict[];
}

/** Two places of one level that set one key differently. */
export interface Conflict {
  readonly first: Path;
  readonly second: Path;
}

const sections = ['ssh', 'become', 'kernel', 'ipvsadm', 'keepalived', 'vars'] as const;
type Section = (typeof sections)[number];

/**
 * Settles each key by the nearest level that sets it. The layers of one level have no order, so they have to agree,
 * unless a nearer level decides.
 * @param levels the farthest first.
 */
export function settle(levels: readonly (readonly Layer[])[]): Settlement {
  const origins = new Map<string, { readonly path: Path; readonly level: number }>();
  const values: Record<Section, Record<string, unknown>> = {
    ssh: {},
    become: {},
    kernel: {},
    ipvsadm: {},
    keepalived: {},
    vars: {},
  };
  const conflicts: Conflict[] = [];
  const nearestFirst = levels
    .flatMap((layers, level) => layers.map((layer) => ({ ...layer, level })))
    .toSorted((a, b) => b.level - a.level);
  for (const { path, settings, level } of nearestFirst) {
    for (const section of sections) {
      for (const [key, value] of Object.entries(settings[section] ?? {})) {
        const here = [...path, section, key];
        const origin = origins.get(idOf(section, key));
        if (origin === undefined) {
          origins.set(idOf(section, key), { path: here, level });
          values[section][key] = value;
        } else if (origin.level === level && !isDeepStrictEqual(values[section][key], value)) {
          conflicts.push({ first: origin.path, second: here });
        }
      }
    }
  }
  return { ...values, origin: (section, key) => origins.get(idOf(section, key))?.path ?? [], conflicts };
}

function idOf(section: Section, key: string): string {
  return `${section} ${key}`;
}
