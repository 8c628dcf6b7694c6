import { LvsdeployError } from '../errors.ts';
import type { SnippetResult } from '../shell/session.ts';
import type { Shell } from '../shell/shell.ts';
import type { DrillTools } from './tools.ts';

/** Runs scripts on a host in one round trip, the next one only after the one before. @throws LvsdeployError when one fails. */
export async function runOn(host: string, scripts: readonly Shell[], name: string, { to }: DrillTools): Promise<void> {
  const session = await to(host);
  const results = await session.run(
    scripts.map((script) => ({ name, script })),
    { stopOnFailure: true, deadline: 120_000 },
  );
  const failed = results.find(({ status }) => status !== 0);
  if (failed === undefined) return;
  throw new LvsdeployError(
    `${name} failed with status ${String(failed.status)}: ${saidBy(failed) || 'it said nothing'}`,
    {
      place: host,
      hint: 'Mend that there, the log of the host may say more; `lvsdeploy verify` tells whether the cluster is as it was.',
    },
  );
}

/** @returns what a read-only question to a host brings. @throws LvsdeployError when it fails. */
export async function ask(host: string, script: Shell, { to }: DrillTools): Promise<string> {
  const session = await to(host);
  const [result] = await session.run([{ name: 'see whether it can be done', script }], { deadline: 60_000 });
  if (result?.status === 0) return result.stdout;
  throw new LvsdeployError(`this drill is not possible there: ${reasonOf(result)}`, {
    place: host,
    hint: 'Mend what it says there, or choose another scenario.',
  });
}

/** @returns why a script failed; its status where it said nothing. */
export function reasonOf(result: SnippetResult | undefined): string {
  return saidBy(result) || `status ${String(result?.status)}, and it said nothing`;
}

function saidBy(result: SnippetResult | undefined): string {
  return result?.stderr.trim() || result?.stdout.trim() || '';
}
