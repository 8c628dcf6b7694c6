import { UsageError } from '../errors.ts';

/** How many ids a hint names. */
const few = 3;

/**
 * @param ids in the order of time.
 * @param said an id, its beginning, or `last`.
 * @throws UsageError when it is no run's, or more than one's.
 */
export function findRun(ids: readonly string[], said: string): string {
  const last = ids.at(-1);
  if (last === undefined) {
    throw new UsageError('no run is recorded', {
      hint: '`lvsdeploy run` records each run, on the machine and for the user that start it.',
    });
  }
  if (said === 'last') return last;
  const found = ids.filter((id) => id.startsWith(said));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only === undefined) {
    throw new UsageError(`there is no run ${JSON.stringify(said)}`, {
      hint: `Near it: ${nearTo(ids, said).join(', ')}. \`lvsdeploy history\` lists them.`,
    });
  }
  throw new UsageError(`${found.length} runs begin with ${JSON.stringify(said)}`, {
    hint: `Say more of its id, for one of ${found.slice(-few).join(', ')}. \`lvsdeploy history\` lists them.`,
  });
}

/** @returns the ids that have the words somewhere, or else those that agree with them for longest. */
function nearTo(ids: readonly string[], said: string): readonly string[] {
  const within = ids.filter((id) => id.includes(said));
  if (within.length > 0) return within.slice(-few);
  const agreed = ids.map((id) => lengthOfAgreement(id, said));
  const most = Math.max(...agreed);
  return ids.filter((_, index) => agreed[index] === most).slice(-few);
}

function lengthOfAgreement(id: string, said: string): number {
  let length = 0;
  while (length < said.length && id[length] === said[length]) length += 1;
  return length;
}
