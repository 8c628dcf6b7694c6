import { InvalidArgumentError, type Command } from 'commander';
import { visitHosts, type Visited } from '../engine/visit-hosts.ts';
import { exitCode, type ExitCode } from '../errors.ts';
import { endedWell, showExec } from '../report/exec-text.ts';
import { toJson } from '../report/json.ts';
import { exitOfVisits, visitsData } from '../report/visited.ts';
import type { SnippetResult } from '../shell/session.ts';
import { sh } from '../shell/shell.ts';
import { connectingCommand, type ConnectingOptions, type Context } from './context.ts';
import { renderExamples } from './examples.ts';
import { createInterrupt } from './interrupt.ts';
import { pattern } from './pattern-argument.ts';

interface Options extends ConnectingOptions {
  readonly shell?: boolean;
  readonly become: boolean;
  readonly serial?: boolean;
  readonly timeout?: number;
}

/** @returns `lvsdeploy exec PATTERN -- COMMAND…`. */
export function execCommand(context: Context): Command {
  return connectingCommand('exec')
    .summary('run a command on hosts')
    .description('run a command as root on each host of a pattern; exit status 1 when it fails on one')
    .usage('[options] <pattern> -- <command...>')
    .addArgument(pattern('needed'))
    .argument('<command...>', 'the program and its arguments, each as it is')
    .option(
      '--shell',
      'the words make a line for the shell, with pipes and all, instead of a program and its arguments',
    )
    .option('--no-become', 'as the user who logs in, not as root')
    .option('--serial', 'one host after the other; the first that fails ends it')
    .option('--timeout <seconds>', 'how long it may take on a host', readSeconds)
    .addHelpText(
      'after',
      renderExamples(
        ['lvsdeploy exec directors -- ipvsadm -Ln', 'a command on both directors'],
        ["lvsdeploy exec all --shell -- 'ip -br addr | grep -v lo'", 'a line of shell'],
        ['lvsdeploy exec realServers --serial -- service nginx reload', 'one after the other'],
      ),
    )
    .action((selected: string, words: readonly string[], options: Options) => exec(selected, words, options, context));
}

async function exec(
  selected: string,
  words: readonly string[],
  { inventory, json = false, shell = false, become, serial = false, timeout }: Options,
  { io, voice, engine }: Context,
): Promise<void> {
  const { hosts, open } = await engine.openHosts(inventory, selected, { become });
  const names = hosts.map(({ name }) => name);
  // eval reads the line in the subshell of its step, so that a bracket too few is its own fault alone.
  const script = shell ? sh`eval ${words.join(' ')}` : sh`${words}`;
  const snippet = { name: 'exec', script, ...(timeout !== undefined && { timeout: timeout * 1000 }) };
  const shown = json
    ? null
    : showExec({ ...io, colour: io.colour && io.stderr.isTTY, verbosity: voice.verbosity, hosts: names });
  const interrupt = createInterrupt();
  const stop = new AbortController();
  const visited = await interrupt.during(
    () =>
      visitHosts(hosts, {
        open,
        ...(serial && { limit: 1 }),
        isOver: () => interrupt.signal.aborted || stop.signal.aborted,
        visit: async (session) => {
          const [result] = await session.run([snippet], {
            onOutput: (_, stream, text) => shown?.onOutput(session.host, stream, text),
          });
          return result ?? { status: null, stdout: '', stderr: '' };
        },
        onVisited(one) {
          if (serial && !endedWell(one)) stop.abort();
          shown?.onVisited(one);
        },
      }),
    () => {
      voice.note('interrupted: commands that run go on to their end; a second time leaves them there');
    },
  );
  const left = names.filter((name) => !visited.some(({ host }) => host === name));
  if (json) io.stdout.write(`${toJson(visitsData(visited))}\n`);
  if (!shell && isMeantAsLine(words) && visited.some(isNotFound))
    voice.note(`"${words.join(' ')}" is taken for the name of one program; with --shell it is a line for the shell`);
  if (left.length > 0) io.stderr.write(`not run on ${left.join(', ')}\n`);
  io.exit(interrupt.exitCode() ?? exitOfExec(visited));
}

function isMeantAsLine([word = '', ...more]: readonly string[]): boolean {
  return more.length === 0 && /\s/.test(word);
}

/** As the shell says it of a program that there is not. */
function isNotFound(visited: Visited<SnippetResult>): boolean {
  return 'result' in visited && visited.result.status === 127;
}

function exitOfExec(visited: readonly Visited<SnippetResult>[]): ExitCode {
  const exit = exitOfVisits(visited);
  return exit === exitCode.done && !visited.every(endedWell) ? exitCode.failed : exit;
}

function readSeconds(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a number above 0.');
}
