import { parseArgs } from 'node:util';
import { must, prepareLab, type FaultLab } from './fault-lab.ts';
import { faults, type FaultName } from './faults.ts';
import { positionsOf, wordPosition } from './position.ts';
import { strike, type Outcome, type Trial } from './trial.ts';

const usage = `npm run test:faults -- [--host NAME]... [--fault NAME]... [--at WORD] [--labs COUNT]

Strikes a run of the site playbook by every fault at every position: before and after each step, and inside it.
  --host   only these hosts; web1, lb2 and lb1 when left out
  --fault  only these: ${Object.keys(faults).join(', ')}
  --at     only positions whose text holds this: "inside", "package:"
  --labs   how many labs work side by side; 2 when left out`;

/** The fault matrix as one command. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      host: { type: 'string', multiple: true, default: ['web1', 'lb2', 'lb1'] },
      fault: { type: 'string', multiple: true, default: Object.keys(faults) },
      at: { type: 'string', default: '' },
      labs: { type: 'string', default: '2' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const names = Array.from({ length: Number(values.labs) }, (_, index) => `faults-${index + 1}`);
  const down = () => Promise.all(names.map((name) => must('lab', 'down', '--name', name)));
  try {
    await down();
    const labs = await Promise.all(names.map((name) => prepareLab(name)));
    const steps = labs[0]?.steps ?? new Map<string, readonly string[]>();
    const trials = values.host
      .flatMap((host) => positionsOf(host, steps.get(host) ?? []))
      .filter((position) => wordPosition(position, steps).includes(values.at))
      .flatMap((position) => values.fault.map((fault) => ({ position, fault: fault as FaultName })));
    console.log(`${trials.length} faults to inject, on ${names.length} labs`);
    const outcomes = await workThrough(labs, trials, (outcome, done) => {
      const place = wordPosition(outcome.position, steps).padEnd(62);
      const verdict = outcome.wrong === null ? 'converged' : 'NOT CONVERGED';
      const struck = (outcome.struck.split('\n')[0] ?? '').slice(0, 90);
      console.log(
        `${String(done).padStart(4)}  ${outcome.fault.padEnd(8)}  ${place}  ${verdict}  ${outcome.seconds.toFixed(1)} s  (run: ${struck || 'ok'})`,
      );
      if (outcome.wrong !== null) console.log(outcome.wrong.replace(/^/gm, '        '));
    });
    const converged = outcomes.filter(({ wrong }) => wrong === null).length;
    console.log(`\n${outcomes.length} injected, ${converged} converged`);
    return converged === outcomes.length && outcomes.length > 0 ? 0 : 1;
  } finally {
    await down();
  }
}

/** Every lab takes the next trial when it is done with one. */
async function workThrough(
  labs: readonly FaultLab[],
  trials: readonly Trial[],
  onOutcome: (outcome: Outcome, done: number) => void,
): Promise<readonly Outcome[]> {
  const waiting = [...trials];
  const outcomes: Outcome[] = [];
  await Promise.all(
    labs.map(async (lab) => {
      for (let trial = waiting.shift(); trial !== undefined; trial = waiting.shift()) {
        const outcome = await strike(lab, trial);
        outcomes.push(outcome);
        onOutcome(outcome, outcomes.length);
      }
    }),
  );
  return outcomes;
}

process.exitCode = await main();
