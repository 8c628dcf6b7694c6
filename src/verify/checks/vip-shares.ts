import type { Cluster, Member, VirtualService } from '../../cluster/cluster.ts';
import type { Check, Question, Verdict } from '../check.ts';
import { httpProbeOf } from '../http-service.ts';
import { judgeShares } from '../judge-shares.ts';
import { nameOfPlace, nameInTable } from '../service-places.ts';
import {
  noCurl,
  parseSample,
  parseUdpSample,
  sampleScript,
  sampleUdpScript,
  serverNamedIn,
  type Sampling,
} from '../share-measurement.ts';
import { promiseOf, type SharePromise } from '../share-promise.ts';
import { udpProbeOf } from '../udp-probe.ts';
import { cannotTell, judgeAnswer, type Finding } from '../verdict.ts';

/** A share that is wrong is a server that does not answer, or a table that is not the model's. */
const repair = 'mend what the checks before this one say of table and real servers';
const usualRequests = 40;
const mostRequests = 100;

/** Requests through the VIP are shared among the real servers as scheduler and weights promise; one client measures. */
export const vipShares: Check = {
  id: 'requests-are-shared',
  title: 'requests are shared as scheduler and weights promise',
  step: 'intro, algorithms',
  severity: 'warning',
  asks: (cluster) =>
    cluster.clients
      .slice(0, 1)
      .flatMap((client) => cluster.virtualServices.map((service) => askSample(client, cluster, service)))
      .filter((question) => question !== null),
  judge: (cluster, answer) =>
    cluster.clients.slice(0, 1).flatMap((client) =>
      cluster.virtualServices.map((service): Verdict => {
        const expected = `${nameOf(service)}: ${expectationOf(service)}`;
        const question = askSample(client, cluster, service);
        if (question === null) return { host: client.name, expected, ...whyNot(service) };
        return judgeAnswer(answer(question), { host: client.name, expected, repair }, (output) =>
          judgeSample(output, service, cluster.clients.length),
        );
      }),
    ),
};

function nameOf(service: VirtualService): string {
  return service.mark === null ? nameOfPlace(service) : nameInTable(service);
}

/** Of a service by mark the first port of its traffic is asked. */
function askSample(client: Member, cluster: Cluster, service: VirtualService): Question | null {
  const sampling = samplingOf(promiseOf(service));
  if (sampling === null) return null;
  if (service.protocol === 'udp') {
    if (!isAsked(service)) return null;
    const udp = udpProbeOf(service);
    return { host: client.name, script: sampleUdpScript(client, cluster, service, udp, sampling) };
  }
  const probe = httpProbeOf(service);
  return probe === null ? null : { host: client.name, script: sampleScript(client, cluster, service, probe, sampling) };
}

/** Datagrams in numbers only where a health check sends the same. */
function isAsked({ realServers }: VirtualService): boolean {
  return realServers.some(({ healthCheck }) => healthCheck?.kind === 'udp' || healthCheck?.kind === 'dns');
}

/** A whole number of rounds, so that the shares are exact wherever the scheduler stands when the first request comes. */
function samplingOf(promise: SharePromise): Sampling | null {
  switch (promise.kind) {
    case 'shares': {
      const { round } = promise;
      if (round === 0 || round > mostRequests) return null;
      const requests = round * Math.max(1, Math.floor(usualRequests / round));
      return { requests, sources: requests };
    }
    case 'all used':
      return { requests: usualRequests, sources: usualRequests };
    case 'one per source':
      return { requests: usualRequests, sources: usualRequests / 4 };
    case 'one':
      return { requests: usualRequests / 4, sources: usualRequests };
    case 'none':
      return null;
  }
}

function whyNot(service: VirtualService): Finding {
  const promise = promiseOf(service);
  if (service.protocol === 'udp' && !isAsked(service))
    return cannotTell('no health check says what the service may be asked');
  if (service.protocol === 'tcp' && httpProbeOf(service) === null)
    return cannotTell('nothing says that the service speaks HTTP, and only an answer tells who gave it');
  if (promise.kind !== 'shares')
    return cannotTell(`${service.scheduler} promises nothing that requests from outside could show`);
  if (promise.round === 0) return cannotTell('no real server has a weight above 0');
  return cannotTell(`a round of these weights takes ${promise.round} requests; more than ${mostRequests} are not sent`);
}

function judgeSample(output: string, service: VirtualService, clients: number): Finding {
  if (output.startsWith(noCurl)) return cannotTell(`${noCurl} there`);
  const isUdp = service.protocol === 'udp';
  const sample = isUdp ? parseUdpSample(output) : parseSample(output);
  if (typeof sample === 'string') return cannotTell(`${sample} there`);
  const lost = sample.find(({ status }) => status !== 0);
  if (lost !== undefined && isUdp && lost.status !== 7 && udpProbeOf(service).promised === null) {
    return cannotTell(`a datagram from ${lost.source} got no answer, and no health check says that it has to`);
  }
  if (lost !== undefined) {
    const found = `a request from ${lost.source} got no answer (${isUdp ? `it was ${lost.status === 7 ? 'refused' : 'lost'}` : `curl ended with ${lost.status}`}), after ${sample.length - 1} that did`;
    return { outcome: 'failed', found };
  }
  if (sample.length === 0) return cannotTell('the client has no address on the segment to ask from');
  const answers = sample.map(({ source, body }) => ({ source, server: serverNamedIn(body, service.realServers) }));
  if (answers.some(({ server }) => server === null)) {
    return cannotTell(
      "the answers do not name the server that gave them; let each page hold the server's inventory name",
    );
  }
  return judgeShares(
    answers.flatMap(({ source, server }) => (server === null ? [] : [{ source, server }])),
    service,
    clients,
  );
}

function expectationOf(service: VirtualService): string {
  const promise = promiseOf(service);
  const { scheduler } = service;
  switch (promise.kind) {
    case 'shares':
      return `${scheduler} shares ${[...promise.parts].map(([name, part]) => `${name} ${part}`).join(' : ')}`;
    case 'all used':
      return `${scheduler} uses every real server with a weight, in no exact share`;
    case 'one per source':
      if (service.persistencePrefix !== null) return 'all clients of a network meet one real server (persistence)';
      return `${scheduler} sends each client address to one real server`;
    case 'one':
      return `${scheduler} sends everything to ${promise.name ?? 'one real server'}`;
    case 'none':
      return `${scheduler} shares as it sees fit`;
  }
}
