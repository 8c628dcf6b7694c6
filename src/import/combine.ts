import { checkAddresses, findDirectors, interfaceOf } from './combine-directors.ts';
import { findInside } from './combine-inside.ts';
import { combineServers } from './combine-servers.ts';
import { findVips, vipSettings } from './combine-vips.ts';
import { findRouter, settleVrrp, type Router } from './combine-vrrp.ts';
import { nameActiveActive } from './name-active-active.ts';
import { nameDisagreements } from './disagree.ts';
import type { ImportOptions } from './import-options.ts';
import { toFillIn, type Draft, type DraftPath, type Remark } from './inventory-draft.ts';
import type { ReadConfig } from './read-config.ts';
import { loseService } from './read-server.ts';
import { findSegments } from './segments.ts';
import { keepSorryServer } from './keep-sorry-server.ts';
import type { SettledService } from './settle-service.ts';

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
  nameActiveActive(routers, first, directors[0]?.name ?? '');
  const kept = keepServices(first);
  const servers = combineServers(kept);
  const vips = findVips(first, kept);
  const segments = findSegments(
    first,
    vips.map(({ address, prefixLength }) => ({ address, prefixLength })),
    directors.flatMap(({ settings: { address, address6 } }) => [address, address6]),
    kept,
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
      text: 'the file has none that counts: a number from 1 to 255, one of its own on the segment',
    });
  }
  const pass = first.main?.auth?.pass?.words[0]?.place;
  if (vrrp['auth'] !== undefined && pass !== undefined)
    open.push({
      path: at('vrrp', 'auth'),
      text: `put the auth_pass of ${pass.file}:${pass.line} into this file, or say { env: NAME }; better choose a new one`,
    });
  const inside = findInside(first, kept, segments);
  const networks = { dr: segments, nat: inside?.settings ?? null };
  const services = kept.map((service) => keepSorryServer(service, networks, first.config.ledger));
  open.push(...(inside?.open ?? []).map((text) => ({ path: at('inside'), text })));
  remarks.push(...(inside?.remarks ?? []).map((text) => ({ path: at('inside'), text })));
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
    open.push(...service.open.map(({ path, text }) => ({ path: at('virtualServices', index, ...path), text })));
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

/** Leaves out those of addresses that are lost, which is said. */
function keepServices({ config, lost }: Router): SettledService[] {
  return config.services.filter(({ key, statement }) => {
    if (!('address' in key) || !lost.has(key.address)) return true;
    loseService(statement, config.ledger);
    config.ledger.name(
      'not carried over',
      statement,
      `its address ${key.address} is of an instance that is not carried over`,
    );
    return false;
  });
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
