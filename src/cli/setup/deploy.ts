import { fileURLToPath } from 'node:url';
import { exitCode, type ExitCode } from '../../errors.ts';
import type { Context } from '../context.ts';
import { runProgram } from '../program.ts';

/** The playbook of the whole cluster, which comes with the program. */
const site = fileURLToPath(new URL('../../../playbooks/site.ts', import.meta.url));

/** @returns how a command of this program ended, run as if it had been typed. */
export async function runAsTyped(args: readonly string[], context: Context): Promise<ExitCode> {
  let code: ExitCode = exitCode.done;
  const io = { ...context.io, exit: (said: ExitCode) => (code = said) };
  await runProgram(args, { ...context, io });
  return code;
}

export const commandsOn = (inventory: string) => ({
  plan: ['plan', site, '-i', inventory],
  run: ['run', site, '-i', inventory],
  verify: ['verify', '-i', inventory],
});

/** Runs the playbook of the whole cluster without asking, and verifies what came of it. */
export async function deployAndVerify(inventory: string, context: Context): Promise<void> {
  const { run, verify } = commandsOn(inventory);
  const ran = await runAsTyped([...run, '--yes'], context);
  context.io.exit(ran === exitCode.done ? await runAsTyped(verify, context) : ran);
}
