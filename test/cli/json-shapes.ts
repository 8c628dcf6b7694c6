import * as z from 'zod';
import { forwards } from '../../src/verify/table-words.ts';

/** What docs/json.md promises, by the heading there; strict, so that a key that is not documented is noticed. */

const text = z.string();
const count = z.number().int().nonnegative();
const error = z.strictObject({ name: text, message: text, place: text.optional(), hint: text.optional() });
const failed = z.strictObject({ host: text, milliseconds: count, error });
const visited = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject({ hosts: z.array(z.union([z.strictObject({ host: text, milliseconds: count, ...shape }), failed])) });

const figures = z.strictObject({
  connections: z.number(),
  packetsIn: z.number(),
  packetsOut: z.number(),
  bytesIn: z.number(),
  bytesOut: z.number(),
});
const server = z.strictObject({
  name: text.nullable(),
  place: text,
  forward: z.enum([...Object.values(forwards), 'Local']).nullable(),
  weight: count.nullable(),
  wanted: count.nullable(),
  active: count,
  inactive: count,
  rates: figures.nullable(),
  total: figures.nullable(),
});
const director = z.strictObject({
  name: text,
  silence: text.nullable(),
  holds: z.array(text),
  vrrp: z.array(z.strictObject({ instance: text, state: text, priority: z.number().nullable() })).nullable(),
  services: z
    .array(
      z.strictObject({
        name: text,
        scheduler: text.nullable(),
        isKnown: z.boolean(),
        rates: figures.nullable(),
        total: figures.nullable(),
        servers: z.array(server),
      }),
    )
    .nullable(),
  tableProblem: text.nullable(),
});
const run = z.strictObject({ id: text, who: text, what: text, since: text, process: z.looseObject({}).nullable() });
const task = z.looseObject({
  role: text,
  resource: text,
  state: z.enum(['converged', 'differs', 'pending', 'unknown']),
});

export const shapes: Readonly<Record<string, z.ZodType>> = {
  'inventory list': z.array(z.strictObject({ name: text, address: text, groups: z.array(text) })),
  'inventory graph': z.strictObject({
    clusters: z.array(
      z.strictObject({
        name: text,
        roles: z.strictObject({ directors: z.array(text), realServers: z.array(text), clients: z.array(text) }),
      }),
    ),
    groups: z.array(z.strictObject({ name: text, hosts: z.array(text) })),
    outside: z.array(text),
  }),
  'inventory show': z.strictObject({
    host: text,
    groups: z.array(text),
    values: z.array(
      z.strictObject({
        key: text,
        value: z.unknown(),
        from: z.string().regex(/^(?:host|group .+|cluster .+|defaults|ssh_config|default)$/),
        place: text.nullable(),
      }),
    ),
  }),
  ping: visited({ user: text, become: z.enum(['none', 'sudo']), kernel: text }),
  facts: visited({
    facts: z.strictObject({
      distribution: text,
      distributionVersion: text,
      family: text,
      packageManager: text.nullable(),
      init: text,
      kernel: text,
      kernels: z.array(text),
      ipvsSchedulers: z.array(text).nullable(),
      architecture: text,
      bootId: text,
      networkTools: z.strictObject({ iproute2: z.boolean(), netTools: z.boolean() }),
      interfaces: z.array(
        z.strictObject({
          name: text,
          addresses: z.array(z.strictObject({ address: text, prefixLength: count })),
        }),
      ),
      selinux: text.nullable(),
      rcLocal: z.strictObject({ path: text, isRun: z.boolean() }),
      runsKeepalived: z.boolean(),
    }),
  }),
  exec: visited({ status: count.nullable(), stdout: text, stderr: text }),
  status: z.strictObject({
    time: z.iso.datetime(),
    clusters: z.array(
      z.strictObject({
        cluster: text,
        addresses: z.array(z.strictObject({ address: text, holders: z.array(text) })),
        directors: z.array(director),
      }),
    ),
  }),
  plan: z.strictObject({
    type: z.literal('plan'),
    plan: z.strictObject({
      playbook: text,
      plays: z.array(
        z.strictObject({
          name: text,
          batches: z.array(z.array(text)),
          hosts: z.array(z.strictObject({ host: text, tasks: z.array(task) })),
          failed: z.array(z.strictObject({ host: text, error })),
        }),
      ),
      total: z.strictObject({ change: count, pending: count, unknown: count, unchanged: count }),
    }),
  }),
  run: z.looseObject({ type: text }),
  history: z.array(
    z.strictObject({
      id: text,
      since: text,
      who: text,
      what: text,
      limit: text.optional(),
      tags: z.array(text).optional(),
      skipTags: z.array(text).optional(),
      state: text,
      hosts: count,
      changed: count,
      milliseconds: count,
    }),
  ),
  fetch: z.strictObject({
    folder: text,
    archives: z.array(
      z.union([
        z.strictObject({ name: text, outcome: z.enum(['kept', 'fetched', 'replaced']), size: count }),
        z.strictObject({ name: text, error }),
      ]),
    ),
  }),
  unlock: z.strictObject({
    removed: z.array(z.strictObject({ host: text, run: run.nullable(), text })),
    failed: z.array(z.strictObject({ host: text, error })),
  }),
  'lab status': z.strictObject({
    name: text,
    phase: z.enum(['none', 'starting', 'live', 'crashed']),
    hosts: z.array(
      z.strictObject({
        name: text,
        address: text,
        state: text,
        isReachable: z.boolean(),
        uptimeSeconds: z.number().optional(),
        kernel: text.optional(),
      }),
    ),
  }),
};

/** Documented on pages of their own. */
export const elsewhere: Readonly<Record<string, string>> = {
  verify: 'reports.md',
  drill: 'reports.md',
  lint: 'lint.md',
  import: 'import.md',
};
