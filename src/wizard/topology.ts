import { contains } from '../cluster/network.ts';
import { type Answers, type NamedHost, directorsOf, isStandalone, realServersOf, saidOf } from './answers.ts';
import { vipsOf } from './inventory-text.ts';

const width = 78;

/** @returns the cluster drawn in plain ASCII, at most 80 columns wide. */
export function drawTopology(answers: Answers): string {
  const { segment = '', interface: device = '', method = '', protocol = '', port = '' } = answers;
  const directors = directorsOf(answers);
  const servers = realServersOf(answers);
  const standalone = isStandalone(answers);
  const onSegment = method !== 'nat' && servers.every(({ address }) => contains(segment, address));
  const six = saidOf(answers.segment6);
  const roles = directors.map((host, index) =>
    boxOf(host, standalone ? 'director' : index === 0 ? 'MASTER' : 'BACKUP'),
  );
  const weights = servers.map((host) => boxOf(host, 'real server'));
  const outer = bar(`segment ${segment}${six === null ? '' : ` ${six}`} (${device})`);
  const lines = [
    centre('clients'),
    centre('|'),
    ...vipsOf(answers).map((vip) => centre(`VIP ${vip} ${protocol}/${port}, by ${method.toUpperCase()}`)),
    centre('|'),
    outer,
    ...rowsOf(roles),
  ];
  if (onSegment) lines.push(bar('the same segment'), ...rowsOf(weights));
  else if (method === 'nat') {
    const { insideNetwork = '', insideInterface = '', insideGateway = '' } = answers;
    lines.push(bar(`inside ${insideNetwork} (${insideInterface}), gateway ${insideGateway}`), ...rowsOf(weights));
  } else lines.push(bar('any network, by IPIP'), ...rowsOf(weights));
  return `${lines.map((line) => line.trimEnd().slice(0, 80)).join('\n')}\n`;
}

type Box = readonly string[];

function boxOf({ name, address, address6 }: NamedHost, role: string): Box {
  const inner = [name, role, address, ...(address6 === null ? [] : [address6])].map((line) => cut(line, 34));
  const wide = Math.max(...inner.map((line) => line.length));
  const rim = `+${'-'.repeat(wide + 2)}+`;
  return [rim, ...inner.map((line) => `| ${line.padEnd(wide)} |`), rim];
}

/** As many boxes in a row as fit, each hanging from the line above. */
function rowsOf(boxes: readonly Box[]): readonly string[] {
  const rows: Box[][] = [];
  let left = 0;
  for (const box of boxes) {
    const needed = (box[0]?.length ?? 0) + 2;
    const row = rows.at(-1);
    if (row === undefined || needed > left) {
      rows.push([box]);
      left = width - needed;
    } else {
      row.push(box);
      left -= needed;
    }
  }
  return rows.flatMap((row) => {
    const height = Math.max(...row.map((box) => box.length));
    const lines = Array.from({ length: height }, (_, index) =>
      row.map((box) => (box[index] ?? '').padEnd(box[0]?.length ?? 0)).join('  '),
    );
    const hangers = row.map((box) => centred('|', box[0]?.length ?? 0)).join('  ');
    return [hangers, ...lines].map((line) => centre(line.padEnd(lines[0]?.length ?? 0)));
  });
}

function bar(text: string): string {
  const label = `-- ${cut(text, width - 8)} `;
  return label.padEnd(width, '-');
}

function centre(text: string): string {
  return centred(text, width).trimEnd();
}

function centred(text: string, wide: number): string {
  return text.padStart(text.length + Math.floor((wide - text.length) / 2)).padEnd(wide);
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 3)}...`;
}
