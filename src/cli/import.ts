import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import ipaddr from 'ipaddr.js';
import { exitCode, UsageError, messageOf } from '../errors.ts';
import type { DirectorOption } from '../import/import-options.ts';
import { nameForm } from '../inventory/pattern.ts';
import { toJson } from '../report/json.ts';
import type { Context } from './context.ts';
import { renderExamples } from './examples.ts';

interface Options {
  readonly out?: string;
  readonly cluster: string;
  readonly director: readonly DirectorOption[];
  readonly segment?: string;
  readonly segment6?: string;
  readonly strict?: boolean;
  readonly json?: boolean;
}

/** @returns `lvsdeploy import FILE…`. */
export function importCommand({ io }: Context): Command {
  return new Command('import')
    .summary('write an inventory from keepalived.conf files')
    .description('write an inventory from existing keepalived.conf files, and name what could not be carried over')
    .argument('<files...>', 'a keepalived.conf, or that of each director of one cluster')
    .option('-o, --out <file>', 'where the inventory goes, a file that is not there yet; default: standard output')
    .option('--cluster <name>', 'what the cluster is called', readName, 'lvs')
    .option(
      '--director <name=address>',
      'a director, once for each in the order of the files; IPv6 behind a comma: lb1=192.168.1.252,fd00:1::252',
      readDirector,
      [],
    )
    .option('--segment <cidr>', 'the network that the directors share', readNetwork(ipaddr.IPv4))
    .option('--segment6 <cidr>', 'the same of IPv6', readNetwork(ipaddr.IPv6))
    .option('--strict', 'exit status 4 when something is lost or not carried over')
    .option('--json', 'print data for a program')
    .addHelpText(
      'after',
      renderExamples(
        ['lvsdeploy import keepalived.conf', 'look at what becomes of it'],
        [
          'lvsdeploy import lb1.conf lb2.conf --director lb1=192.168.1.252 --director lb2=192.168.1.230 --out inventory.yaml',
          'an inventory of the files of both directors',
        ],
      ),
    )
    .action(async (files: readonly string[], { out, cluster, director, segment, segment6, strict, json }: Options) => {
      if (out !== undefined && existsSync(out)) throw existsAlready(out);
      const [{ importConfigs }, { findIncluded }, { renderImported }] = await Promise.all([
        import('../import/import.ts'),
        import('../import/find-included.ts'),
        import('../report/import-text.ts'),
      ]);
      const texts = files.map((file, index) => ({
        file,
        text: readConfigFile(file),
        configId: director[index]?.name ?? null,
      }));
      const options = { cluster, directors: director, segment: segment ?? null, segment6: segment6 ?? null };
      const imported = importConfigs(texts, options, (pattern, from) =>
        findIncluded(pattern, from, { readFile: (path) => readFileSync(path, 'utf8'), list: listFolder }),
      );
      const { inventory, notes, open, lost } = imported;
      const isWhole = lost.length === 0 && notes.every(({ kind }) => kind !== 'not carried over');
      if (strict === true && !isWhole) io.exit(exitCode.verifyFailed);
      if (out !== undefined) writeNew(out, inventory);
      if (json === true) {
        io.stdout.write(`${toJson({ inventory, out: out ?? null, notes, lost, open })}\n`);
        return;
      }
      if (out === undefined) io.stdout.write(inventory);
      io.stderr.write(renderImported(imported, { colour: io.colour && io.stderr.isTTY, out: out ?? null }));
    });
}

function readConfigFile(file: string): string {
  const bytes = readBytes(file);
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isWide || bytes.includes(0))
    throw new UsageError(`${file} is ${isWide ? 'UTF-16' : 'no text, or UTF-16'}, and keepalived reads UTF-8`, {
      hint: `Convert it first: iconv -f UTF-16 -t UTF-8 ${file} > ${file}.utf8`,
    });
  return bytes.toString('utf8');
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new UsageError(`cannot read ${file}: ${messageOf(cause)}`, {
      hint: 'Name a keepalived.conf on this machine; copy it from its director first.',
      cause,
    });
  }
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (cause) {
    if (existsSync(file)) throw existsAlready(file);
    throw new UsageError(`cannot write ${file}: ${messageOf(cause)}`, {
      hint: 'Check the name and the permissions of its folder.',
      cause,
    });
  }
}

function existsAlready(file: string): UsageError {
  return new UsageError(`${file} is there already, and import writes over nothing`, {
    hint: 'Name another file with --out, or move this one away.',
  });
}

function readName(text: string): string {
  if (nameForm.test(text)) return text;
  throw new InvalidArgumentError('It is a name of letters, digits, and . _ -');
}

function readDirector(text: string, before: readonly DirectorOption[]): readonly DirectorOption[] {
  const [, name = '', addresses = ''] = /^([^=]*)=(.*)$/.exec(text) ?? [];
  const [address = '', address6 = null, ...more] = addresses.split(',');
  const isSix = address6 === null || ipaddr.IPv6.isValid(address6);
  if (before.some((director) => director.name === name))
    throw new InvalidArgumentError(`${name} is a director already: each has a name of its own.`);
  if (nameForm.test(name) && ipaddr.IPv4.isValidFourPartDecimal(address) && isSix && more.length === 0)
    return [...before, { name, address, address6 }];
  throw new InvalidArgumentError('It is NAME=ADDRESS, such as lb1=192.168.1.252.');
}

function readNetwork(family: typeof ipaddr.IPv4 | typeof ipaddr.IPv6): (text: string) => string {
  return (text) => {
    if (family.isValidCIDR(text)) return text;
    throw new InvalidArgumentError(
      `It is a network, such as ${family === ipaddr.IPv4 ? '192.168.1.0/24' : 'fd00:1::/64'}.`,
    );
  };
}
