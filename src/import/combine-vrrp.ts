import { isIpv6 } from '../cluster/address.ts';
import type { ReadConfig } from './read-config.ts';
import type { ReadAddress, ReadInstance } from './read-vrrp.ts';
import type { Said } from './said.ts';

/** How one file's instances make up the virtual router of a cluster. */
export interface Router {
  readonly config: ReadConfig;
  /** The one that the cluster's is named after; null in a file without any. */
  readonly main: ReadInstance | null;
  readonly vips: readonly ReadAddress[];
  /** Instances on the network of the real servers of NAT. */
  readonly inside: readonly ReadInstance[];
  /** Addresses of instances that a cluster has no place for. */
  readonly lost: ReadonlySet<string>;
}

export function findRouter(config: ReadConfig): Router {
  const { instances, ledger, services } = config;
  const main = chooseMain(config);
  const where = main?.interface?.value;
  const hasNat = services.some(({ settings }) => settings['method'] === 'nat');
  const vips: ReadAddress[] = [];
  const inside: ReadInstance[] = [];
  const lost = new Set<string>();
  for (const instance of instances) {
    const isElsewhere = instance !== main && instance.interface !== null && instance.interface.value !== where;
    if (!isElsewhere) {
      vips.push(...instance.addresses.filter(({ address }) => !vips.some((vip) => vip.address === address)));
    } else if (hasNat && fitsInside(instance, inside)) inside.push(instance);
    else {
      const why = `an inventory has the VIPs of a cluster on one interface, ${where ?? 'that of its first instance'}: this instance is on another`;
      ledger.name('not carried over', instance.statement, why);
      for (const { address, statement } of instance.addresses) {
        lost.add(address);
        ledger.lose('VIP', address, statement);
      }
      continue;
    }
    if (instance !== main && main !== null) nameDifferences(instance, main, config);
  }
  if (main !== null) nameGroups(config, main, inside);
  return { config, main, vips, inside, lost };
}

function chooseMain({ instances, services }: ReadConfig): ReadInstance | null {
  const served = new Set(services.flatMap(({ key }) => ('address' in key ? [key.address] : [])));
  const score = (instance: ReadInstance) => instance.addresses.filter(({ address }) => served.has(address)).length;
  const byScore = [...instances].sort((a, b) => score(b) - score(a));
  const isFour = (instance: ReadInstance) => instance.addresses.some(({ address }) => !isIpv6(address));
  return (
    byScore.find((one) => isFour(one) && score(one) > 0) ??
    byScore.find((one) => score(one) > 0) ??
    instances.find(isFour) ??
    instances[0] ??
    null
  );
}

/** One gateway of each family, on one interface. */
function fitsInside(instance: ReadInstance, before: readonly ReadInstance[]): boolean {
  const addresses = [...before, instance].flatMap((one) => one.addresses);
  const isSame = before.every((one) => one.interface?.value === instance.interface?.value);
  const sixes = addresses.filter(({ address }) => isIpv6(address)).length;
  return isSame && sixes <= 1 && addresses.length - sixes <= 1 && instance.addresses.length > 0;
}

type Numbered = 'virtualRouterId' | 'priority' | 'advertInterval' | 'preemptDelay' | 'nopreempt';

const words: Readonly<Record<Numbered, string>> = {
  virtualRouterId: 'virtual router id',
  priority: 'priority of a director',
  advertInterval: 'interval of advertisements',
  preemptDelay: 'delay before it preempts',
  nopreempt: 'say on preempting',
};

/** An inventory says these once for all instances of a cluster. */
function nameDifferences(instance: ReadInstance, main: ReadInstance, { ledger }: ReadConfig): void {
  const differ = (said: Said<unknown> | null, of: Said<unknown> | null, what: string) => {
    if (said === null || said.value === of?.value) return;
    const why = `an inventory has one ${what} for all instances of a cluster: that of ${main.name} is taken`;
    ledger.remark('not carried over', said.statement, why);
  };
  for (const key of Object.keys(words) as Numbered[]) differ(instance[key], main[key], words[key]);
  const isSix = instance.addresses.every(({ address }) => isIpv6(address));
  if (!(isSix && instance.version?.value === 3)) differ(instance.version, main.version, 'version of VRRP');
  differ(instance.syncInterface, main.syncInterface, 'sync daemon');
  const pass = instance.auth?.pass ?? null;
  if (pass !== null && pass.words[1]?.text !== main.auth?.pass?.words[1]?.text) {
    ledger.name(
      'not carried over',
      pass,
      `an inventory has one secret for all instances of a cluster: that of ${main.name} is taken`,
    );
  }
}

/** An inventory has one virtual router, whose instances are always together. */
function nameGroups(
  { instances, groups, ledger }: ReadConfig,
  main: ReadInstance,
  inside: readonly ReadInstance[],
): void {
  for (const instance of instances) {
    const { name, statement } = instance;
    const isHeld =
      inside.includes(instance) || instance.interface === null || instance.interface.value === main.interface?.value;
    if (instance === main || !isHeld) continue;
    const isGroup = groups.some((names) => names.includes(name) && names.includes(main.name));
    if (isGroup && isOwnName(name, main.name)) continue;
    const why = isGroup
      ? `its addresses go with those of ${main.name}, in instances that are named after that`
      : `its addresses go with those of ${main.name}, always together, where no vrrp_sync_group holds the two together`;
    ledger.remark('carried differently', statement, why);
  }
}

/** As `vrrpInstances` names them. */
function isOwnName(name: string, main: string): boolean {
  return [`${main}_6`, `${main}_in`, `${main}_in6`].includes(name);
}

/** The settings of `vrrp`, and what is not as its file says. */
export function settleVrrp({ config, main }: Router): Record<string, unknown> {
  const { ledger, global } = config;
  if (main === null) return {};
  const version = main.version ?? global.version;
  const advertInterval = settleInterval(main, version?.value ?? 2, config);
  const isIgnored = main.isMaster?.value === true;
  for (const said of [main.nopreempt?.value === true ? main.nopreempt : null, main.preemptDelay]) {
    if (said === null || !isIgnored || said.value === 0) continue;
    ledger.remark(
      'erratum',
      said.statement,
      'keepalived ignores it under state MASTER: say BACKUP on all directors',
      'nopreempt-of-master',
    );
  }
  const preempt = isIgnored || main.nopreempt?.value !== true;
  const delay = isIgnored || !preempt ? 0 : (main.preemptDelay?.value ?? 0);
  if (!preempt && main.preemptDelay !== null && main.preemptDelay.value !== 0)
    ledger.name(
      'not carried over',
      main.preemptDelay.statement,
      'with nopreempt no director takes the VIP from another',
    );
  const auth = settleAuth(main, version?.value ?? 2, config);
  return {
    instance: main.name,
    ...(main.virtualRouterId !== null && { virtualRouterId: main.virtualRouterId.value }),
    ...(version !== null && version.value !== 2 && { version: version.value }),
    ...(advertInterval !== 1 && { advertInterval }),
    ...(auth && { auth: { file: 'secrets/vrrp-auth' } }),
    ...(main.unicast !== null && { unicast: true }),
    ...(!preempt && { preempt: false }),
    ...(delay > 0 && { preemptDelay: delay }),
    ...settleSync(main, config),
  };
}

function settleInterval({ advertInterval: said }: ReadInstance, version: number, { ledger }: ReadConfig): number {
  if (said === null) return 1;
  const value = version === 2 ? Math.max(1, Math.round(said.value)) : Math.round(said.value * 100) / 100;
  if (value === said.value) return value;
  const why =
    version === 2
      ? `version 2 has whole seconds: ${value} is taken`
      : `VRRP has hundredths of a second: ${value} is taken`;
  ledger.remark('erratum', said.statement, why, 'rounded-interval');
  return value;
}

// Of keepalived's own samples and of most that was written after them.
const printed = new Set(['1111', '1234', '12345', '123456', '1066', 'password', 'secret', 'abcd1234', 'k@l!ve1', '42']);

function settleAuth({ auth }: ReadInstance, version: number, { ledger }: ReadConfig): boolean {
  if (auth === null) return false;
  const { pass, type, statement } = auth;
  const refuse = (why: string) => {
    ledger.name('not carried over', statement, why);
    return false;
  };
  if (version === 3) return refuse('version 3 has no authentication');
  if (type.toUpperCase() !== 'PASS')
    return refuse(`an inventory authenticates by PASS, or not at all: ${type} is not carried over`);
  if (pass === null) return refuse('there is no auth_pass in it');
  const text = pass.words[1]?.text ?? '';
  if (Buffer.from(text).length > 8) {
    const why =
      'it is longer than 8 characters, and keepalived cuts off the rest: put the first 8 into the file of vrrp.auth';
    ledger.remark('erratum', pass, why, 'long-password');
  }
  if (printed.has(text.toLowerCase())) {
    const why =
      'it is one that stands in printed examples, so that it keeps nobody away: put another into the file of vrrp.auth';
    ledger.remark('erratum', pass, why, 'printed-password');
  } else {
    const why = 'no secret stands in an inventory: put it into the file that vrrp.auth names, beside the inventory';
    ledger.remark('carried differently', pass, why);
  }
  return true;
}

function settleSync(main: ReadInstance, { global, ledger }: ReadConfig): object {
  const { sync } = global;
  if (sync === null) {
    return main.syncInterface === null ? {} : { syncDaemon: { interface: main.syncInterface.value } };
  }
  if (sync.instance !== main.name) {
    const why = `the sync daemon follows ${main.name}, not ${sync.instance}`;
    ledger.remark('carried differently', sync.statement, why);
  }
  const isOwn = sync.id === null || sync.id === main.virtualRouterId?.value;
  return { syncDaemon: { interface: sync.interface, ...(!isOwn && { id: sync.id }) } };
}
