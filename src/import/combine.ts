import { isIpv6 } from '../cluster/address.ts';
import { contains } from '../cluster/network.ts';
import { networkOf } from './addresses.ts';
import { findRouter, settleVrrp, type Router } from './combine-vrrp.ts';
import { combineServers, type NamedServers } from './combine-servers.ts';
import { nameDisagreements } from './disagree.ts';
import { toFillIn, type Draft, type DraftPath, type Remark } from './inventory-draft.ts';
import type { ReadConfig } from './read-config.ts';
import type { ReadInstance } from './read-vrrp.ts';
import { findSegments, type Segments } from './segments.ts';
import type { SettledService } from './settle-service.ts';

/** What a keepalived.conf does not say. */
export interface ImportOptions {
  readonly cluster: string;
  /** In the order of the files; more of them than files are directors whose files are not at hand. */
  readonly directors: readonly DirectorOption[];
  readonly segment: string | null;
  readonly segment6: string | null;
}

export interface DirectorOption {
  readonly name: string;
  readonly address: string | null;
  readonly address6: string | null;
}

interface Director {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly priority: number;
  readonly open: readonly string[];
  readonly router: Router | null;
}

/** Makes one cluster of the files of its directors. */
export function combine(configs: readonly ReadConfig[], options: ImportOptions): Draft {
  const routers = configs.map(findRouter);
  const directors = findDirectors(routers, options);
  const [first] = directors.flatMap(({ router }) => router ?? []);
  if (first === undefined) return { data: {}, remarks: [], open: [] };
  const others = routers.filter((router) => router !== first);
  const settings = new Map(routers.map((router) => [router, settleVrrp(router)]));
  for (const other of others) nameDisagreements(other, first, settings);

  for (const { router, settings: own } of directors) if (router !== null) checkAddresses(router, own, directors);
  const services = keepServices(first);
  const servers = combineServers(services);
  const vips = findVips(first, services);
  const segments = findSegments(
    first,
    vips.map(({ address, prefixLength }) => ({ address, prefixLength })),
    directors.flatMap(({ settings: { address, address6 } }) => [address, address6]),
    services,
    options,
  );
  const open: Remark[] = [];
  const remarks: Remark[] = [];
  const at = (...path: DraftPath): DraftPath => ['clusters', options.cluster, ...path];

  for (const { name, open: texts } of directors)
    open.push(...texts.map((text) => ({ path: at('directors', name), text })));
  remarks.push(...segments.remarks.map(({ key, text }) => ({ path: at(key), text })));
  open.push(...segments.open.map(({ key, text }) => ({ path: at(key), text })));
  remarks.push(...servers.remarks.map(({ name, text }) => ({ path: at('realServers', name), text })));
  open.push(...servers.open.map(({ name, text }) => ({ path: at('realServers', name), text })));

  const vrrp = { ...settings.get(first) };
  if (vrrp['virtualRouterId'] === undefined) {
    vrrp['virtualRouterId'] = toFillIn;
    open.push({
      path: at('vrrp', 'virtualRouterId'),
      text: 'the file has none: a number from 1 to 255, one of its own on the segment',
    });
  }
  const pass = first.main?.auth?.pass?.words[0]?.place;
  if (vrrp['auth'] !== undefined && pass !== undefined)
    open.push({
      path: at('vrrp', 'auth'),
      text: `put the auth_pass of ${pass.file}:${pass.line} into this file, or say { env: NAME }; better choose a new one`,
    });
  const inside = findInside(first, services, segments, servers);
  if (inside !== null) open.push(...inside.open.map((text) => ({ path: at('inside'), text })));
  if (vips.length === 0) open.push({ path: at('vips'), text: 'the address that clients know' });

  const virtualServices = services.map((service, index) => {
    if ('mark' in service.key)
      open.push({
        path: at('virtualServices', index, 'traffic'),
        text: 'keepalived.conf does not say what gets the mark: - { vip: …, protocol: tcp, ports: [80, 443] }; lvsdeploy sets it then',
      });
    if (JSON.stringify(service.settings).includes('"checks/'))
      open.push({
        path: at('virtualServices', index, 'healthCheck'),
        text: 'put the script there, beside the inventory',
      });
    return {
      ...service.settings,
      ...('mark' in service.key && { mark: service.key.mark, traffic: toFillIn }),
      realServers: Object.fromEntries(
        service.servers.map(({ address, weight, port }) => [
          servers.nameOf(address),
          { weight, ...(port !== null && { port }) },
        ]),
      ),
    };
  });
  const cluster = {
    form: 'ha',
    segment: segments.segment,
    ...(segments.segment6 !== null && { segment6: segments.segment6 }),
    interface: interfaceOf(first),
    directors: Object.fromEntries(directors.map(({ name, settings: said }) => [name, said])),
    realServers: servers.members,
    vips: vips.length === 0 ? [{ address: toFillIn }] : vips.map(vipSettings),
    ...(inside !== null && { inside: inside.settings }),
    vrrp,
    ...notificationOf(first, directors[0]?.name ?? ''),
    virtualServices,
  };
  return { data: { clusters: { [options.cluster]: cluster } }, remarks, open };
}

function interfaceOf({ main }: Router): string {
  return main?.interface?.value ?? 'eth0';
}

/** The highest priority first; the second is there in any case, since a cluster has two. */
function findDirectors(routers: readonly Router[], { directors: said }: ImportOptions): Director[] {
  const ids = routers.map(({ config }) => config.global.routerId?.value ?? '');
  const areNames =
    routers.length > 1 && new Set(ids).size === ids.length && ids.every((id) => /^(?!\d+$)\w[\w.-]*$/.test(id));
  const common = interfaceOf(routers[0] ?? { config: emptyConfig, main: null, vips: [], inside: [], lost: new Set() });
  const known = routers.map((router, index): Director => {
    const { main, config } = router;
    const option = said[index];
    const name = option?.name ?? (areNames ? (ids[index] ?? '') : `lb${index + 1}`);
    const address =
      option?.address ??
      (main?.source !== null && main !== null && !isIpv6(main.source.value) ? main.source.value : null);
    const address6 = option?.address6 ?? sourceOf(config, 6);
    const routerId = config.global.routerId?.value;
    const where = interfaceOf(router);
    const priority = main?.priority?.value ?? 100;
    return {
      name,
      priority,
      router,
      settings: {
        address: address ?? toFillIn,
        ...(address6 !== null && { address6 }),
        priority,
        ...(where !== common && { interface: where }),
        ...(routerId !== undefined && routerId !== name && { routerId }),
      },
      open:
        address === null ? [`its address on the segment: no keepalived.conf says it (--director ${name}=ADDRESS)`] : [],
    };
  });
  const spaced = spread(known);
  const taken = new Set(spaced.map(({ settings }) => settings['address']));
  const peers = (spaced[0]?.router?.main?.peers ?? [])
    .map(({ value }) => value)
    .filter((peer) => !taken.has(peer) && !isIpv6(peer));
  const missing = Math.max(0, said.length - known.length, peers.length, 2 - known.length);
  const lowest = Math.min(...spaced.map(({ priority }) => priority));
  const added = Array.from({ length: missing }, (_, index): Director => {
    const option = said[known.length + index];
    const name = option?.name ?? `lb${known.length + index + 1}`;
    const address = option?.address ?? peers[index] ?? null;
    const address6 = option?.address6 ?? null;
    const priority = Math.max(1, lowest - 1 - index);
    return {
      name,
      priority,
      router: null,
      settings: { address: address ?? toFillIn, ...(address6 !== null && { address6 }), priority },
      open: [
        `its file was not given: the priority is one that is lower than the other's${address === null ? `, the address yours to say (--director ${name}=ADDRESS)` : ''}`,
      ],
    };
  });
  return [...spaced, ...added];
}

const emptyConfig = {} as ReadConfig;

function sourceOf({ instances }: ReadConfig, family: 4 | 6): string | null {
  const found = instances.find(({ source }) => source !== null && isIpv6(source.value) === (family === 6));
  return found?.source?.value ?? null;
}

/** What a file says of the addresses of directors, and the inventory says otherwise. */
function checkAddresses(
  { config, main }: Router,
  own: Readonly<Record<string, unknown>>,
  directors: readonly Director[],
): void {
  const all = new Set(directors.flatMap(({ settings }) => [settings['address'], settings['address6']]));
  for (const instance of config.instances) {
    const { source, peers } = instance;
    if (source !== null && source.value !== own['address'] && source.value !== own['address6'])
      config.ledger.remark('not carried over', source.statement, 'the inventory has another address for this director');
    for (const { value, statement } of peers) {
      if (!all.has(value))
        config.ledger.remark('not carried over', statement, 'no director of the inventory has this address');
    }
    if (instance !== main && instance.unicast !== null && main?.unicast === null)
      config.ledger.name(
        'not carried over',
        instance.unicast,
        `an inventory says unicast once for all instances of a cluster: ${main.name} has none`,
      );
  }
}

/** Puts directors in the order of their priorities, and gives those that share one the next lower. */
function spread(directors: readonly Director[]): Director[] {
  const sorted = [...directors].sort((a, b) => b.priority - a.priority);
  let above = 255;
  return sorted.map((director) => {
    const priority = Math.max(1, Math.min(director.priority, above - 1));
    above = priority;
    const { router } = director;
    if (priority !== director.priority && router?.main !== null && router !== null) {
      const statement = router.main.priority?.statement ?? router.main.statement;
      const why = `another director has this priority, too, so that their addresses elect the master: ${priority} is taken for ${director.name}`;
      router.config.ledger.remark('erratum', statement, why, 'equal-priorities');
    }
    return { ...director, priority, settings: { ...director.settings, priority } };
  });
}

/** Leaves out those of addresses that are lost, which is said. */
function keepServices({ config, lost }: Router): SettledService[] {
  return config.services.filter(({ key, statement }) => {
    if (!('address' in key) || !lost.has(key.address)) return true;
    config.ledger.name(
      'not carried over',
      statement,
      `its address ${key.address} is of an instance that is not carried over`,
    );
    return false;
  });
}

interface FoundVip {
  readonly address: string;
  readonly prefixLength: number | null;
  readonly label: string | null;
}

function findVips({ vips, config, main, inside }: Router, services: readonly SettledService[]): FoundVip[] {
  const { ledger } = config;
  const found: FoundVip[] = vips.map(({ address, prefixLength, label, interface: where, statement }) => {
    const isLabel = label !== null && /^(?=.{1,15}$)[^\s/:]+:[^\s/:]+$/.test(label) && !isIpv6(address);
    if (label !== null && !isLabel)
      ledger.remark(
        'not carried over',
        statement,
        `${label} is no label that an inventory has: interface:number, of IPv4`,
      );
    if (where !== null && where !== main?.interface?.value)
      ledger.remark(
        'not carried over',
        statement,
        `dev ${where}: an inventory has the VIPs on the interface of their instance`,
      );
    return { address, prefixLength, label: isLabel ? label : null };
  });
  const gateways = inside.flatMap((instance) => instance.addresses);
  for (const { label, interface: where, statement } of gateways) {
    if (label !== null) ledger.remark('not carried over', statement, 'a gateway has no label');
    const own = inside[0]?.interface?.value;
    if (where !== null && where !== own)
      ledger.remark('not carried over', statement, 'a gateway is on the interface of its instance');
  }
  for (const { key, statement } of services) {
    if (!('address' in key) || found.some(({ address }) => address === key.address)) continue;
    found.push({ address: key.address, prefixLength: null, label: null });
    ledger.remark(
      'carried differently',
      statement,
      `no vrrp_instance has the address ${key.address}: in the inventory it is a VIP, which the directors hold`,
    );
  }
  return found;
}

function vipSettings({ address, prefixLength, label }: FoundVip): object {
  const full = isIpv6(address) ? 128 : 32;
  return {
    address,
    ...(prefixLength !== null && prefixLength !== full && { prefixLength }),
    ...(!isIpv6(address) && { label: label ?? 'none' }),
  };
}

/** The way back of NAT: the gateway is the address of an instance on another interface, where the file has one. */
function findInside(
  { inside }: Router,
  services: readonly SettledService[],
  segments: Segments,
  servers: NamedServers,
): { settings: object; open: string[] } | null {
  const ofNat = services.filter(({ settings }) => settings['method'] === 'nat');
  if (ofNat.length === 0) return null;
  const open: string[] = [];
  const [instance] = inside;
  const addresses = inside.flatMap((one: ReadInstance) => one.addresses);
  const gateway = addresses.find(({ address }) => !isIpv6(address));
  const gateway6 = addresses.find(({ address }) => isIpv6(address));
  const needsSix = ofNat.some(({ servers: [server] }) => isIpv6(server?.address ?? ''));
  if (needsSix && gateway6 === undefined) open.push('gateway6: the same of IPv6; no instance of the file has it');
  if (gateway === undefined)
    open.push(
      'gateway: the floating address that the real servers of NAT have as default gateway; no instance of the file has it',
    );
  const ofFamily = (family: 4 | 6) =>
    [...ofNat.flatMap((service) => service.servers.map(({ address }) => address))].filter(
      (address) => isIpv6(address) === (family === 6),
    );
  const network = networkFor(gateway, ofFamily(4), 24);
  const network6 = gateway6 === undefined && ofFamily(6).length === 0 ? null : networkFor(gateway6, ofFamily(6), 64);
  const isSegment =
    segments.segment !== toFillIn &&
    ofFamily(4).every((address) => contains(segments.segment, address)) &&
    instance === undefined;
  if (!isSegment && network === null) open.push('network: that of the real servers, which no address here tells');
  else if (!isSegment && (gateway?.prefixLength ?? 32) === 32)
    open.push(`network: taken from the addresses of ${servers.count} real servers; check its length`);
  return {
    settings: {
      ...(instance?.interface !== undefined && instance.interface !== null && { interface: instance.interface.value }),
      ...(!isSegment && { network: network ?? toFillIn }),
      ...(network6 !== null && { network6 }),
      gateway: gateway?.address ?? toFillIn,
      ...((gateway6 !== undefined || needsSix) && { gateway6: gateway6?.address ?? toFillIn }),
    },
    open,
  };
}

function networkFor(
  gateway: { readonly address: string; readonly prefixLength: number | null } | undefined,
  servers: readonly string[],
  length: number,
): string | null {
  const full = length === 24 ? 32 : 128;
  if (gateway !== undefined && gateway.prefixLength !== null && gateway.prefixLength !== full)
    return networkOf(gateway.address, gateway.prefixLength);
  const [first, ...rest] = [...(gateway === undefined ? [] : [gateway.address]), ...servers];
  if (first === undefined) return null;
  const network = networkOf(first, length);
  return rest.every((address) => contains(network, address)) ? network : null;
}

function notificationOf({ config }: Router, director: string): object {
  const { to, from, smtpServer, smtpTimeout } = config.global;
  const said = [from, smtpServer, smtpTimeout].flatMap((one) => one ?? []);
  if (to.length === 0 || smtpServer === null) {
    const why = 'an inventory sends mail when it knows to whom and by which server';
    for (const { statement } of [...to, ...said]) config.ledger.name('not carried over', statement, why);
    return {};
  }
  return {
    notification: {
      to: to.map(({ value }) => value),
      from: from?.value ?? `keepalived@${director}`,
      smtpServer: smtpServer.value,
      ...(smtpTimeout !== null && smtpTimeout.value !== 30 && { smtpTimeout: smtpTimeout.value }),
    },
  };
}
