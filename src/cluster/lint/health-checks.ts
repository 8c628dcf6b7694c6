import type { HealthCheck, Protocol, VirtualService } from '../cluster.ts';
import { namesAddress } from '../address.ts';
import { trafficOf } from '../traffic.ts';
import { inServices, type Rule, when } from './rule.ts';

// The document's own numbers make 55 s (6 + 4 x 10 + 3 x 3).
const longestDetection = 60;

export const checkRules: readonly Rule[] = [
  {
    id: 'no-health-check',
    severity: 'warning',
    title: 'no health check, and nobody said so',
    reason: 'A dead server keeps its share of the clients. For UDP there is no default that fits.',
    source: 'keepalived.conf(5), real_server',
    fix: 'Say which health check: udp, dns, misc …; or "healthCheck: none" where that is meant.',
    find: inServices((service, { form }, { settings }, index) =>
      when(
        form === 'ha' && checkOf(service) === null && settings?.virtualServices[index]?.healthCheck === undefined,
        ['healthCheck'],
        `missing, so that a dead server keeps its share${service.protocol === 'udp' ? '; there is no default for udp' : ''}`,
      ),
    ),
  },
  {
    id: 'slow-detection',
    severity: 'warning',
    title: 'a dead server is missed late',
    reason:
      'delayLoop + (retry + 1) x connectTimeout + retry x delayBeforeRetry: so long a server that does not answer keeps its share of the clients.',
    source: 'keepalived.conf(5), delay_loop (60 s when left out), retry; measured',
    fix: 'Take a shorter delayLoop, connectTimeout or fewer tries.',
    find: inServices((service) => {
      const check = checkOf(service);
      const seconds = check === null ? 0 : detection(check, service.delayLoop);
      return when(
        seconds > longestDetection,
        ['delayLoop'],
        `a silent server is missed after ${seconds} s at worst (${longestDetection} s are much already)`,
      );
    }),
  },
  {
    id: 'check-of-other-protocol',
    severity: 'warning',
    title: 'a check by another protocol than the service, at the same port',
    reason: 'What is asked need not be what serves: nothing listens there, and all servers count as dead.',
    source: 'keepalived.conf(5), UDP_CHECK, DNS_CHECK, SMTP_CHECK, HTTP_GET',
    fix: 'Take a check of the protocol that is served, or say the port that answers it.',
    find: inServices((service) => {
      const check = checkOf(service);
      if (check === null || asksElsewhere(service, check)) return [];
      const asks = protocolOf(check);
      return when(
        asks !== null && !protocolsAt(service).has(asks),
        ['healthCheck'],
        `${check.kind} asks by ${asks ?? ''}, and the service is ${service.protocol}`,
      );
    }),
  },
  {
    id: 'alpha-without-check',
    severity: 'warning',
    title: 'alpha without a health check',
    reason:
      'There is nothing to wait for: keepalived has the servers serve at once, or never where it is as old as 1.3.',
    source: 'keepalived.conf(5), alpha; init_service_rs of ipwrapper.c',
    fix: 'Say a healthCheck, or leave out alpha.',
    find: inServices((service, { form }) =>
      when(
        form === 'ha' && service.alpha && checkOf(service) === null,
        ['alpha'],
        'servers are to wait for a check, and there is none',
      ),
    ),
  },
  {
    id: 'check-of-one-server',
    severity: 'warning',
    title: 'a script of a check that is told the address of one server',
    reason: 'All servers of a service have one check: the script asks that one for each of them.',
    source: 'keepalived.conf(5), MISC_CHECK; the role keepalived calls the script with the address and the port first',
    fix: 'Leave the address out of the arguments: the script has that of each server as its first one, and the port as its second.',
    find: inServices((service) => {
      const check = checkOf(service);
      const words = check?.kind === 'misc' ? check.arguments : [];
      const named = service.realServers.find(({ address }) => words.some((word) => namesAddress(word, address)));
      return when(
        named !== undefined,
        ['healthCheck', 'misc', 'arguments'],
        `${named?.address ?? ''} is the address of ${named?.name ?? ''}, and the script is called so for all servers`,
      );
    }),
  },
  {
    id: 'check-of-host-only',
    severity: 'note',
    title: 'ping tells of the host, not of the service',
    reason: 'A host whose service is dead answers, and keeps its clients.',
    source: 'keepalived.conf(5), PING_CHECK',
    fix: 'Ask the service itself: tcp, http, udp, dns, smtp, misc.',
    find: inServices((service) =>
      when(checkOf(service)?.kind === 'ping', ['healthCheck'], 'a host with a dead service answers a ping'),
    ),
  },
  {
    id: 'udp-check-blind',
    severity: 'note',
    title: 'udp that wants no answer',
    reason: 'Only the refusal of a closed port (ICMP) shows that nobody is there; a silent host counts as good.',
    source: 'keepalived.conf(5), UDP_CHECK, require_reply',
    fix: 'Say a payload and requireReply, or take dns or misc.',
    find: inServices((service) => {
      const check = checkOf(service);
      return when(
        check?.kind === 'udp' && check.requireReply === null,
        ['healthCheck'],
        'no answer is wanted, so that a silent server counts as good',
      );
    }),
  },
  {
    id: 'http-status-only',
    severity: 'note',
    title: 'http that looks at the status only',
    reason: 'A page that says it is broken, with status 200, is good.',
    source: 'keepalived.conf(5), HTTP_GET, digest',
    fix: 'Ask for a page that is there for checks and fails with the service, or say its digest.',
    find: inServices((service) => {
      const check = checkOf(service);
      return when(
        (check?.kind === 'http' || check?.kind === 'https') && check.digest === null && check.path === '/',
        ['healthCheck'],
        'the page / is good when its status is, whatever it says',
      );
    }),
  },
  {
    id: 'https-without-name',
    severity: 'note',
    title: 'https without a virtualHost',
    reason:
      'The server is asked by its address: no SNI is sent, and it may show another site than clients see, or none.',
    source: 'keepalived.conf(5), SSL_GET, virtualhost, enable_sni',
    fix: 'Say the virtualHost that clients ask for.',
    find: inServices((service) => {
      const check = checkOf(service);
      return when(
        check?.kind === 'https' && check.virtualHost === null,
        ['healthCheck'],
        'asks for no name, as no client does',
      );
    }),
  },
  {
    id: 'inhibit-holds',
    severity: 'note',
    title: 'inhibitOnFailure keeps the connections of dead servers',
    reason: 'They hang until they time out, instead of being reset when the server leaves the table.',
    source: 'keepalived.conf(5), inhibit_on_failure',
    fix: 'Leave it out where servers rather die than are overloaded for a moment.',
    find: inServices(({ realServers }, { form }) =>
      when(
        form === 'ha' && realServers.some(({ inhibitOnFailure }) => inhibitOnFailure),
        ['inhibitOnFailure'],
        'open connections to a dead server hang until they time out',
      ),
    ),
  },
];

/** All servers of a service have the same. */
function checkOf({ realServers }: VirtualService): HealthCheck | null {
  return realServers[0]?.healthCheck ?? null;
}

function detection({ connectTimeout, retry, delayBeforeRetry }: HealthCheck, delayLoop: number): number {
  return delayLoop + (retry + 1) * connectTimeout + retry * delayBeforeRetry;
}

/** A mark has its check ask where the first of its traffic goes. */
function asksElsewhere({ mark, port }: VirtualService, check: HealthCheck): boolean {
  return check.port !== null && (mark === null || check.port !== port);
}

function protocolsAt(service: VirtualService): ReadonlySet<Protocol> {
  const there = trafficOf(service).filter(({ ports }) =>
    ports.some(({ from, to }) => from <= service.port && service.port <= to),
  );
  return new Set(there.map(({ protocol }) => protocol));
}

/** Null for what may be of either: HTTP/3 beside HTTP/2, a server of DNS by TCP and UDP. */
function protocolOf({ kind }: HealthCheck): Protocol | null {
  if (kind === 'udp') return 'udp';
  return kind === 'http' || kind === 'smtp' ? 'tcp' : null;
}
