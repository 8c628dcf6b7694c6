import type { DrillReport, ProbedRequest } from '../../drill/drill.ts';
import { html } from './html.ts';
import { drawLane, ticks, type Lane } from './lane.ts';
import { unnamed, type Answerer } from './servers-of.ts';
import { round, type TimeScale } from './time-scale.ts';

/** Milliseconds after which an answer is late (`DrillFigures.late`). */
const lateAfter = 500;
const height = 16;

type Draw = (y: number) => Lane;

/**
 * A strip for each server with a stroke for each request that it answered, at the moment it was sent; one for those that
 * waited, from sent to answered; one for those without an answer. Which is which is told by the strip, not by its colour.
 */
export function requestLanes(
  { requests }: DrillReport,
  answerers: readonly Answerer[],
  scale: TimeScale,
): readonly Draw[] {
  const late = requests.filter(isLate);
  const failed = requests.filter(({ answeredAt }) => answeredAt === null);
  return [
    ...answerers.flatMap(({ name, colour }) => serverLane(name, colour, requests, scale)),
    ...(late.length === 0 ? [] : [lateLane(late, scale)]),
    failedLane(failed, scale),
  ];
}

/** @returns whether an answer came after so long that the kernel of the client sent the request again, most likely. */
export function isLate({ sentAt, answeredAt }: ProbedRequest): boolean {
  return answeredAt !== null && answeredAt - sentAt > lateAfter;
}

function serverLane(
  name: string,
  colour: string,
  requests: readonly ProbedRequest[],
  scale: TimeScale,
): readonly Draw[] {
  const own = requests.filter(({ answeredAt, server }) => answeredAt !== null && (server ?? unnamed) === name);
  if (own.length === 0) return [];
  const sent = own.map(({ sentAt }) => sentAt);
  const content = html`<path class="${colour}" d="${ticks(sent, 0, height)}" />`;
  const label = name === unnamed ? 'answered by a server that is not named' : `answered by ${name}`;
  return [(y) => drawLane({ label, right: String(own.length), content, height }, y, scale)];
}

/** Each one from the moment it was sent to its answer, in some rows, as many of them wait at a time. */
function lateLane(late: readonly ProbedRequest[], scale: TimeScale): Draw {
  const rows = Math.min(8, late.length);
  const lines = late.map(
    ({ sentAt, answeredAt }, index) => `M${round(sentAt)} ${2 + (index % rows) * 4}H${round(answeredAt ?? sentAt)}`,
  );
  const content = html`<path class="late" d="${lines.join('')}" />`;
  const said = { label: 'late: from sent to answered', right: String(late.length), content, height: rows * 4 + 2 };
  return (y) => drawLane(said, y, scale);
}

function failedLane(failed: readonly ProbedRequest[], scale: TimeScale): Draw {
  const sent = failed.map(({ sentAt }) => sentAt);
  // Broken in the middle: not the stroke of an answer, whatever the colours.
  const content = html`<path class="failed" d="${ticks(sent, 0, 6)}${ticks(sent, 10, 6)}" />`;
  return (y) => drawLane({ label: 'without an answer', right: String(failed.length), content, height }, y, scale);
}
