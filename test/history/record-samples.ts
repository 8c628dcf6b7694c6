import { toJson } from '../../src/report/json.ts';
import { planData } from '../../src/report/plan-json.ts';
import { jsonReporter, runData, type RunHead } from '../../src/report/run-json.ts';
import { events, summary } from '../report/run-samples.ts';
import { differs, hostPlan, planOf, playPlan, value } from '../report/samples.ts';

export const head: RunHead = {
  id: '20261125-041200-3f9a0c',
  who: 'alice@ops',
  what: 'site.ts',
  since: '2026-11-25T04:12:00.000Z',
  process: { pid: 42, startTime: '7', bootId: 'b', machine: 'm', namespace: 'pid:[1]' },
  program: '0.1.0',
  cwd: '/home/alice/cluster',
  playbook: 'site.ts',
  inventory: 'inventory.yaml',
  limit: 'lb*',
};

export const plan = planOf(
  playPlan('directors', [hostPlan('lb2', { 'file:/etc/a': differs(value('mode', '0600', '0644')) })]),
);

export const recap = summary;

/** The lines of a whole record: of a run of three directors that failed on one. */
export function recordLines(of: Partial<RunHead> = {}): string[] {
  const written: string[] = [];
  const reporter = jsonReporter(
    (line) => written.push(line.trimEnd()),
    () => new Date('2026-11-25T04:13:00.000Z'),
  );
  for (const event of events) if (event.type !== 'task-started' && event.type !== 'task-output') reporter.on(event);
  reporter.note('interrupted');
  reporter.end(summary);
  return [
    toJson(runData({ ...head, ...of })),
    toJson({ type: 'plan', plan: planData(plan) }),
    ...written,
    toJson({ time: '2026-11-25T04:13:05.000Z', type: 'end', exitCode: 1, milliseconds: 65_000 }),
  ];
}

export function recordText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
