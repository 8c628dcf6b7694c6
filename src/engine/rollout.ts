import { UsageError } from '../errors.ts';
import type { BatchSize, Play } from '../playbook/playbook.ts';

/** @returns how many hosts each batch of the play takes. @throws UsageError for a `serial` that is no number or share. */
export function batchSizes({ name, hosts, serial }: Play, count: number): readonly number[] {
  const steps: readonly BatchSize[] = typeof serial === 'object' ? serial : [serial ?? '100%'];
  const wanted = steps.map((step) => {
    const size = sizeOf(step, count);
    if (size !== null) return size;
    throw new UsageError(`"${step}" is no number of hosts`, {
      place: `play ${name ?? hosts}, serial`,
      hint: "Write a whole number above 0, or a share: 2, '25%'.",
    });
  });
  const last = wanted.at(-1);
  if (last === undefined) {
    throw new UsageError('it lists no batch', { place: `play ${name ?? hosts}, serial`, hint: 'Leave it out.' });
  }
  const sizes: number[] = [];
  for (let left = count; left > 0; left -= sizes.at(-1) ?? left) {
    sizes.push(Math.min(left, wanted[sizes.length] ?? last));
  }
  return sizes;
}

/** @returns the hosts in the batches of the play. */
export function batchHosts<Host>(play: Play, hosts: readonly Host[]): readonly (readonly Host[])[] {
  let start = 0;
  return batchSizes(play, hosts.length).map((size) => hosts.slice(start, (start += size)));
}

/** @returns whether the play ends the run with so many of its hosts failed, out of reach or left behind earlier. */
export function endsRun({ maxFailed = 0 }: Play, failed: number): boolean {
  return failed > maxFailed;
}

function sizeOf(step: BatchSize, count: number): number | null {
  const [, digits, isShare] = /^(\d+)(%?)$/.exec(String(step)) ?? [];
  const value = Number(digits ?? 0);
  if (value === 0) return null;
  return isShare === '%' ? Math.max(1, Math.floor((count * Math.min(value, 100)) / 100)) : value;
}
