import { Command, Option } from 'commander';
import { renderExamples, type Example } from './examples.ts';
import {
  downLab,
  isRoot,
  isWhole,
  labStatus,
  openLab,
  renderStatus,
  rerunAsRoot,
  topologies,
  upLab,
  type Lab,
  type UpOptions,
} from '../lab/index.ts';

type Named = Required<Pick<UpOptions, 'name'>>;

/** @returns `lvsdeploy lab …`: a real cluster of user-mode-linux hosts on this machine. */
export function labCommand(): Command {
  const lab = new Command('lab')
    .summary('a cluster of real kernels on this machine, to try things on')
    .description('a cluster of real kernels on this machine, to try a deployment on')
    .enablePositionalOptions()
    .addHelpText(
      'after',
      renderExamples(
        ['lvsdeploy lab up', 'boot two directors, two web servers and a client'],
        ['lvsdeploy run playbooks/site.ts -i "$(lvsdeploy lab inventory)"', 'deploy on them'],
        ['lvsdeploy lab down', 'and away with all of it'],
      ),
    );
  lab.addCommand(
    named('up', 'boot the lab, and build its base image first if there is none')
      .addOption(new Option('--topology <topology>').choices(Object.keys(topologies)).default('pair'))
      .option(
        '--flavour <flavours>',
        'what the guests are like: debian, rpm or sysv, or HOST=FLAVOUR with commas between; the client is always debian',
      )
      .addOption(
        new Option('--kernel <suite>', "whose user-mode-linux to boot: sid's is the fastest").choices([
          'sid',
          'trixie',
          'bookworm',
        ]),
      )
      .addOption(
        new Option(
          '--old-kernel',
          'start on an older kernel than the repositories offer, with one still older',
        ).conflicts('kernel'),
      )
      .option('--with-sources', 'serve the source archives of ipvsadm and keepalived, and what they are built with')
      .action((options: Named & UpOptions) => asRoot(() => up(options))),
  );
  lab.addCommand(
    named('down', 'end the lab and remove everything of it but the cached image').action(({ name }: Named) =>
      asRoot(() => downLab(name, { say })),
    ),
  );
  lab.addCommand(
    named('status', 'show the hosts; exit status 1 unless all can be reached').action(({ name }: Named) =>
      status(name),
    ),
  );
  lab.addCommand(
    named('inventory', "print the path of the lab's inventory").action(async ({ name }: Named) =>
      say((await openLab(name)).inventoryPath),
    ),
  );
  lab.addCommand(
    named('ssh', 'log in to a host, or run a command there')
      .argument('<host>')
      .argument('[command...]')
      .passThroughOptions()
      .action(async (host: string, words: string[], named: Named) => {
        const { name, command } = takeName(words, named.name);
        process.exitCode = await (await openLab(name)).ssh(host, command);
      }),
  );
  lab.addCommand(onHost('kill', "cut a host's power", (opened, host) => opened.kill(host)));
  lab.addCommand(onHost('start', 'switch a host on again, with the disk it had', (opened, host) => opened.start(host)));
  lab.addCommand(onHost('cut', "pull a host's network cable", (opened, host) => opened.cut(host)));
  lab.addCommand(onHost('heal', 'put the cable back', (opened, host) => opened.heal(host)));
  lab.addCommand(
    named('reboot', 'reboot a host from inside, or all of them')
      .argument('[host]')
      .action(async (host: string | undefined, { name }: Named) =>
        (await openLab(name, process.env, say)).reboot(host),
      ),
  );
  return lab;
}

/** What follows the host is the command's, but the lab's name may stand between them, as options may with ssh itself. */
function takeName(words: readonly string[], name: string): { name: string; command: readonly string[] } {
  const [option, value, ...command] = words;
  return option === '--name' && value !== undefined ? { name: value, command } : { name, command: words };
}

function named(verb: keyof typeof examples, description: string): Command {
  return new Command(verb)
    .description(description)
    .option('--name <name>', 'which lab', 'lab')
    .addHelpText('after', renderExamples(...examples[verb]));
}

const examples = {
  up: [
    ['lvsdeploy lab up', 'five hosts of Debian'],
    ['lvsdeploy lab up --name old --flavour lb2=rpm,web2=sysv', 'a second lab, of several kinds of hosts'],
  ],
  down: [['lvsdeploy lab down', 'until the next `lab up`, which is faster']],
  status: [['lvsdeploy lab status', 'which hosts are up']],
  inventory: [['lvsdeploy verify -i "$(lvsdeploy lab inventory)"', 'any command, on the lab']],
  ssh: [
    ['lvsdeploy lab ssh lb1', 'a shell'],
    ['lvsdeploy lab ssh lb1 ipvsadm -Ln', 'a command'],
  ],
  kill: [['lvsdeploy lab kill lb1', 'as if its plug were pulled']],
  start: [['lvsdeploy lab start lb1', 'after it was killed']],
  cut: [['lvsdeploy lab cut lb1', 'it hears nobody, and nobody hears it']],
  heal: [['lvsdeploy lab heal lb1', 'after it was cut']],
  reboot: [
    ['lvsdeploy lab reboot', 'all of them'],
    ['lvsdeploy lab reboot lb1', 'one of them'],
  ],
} as const satisfies Readonly<Record<string, readonly Example[]>>;

function onHost(
  verb: keyof typeof examples,
  description: string,
  act: (lab: Lab, host: string) => Promise<void>,
): Command {
  return named(verb, description)
    .argument('<host>')
    .action(async (host: string, { name }: Named) => act(await openLab(name, process.env, say), host));
}

async function asRoot(act: () => Promise<void>): Promise<void> {
  if (isRoot()) await act();
  else process.exitCode = await rerunAsRoot(say);
}

async function up(options: UpOptions): Promise<void> {
  const lab = await upLab({ ...options, say });
  say(`inventory: ${lab.inventoryPath}`);
}

async function status(name: string): Promise<void> {
  const found = await labStatus(name);
  renderStatus(found).forEach(say);
  process.exitCode = isWhole(found) ? 0 : 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
