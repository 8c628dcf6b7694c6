import { schedulers, type ForwardingMethod, type Scheduler } from '../../src/cluster/cluster.ts';

export const methods = ['dr', 'nat', 'tun'] as const;
export const families = ['ipv4', 'ipv6'] as const;
export const kinds = ['tcp', 'udp', 'mark'] as const;

/** What the services of one deployment have in common. */
export interface Combination {
  readonly method: ForwardingMethod;
  readonly family: (typeof families)[number];
  readonly kind: (typeof kinds)[number];
}

/** What is asked of a service, and so what can be held against it. */
export type Asking =
  /** A connection from each of many addresses, one after the other: what `src/scheduler` promises. */
  | 'by scheduler'
  /** One address from many ports, which meets more than one server. */
  | 'ports spread'
  /** One address, which stays with its server. */
  | 'stays';

/** One virtual service of a deployment. */
export interface Subject {
  readonly label: string;
  readonly scheduler: Scheduler;
  readonly port: number;
  /** Its mark, in the kind that has one. */
  readonly mark: number;
  /** What its inventory says besides. */
  readonly settings: object;
  /** What `ipvsadm -Sn` says of that, behind the scheduler. */
  readonly options: string;
  readonly asking: Asking;
}

/** The servers of a service in the order of the inventory, with the weights that all subjects give them. */
export interface Server {
  readonly name: string;
  readonly address: string;
  readonly weight: number;
}

const segmentVip = { ipv4: '192.168.1.229', ipv6: 'fd00:1::229' } as const;

const variants = [
  { label: 'rr, one packet', scheduler: 'rr', settings: { onePacket: true }, options: ' -o', asking: 'by scheduler' },
  {
    label: 'sh, sh-port',
    scheduler: 'sh',
    settings: { schedulerFlags: ['sh-port'] },
    options: ' -b sh-port',
    asking: 'ports spread',
  },
  { label: 'wrr, persistent', scheduler: 'wrr', settings: { persistence: 60 }, options: ' -p 60', asking: 'stays' },
] as const;

const subjects: readonly Omit<Subject, 'port' | 'mark'>[] = [
  ...schedulers.map((scheduler) => ({
    label: scheduler,
    scheduler,
    settings: {},
    options: '',
    asking: 'by scheduler' as const,
  })),
  ...variants,
];

/** What the rows of a combination are called. */
export const labels = subjects.map(({ label }) => label);

/** @returns all combinations that are asked for, in the order of the method. */
export function combinationsOf(asked: {
  readonly methods: readonly string[];
  readonly families: readonly string[];
  readonly kinds: readonly string[];
}): readonly Combination[] {
  return methods
    .filter((method) => asked.methods.includes(method))
    .flatMap((method) =>
      families
        .filter((family) => asked.families.includes(family))
        .flatMap((family) =>
          kinds.filter((kind) => asked.kinds.includes(kind)).map((kind) => ({ method, family, kind })),
        ),
    );
}

/** @returns a service for each scheduler, and some for what can be said of one besides. */
export function subjectsOf({ method }: Combination): readonly Subject[] {
  // A method has ports of its own, so that no server is found with connections of another deployment.
  const first = 8001 + subjects.length * methods.indexOf(method);
  return subjects.map((subject, index) => ({ ...subject, port: first + index, mark: 1 + index }));
}

/** @returns the servers of the lab for that method: NAT has those of the inner network. */
export function serversOf({ method, family }: Combination): readonly Server[] {
  const base = { ipv4: method === 'nat' ? '10.0.0.' : '192.168.1.', ipv6: method === 'nat' ? 'fd00:2::' : 'fd00:1::' };
  const [names, numbers] =
    method === 'nat'
      ? ([
          ['app1', 'app2'],
          ['221', '222'],
        ] as const)
      : ([
          ['web1', 'web2'],
          ['220', '231'],
        ] as const);
  return [
    { name: names[0], address: `${base[family]}${numbers[0]}`, weight: 3 },
    { name: names[1], address: `${base[family]}${numbers[1]}`, weight: 1 },
  ];
}

/** @returns the address that clients ask. */
export function vipOf({ family }: Combination): string {
  return segmentVip[family];
}

/** @returns the service as an inventory has it. */
export function serviceSettings(combination: Combination, subject: Subject): object {
  const { method, kind } = combination;
  const vip = vipOf(combination);
  const { port, mark, scheduler, settings } = subject;
  const ways = {
    tcp: { vip, port, protocol: 'tcp' },
    udp: { vip, port, protocol: 'udp' },
    mark: {
      mark,
      traffic: [
        { vip, protocol: 'tcp', ports: [port] },
        { vip, protocol: 'udp', ports: [port] },
      ],
    },
  };
  const check = { connectTimeout: 3, retry: 2, delayBeforeRetry: 1 };
  return {
    ...ways[kind],
    scheduler,
    method,
    ...settings,
    realServers: Object.fromEntries(serversOf(combination).map(({ name, weight }) => [name, { weight }])),
    healthCheck: kind === 'udp' ? { udp: check } : { tcp: check },
  };
}

/** @returns the lines of `ipvsadm -Sn` that the service must have, by what ipvsadm(8) says of them. */
export function expectedLines(combination: Combination, subject: Subject): readonly string[] {
  const { method, kind, family } = combination;
  const written = (address: string) => (family === 'ipv6' ? `[${address}]` : address);
  const place = `${written(vipOf(combination))}:${subject.port}`;
  const ways = { tcp: `-t ${place}`, udp: `-u ${place}`, mark: `-f ${subject.mark}${family === 'ipv6' ? ' -6' : ''}` };
  const service = ways[kind];
  const forward = { dr: '-g', nat: '-m', tun: '-i' }[method];
  const port = kind === 'mark' ? 0 : subject.port;
  return [
    `-A ${service} -s ${subject.scheduler}${subject.options}`,
    ...serversOf(combination).map(
      ({ address, weight }) =>
        `-a ${service} -r ${written(address)}:${port} ${forward} -w ${weight}${method === 'tun' ? ' --tun-type ipip' : ''}`,
    ),
  ];
}
