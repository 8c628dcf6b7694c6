import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { messageOf, UsageError } from '../../errors.ts';
import type { SecretMemory } from '../ask-secret.ts';
import type { Context } from '../context.ts';
import { renderExamples } from '../examples.ts';
import type { Outside } from './hosts.ts';

export interface SetupOptions {
  readonly inventory: string;
  readonly answers?: string;
  readonly printAnswers?: boolean;
  readonly sshConfig?: string;
  readonly yes?: boolean;
}

/** @returns `lvsdeploy setup`. */
export function setupCommand(context: Context, outside = () => overSsh(context.secrets)): Command {
  return new Command('setup')
    .summary('ask for a cluster, write its inventory, deploy it')
    .description('ask what a cluster is to be, look at its hosts, and write an inventory; then plan, run and verify it')
    .option('-i, --inventory <file>', 'where the inventory goes; default: inventory.yaml')
    .option('--answers <file>', 'take the answers from a file instead of asking')
    .option('--print-answers', 'print such a file to fill in: every question, its default and what it means')
    .option('--ssh-config <file>', 'reach the hosts as this ssh_config(5) says')
    .option('-y, --yes', 'with --answers: deploy and verify the cluster, without asking')
    .addHelpText(
      'after',
      renderExamples(
        ['lvsdeploy setup', 'answer questions; ^C keeps the answers for later'],
        ['lvsdeploy setup --print-answers', 'the same questions as a file to fill in'],
        ['lvsdeploy setup --answers answers.yaml --yes', 'from answers to a verified cluster'],
      ),
    )
    .action(async ({ inventory = newInventory, ...said }: Partial<SetupOptions>) => {
      const options: SetupOptions = { ...said, inventory };
      const { io } = context;
      if (options.printAnswers === true) {
        const { printTemplate } = await import('../../wizard/answers-template.ts');
        io.stdout.write(printTemplate());
        return;
      }
      if (options.sshConfig !== undefined && !existsSync(options.sshConfig)) {
        throw new UsageError(`there is no ${options.sshConfig}`, { hint: 'Name an ssh_config(5) with --ssh-config.' });
      }
      // What the inventory says is relative to its own folder.
      const settled = { ...options, ...(options.sshConfig !== undefined && { sshConfig: resolve(options.sshConfig) }) };
      if (options.answers !== undefined) {
        const { setUpFrom } = await import('./from-answers.ts');
        await setUpFrom(readText(options.answers), { ...settled, answers: options.answers }, context, await outside());
        return;
      }
      if (options.yes === true) {
        throw new UsageError('--yes is for --answers: at the terminal each step is asked for', {
          hint: 'Leave it out, or say --answers FILE.',
        });
      }
      if (!io.isInteractive) {
        throw new UsageError('setup asks questions, and nobody is at a terminal to answer them', {
          hint: 'Use `lvsdeploy setup --print-answers > FILE`, fill it in, then `lvsdeploy setup --answers FILE`.',
        });
      }
      const { setUpWithPerson } = await import('./with-person.ts');
      await setUpWithPerson(settled, context, await outside());
    });
}

// Here, whatever inventory is in a folder above: this one is new.
const newInventory = 'inventory.yaml';

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`cannot read ${file}: ${messageOf(cause)}`, {
      hint: 'Name a file of answers; `lvsdeploy setup --print-answers` prints one to fill in.',
      cause,
    });
  }
}

async function overSsh(secrets: SecretMemory | null): Promise<Outside> {
  const [{ openSession }, { ssh2Transport }] = await Promise.all([
    import('../../ssh/session.ts'),
    import('../../ssh/ssh2-transport.ts'),
  ]);
  const transport = ssh2Transport(secrets?.ask ?? null);
  return { secrets, open: (host) => openSession(transport, host) };
}
