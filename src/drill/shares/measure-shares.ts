import { LvsdeployError } from '../../errors.ts';
import { sh } from '../../shell/shell.ts';
import { listAddresses } from '../../verify/client-addresses.ts';
import { remoteClock } from '../clock.ts';
import type { DrillReport } from '../drill.ts';
import { ask, reasonOf } from '../on-host.ts';
import type { Aim } from '../scenario.ts';
import { splitLines } from '../lines.ts';
import type { DrillTools } from '../tools.ts';
import { askByDatagrams, askInTurn, momentOf, needCurl, readAnswers } from './ask-in-turn.ts';
import { countFrom, sumOf, type Counters } from './counters.ts';
import { expectShares, servedUntil } from './expect-shares.ts';
import { holdOpen, sayWhetherItHolds } from './hold-open.ts';
import { wayFor, type Way } from './ways.ts';
import { tellDeviation } from './kernel-table.ts';
import { planSample } from './plan-sample.ts';
import { readStillCounters, readTable } from './read-director.ts';
import { reportShares } from './report-shares.ts';

/** Asks from the client, reads the counters of the director that has the VIP before and after, and compares. */
export async function measureShares(aim: Aim, round: number, tools: DrillTools): Promise<DrillReport> {
  const startedAt = new Date().toISOString();
  const { client, cluster, service, holder } = aim;
  const isUdp = service.protocol === 'udp';
  const listed = await ask(
    client.name,
    sh`${isUdp ? sh`:` : needCurl}
${sayWhetherItHolds}
${listAddresses(client, cluster, service)}`,
    tools,
  );
  const lines = listed.split('\n').filter((line) => line !== '');
  const canHold = lines[0] === 'python3';
  const addresses = canHold ? lines.slice(1) : lines;
  if (addresses.length === 0) {
    throw new LvsdeployError('it has no address on the segment to ask from', {
      place: client.name,
      hint: 'Give the client an address there, or choose another one with --client.',
    });
  }
  const way = wayFor(service, canHold);
  tools.tell(`reading the counters of ${holder.name}`);
  const before = await readStillCounters(aim, tools, null);
  const { table, kernel } = await readTable(aim, tools);
  const planned = reachable(
    planSample(service, addresses),
    (from) => expectShares(service, table, kernel, from, way).targets,
  );
  const sources = planned.slice(0, servedUntil(service, table, kernel, planned, way));
  const expected = expectShares(service, table, kernel, sources, way);

  tools.tell(`sending ${sources.length} requests from ${new Set(sources).size} addresses of ${client.name}`);
  const { text, clock } = await send(aim, sources, way, tools);
  const requests = readAnswers(text, service);
  const after = await readStillCounters(aim, tools, sumOf(before) + requests.length);
  const hasMoved = tools.watch.holders().join() !== holder.name;
  const counted = hasMoved
    ? `the VIP has left ${holder.name} meanwhile`
    : checkCounted(countFrom(before, after), requests.length);
  const deviation = tellDeviation(service, table);
  const holdings = tools.watch.holdings(clock);
  return reportShares({ aim, round, startedAt, sources, expected, requests, counted, deviation, holdings, way });
}

/** sh refuses what falls to a server that is out of service: that is no loss, and not asked for. */
function reachable(
  sources: readonly string[],
  targetsOf: (sources: readonly string[]) => readonly (string | null)[] | null,
): readonly string[] {
  const targets = targetsOf(sources);
  return targets === null ? sources : sources.filter((_, index) => targets[index] !== null);
}

async function send({ client, service, probe }: Aim, sources: readonly string[], way: Way, { to }: DrillTools) {
  const session = await to(client.name);
  const clock = remoteClock();
  let first: number | null = null;
  const read = splitLines((line) => {
    const moment = momentOf(line);
    if (moment === null) return;
    first ??= moment;
    clock.hear(moment - first, Date.now());
  });
  const script = { 'in turn': askInTurn, held: holdOpen, datagrams: askByDatagrams }[way](
    service,
    sources,
    probe.timeout,
  );
  const [result] = await session.run([{ name: 'ask as a client, one request after the other', script, isData: true }], {
    onOutput: (_index, stream, piece) => stream === 'stdout' && read(piece),
  });
  if (result?.status === 0) return { text: result.stdout, clock };
  throw new LvsdeployError(`the requests could not be sent: ${reasonOf(result)}`, {
    place: client.name,
    hint: 'Mend what it says there, or choose another client with --client.',
  });
}

function checkCounted(counted: Counters | null, asked: number): Counters | string {
  if (counted === null) return 'the counters were set to zero meanwhile';
  if (asked > 0 && sumOf(counted) === 0) {
    return 'the counters stand still: net.ipv4.vs.run_estimation may be 0, or the requests went elsewhere';
  }
  return counted;
}
