import { parseArgs } from 'node:util';
import { openLab } from '../../src/lab/index.ts';
import { lvsdeployWithin } from '../kernels/program.ts';
import { combinationsOf, families, kinds, labels, methods } from './combination.ts';
import { examine, type Row } from './examine.ts';

const usage = `npm run test:matrix -- [--method METHOD]... [--family FAMILY]... [--kind KIND]... [--row LABEL]...
                       [--lab NAME]

Deploys every scheduler with every forwarding method, family and kind of service on the lab's kernels, and says of each what came of it.
  --method  only these: ${methods.join(', ')}
  --family  only these: ${families.join(', ')}
  --kind    only these: ${kinds.join(', ')}
  --row     only these: ${labels.join('; ')}
  --lab     a lab of the topology "mixed" that is up, and stays so; one of its own when left out`;

/** The matrix as one command. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      method: { type: 'string', multiple: true, default: [...methods] },
      family: { type: 'string', multiple: true, default: [...families] },
      kind: { type: 'string', multiple: true, default: [...kinds] },
      row: { type: 'string', multiple: true, default: [...labels] },
      lab: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const combinations = combinationsOf({ methods: values.method, families: values.family, kinds: values.kind });
  if (values.help || combinations.length === 0) {
    console.log(usage);
    return values.help ? 0 : 64;
  }
  const name = values.lab ?? 'matrix';
  const began = Date.now();
  try {
    if (values.lab === undefined) await must('lab', 'up', '--name', name, '--topology', 'mixed');
    const lab = await openLab(name);
    const rows: Row[] = [];
    for (const combination of combinations) {
      const found = await examine(lab, combination, values.row);
      found.forEach(show);
      rows.push(...found);
    }
    const count = (kind: Row['kind']) => rows.filter((row) => row.kind === kind).length;
    const minutes = ((Date.now() - began) / 60_000).toFixed(1);
    console.log(
      `\n${rows.length} rows: ${count('right')} right, ${count('refused')} refused with a reason, ${count('wrong')} wrong; ${minutes} minutes`,
    );
    return count('wrong') === 0 ? 0 : 1;
  } finally {
    if (values.lab === undefined) await must('lab', 'down', '--name', name);
  }
}

function show({ combination: { method, family, kind }, label, kind: verdict, words }: Row): void {
  const place = `${method.padEnd(3)}  ${family}  ${kind.padEnd(4)}  ${label.padEnd(15)}`;
  console.log(`${place}  ${verdict === 'wrong' ? 'WRONG  ' : verdict.padEnd(7)}  ${words}`);
}

async function must(...args: readonly string[]): Promise<void> {
  const { status, stdout, stderr } = await lvsdeployWithin(14, ...args);
  if (status !== 0) throw new Error(`lvsdeploy ${args.join(' ')} ended with ${String(status)}:\n${stdout}${stderr}`);
}

process.exitCode = await main();
