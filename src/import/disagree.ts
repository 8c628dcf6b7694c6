import type { Router } from './combine-vrrp.ts';
import type { Ledger } from './ledger.ts';
import { loseServer, loseService } from './read-server.ts';
import type { SettledService } from './settle-service.ts';
import type { Statement } from './statement.ts';

/** Names where the file of one director says something else than that of another, of what must be equal on all of them. */
export function nameDisagreements(
  router: Router,
  first: Router,
  settings: ReadonlyMap<Router, Readonly<Record<string, unknown>>>,
): void {
  const { config, main } = router;
  const taken = `that of ${first.config.file} is taken`;
  const differ = (statement: Statement | undefined, what: string, found: unknown, wanted: unknown) => {
    const shown = `${show(found)} here, ${show(wanted)} there`;
    const at = statement ?? config.statements[0];
    if (at !== undefined)
      config.ledger.remark('not carried over', at, `the directors do not agree on ${what} (${shown}): ${taken}`);
  };
  const own = settings.get(router) ?? {};
  const wanted = settings.get(first) ?? {};
  for (const key of new Set([...Object.keys(own), ...Object.keys(wanted)])) {
    if (JSON.stringify(own[key]) !== JSON.stringify(wanted[key]))
      differ(placeOf(router, key), `vrrp.${key}`, own[key], wanted[key]);
  }
  if (main?.auth?.pass != null && main.auth.pass.words[1]?.text !== first.main?.auth?.pass?.words[1]?.text)
    config.ledger.remark('not carried over', main.auth.pass, `the directors do not agree on auth_pass: ${taken}`);
  compareVips(router, first, differ);
  compareServices(router, first, differ);
  const ofMail = ({ config: { global } }: Router) => ({
    to: global.to.map(({ value }) => value),
    from: global.from?.value,
    smtpServer: global.smtpServer?.value,
    smtpTimeout: global.smtpTimeout?.value,
  });
  if (JSON.stringify(ofMail(router)) !== JSON.stringify(ofMail(first))) {
    const { to, from, smtpServer } = config.global;
    differ((to[0] ?? from ?? smtpServer)?.statement, 'notification', ofMail(router), ofMail(first));
  }
}

type Differ = (statement: Statement | undefined, what: string, found: unknown, wanted: unknown) => void;

function placeOf({ main, config }: Router, key: string): Statement | undefined {
  const said: Readonly<Record<string, Statement | undefined>> = {
    virtualRouterId: main?.virtualRouterId?.statement,
    advertInterval: main?.advertInterval?.statement,
    version: (main?.version ?? config.global.version)?.statement,
    preempt: main?.nopreempt?.statement,
    preemptDelay: main?.preemptDelay?.statement,
    auth: main?.auth?.statement,
    unicast: main?.unicast ?? undefined,
    syncDaemon: config.global.sync?.statement ?? main?.syncInterface?.statement,
  };
  return said[key] ?? main?.statement;
}

function compareVips(router: Router, first: Router, differ: Differ): void {
  const listOf = ({ vips, inside }: Router) => [...vips, ...inside.flatMap(({ addresses }) => addresses)];
  const show = ({ address, prefixLength, label }: ReturnType<typeof listOf>[number]) =>
    `${address}/${prefixLength ?? 'whole'}${label === null ? '' : ` ${label}`}`;
  const wanted = new Map(listOf(first).map((vip) => [vip.address, vip]));
  for (const vip of listOf(router)) {
    const other = wanted.get(vip.address);
    wanted.delete(vip.address);
    if (other === undefined) router.config.ledger.lose('VIP', vip.address, vip.statement);
    if (other === undefined || show(other) !== show(vip))
      differ(vip.statement, `the VIP ${vip.address}`, show(vip), other === undefined ? null : show(other));
  }
  for (const vip of wanted.values()) differ(router.main?.statement, `the VIP ${vip.address}`, null, show(vip));
}

function compareServices(router: Router, first: Router, differ: Differ): void {
  const wanted = new Map(first.config.services.map((service) => [service.title, service]));
  for (const service of router.config.services) {
    const other = wanted.get(service.title);
    wanted.delete(service.title);
    if (other === undefined) {
      loseService(service.statement, router.config.ledger);
      differ(service.statement, `the virtual server ${service.title}`, 'it', null);
    } else compareService(service, other, router.config.ledger, differ);
  }
  for (const { title } of wanted.values())
    differ(router.config.statements[0], `the virtual server ${title}`, null, 'it');
}

function compareService(service: SettledService, other: SettledService, ledger: Ledger, differ: Differ): void {
  const { title, settings, servers, statement } = service;
  for (const key of new Set([...Object.keys(settings), ...Object.keys(other.settings)])) {
    if (JSON.stringify(settings[key]) !== JSON.stringify(other.settings[key]))
      differ(statement, `${key} of ${title}`, settings[key], other.settings[key]);
  }
  const wanted = new Map(other.servers.map((server) => [server.address, server]));
  for (const server of servers) {
    const peer = wanted.get(server.address);
    wanted.delete(server.address);
    if (peer === undefined) loseServer(server.statement, statement, ledger);
    if (peer === undefined) differ(server.statement, `the real server ${server.address} of ${title}`, 'it', null);
    else if (peer.weight !== server.weight)
      differ(server.statement, `the weight of ${server.address}`, server.weight, peer.weight);
    else if (peer.port !== server.port)
      differ(server.statement, `the port of ${server.address}`, server.port, peer.port);
  }
  for (const { address } of wanted.values()) differ(statement, `the real server ${address} of ${title}`, null, 'it');
}

function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
