import type { DrillReport } from '../../drill/drill.ts';
import { wordMilliseconds } from '../drill-wording.ts';
import { html, type Html } from './html.ts';
import { drawLane, type Lane } from './lane.ts';
import { round, type TimeScale } from './time-scale.ts';

const height = 8;

type Draw = (y: number) => Lane;

/** The outage and what it may be, one below the other, so that it is seen which is longer. */
export function spanBars({ figures, bound, marks }: DrillReport, scale: TimeScale): readonly Draw[] {
  const fault = marks.find(({ isFault }) => isFault);
  const { gap, outage } = figures;
  return [
    outageBar(`outage ${wordMilliseconds(outage)}`, outage > 0 ? gap : null, scale),
    ...(bound === null || fault === undefined ? [] : [boundBar(fault.at, bound.total, scale)]),
  ];
}

function outageBar(label: string, gap: DrillReport['figures']['gap'], scale: TimeScale): Draw {
  const content = gap === null ? html`` : bar('outage', gap.from, gap.to);
  return (y) => drawLane({ label, content, height }, y, scale);
}

function boundBar(from: number, total: number, scale: TimeScale): Draw {
  const label = `bound ${wordMilliseconds(total)}, from the fault on`;
  return (y) => drawLane({ label, content: bar('bound', from, from + total), height }, y, scale);
}

function bar(kind: 'outage' | 'bound', from: number, to: number): Html {
  const [left, right] = [round(from), round(to)];
  return html`<path class="${kind}" d="M${left} 0.75H${right}V${height - 0.75}H${left}z" />`;
}
