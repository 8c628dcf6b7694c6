import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/cli/context.ts';
import { UsageError } from '../../src/errors.ts';
import { parse, web } from '../inventory/parse.ts';
import { runWith } from './console.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
type ShellName = (typeof shells)[number];

/** What is typed up to the tabulator, and what it may become. */
const rows: readonly (readonly [typed: string, candidates: readonly string[]])[] = [
  ['lvsdeploy dri', ['drill']],
  ['lvsdeploy inv', ['inventory']],
  ['lvsdeploy inventory gr', ['graph']],
  ['lvsdeploy lab sta', ['start', 'status']],
  ['lvsdeploy plan site.ts --lim', ['--limit']],
  ['lvsdeploy plan site.ts --limit lb', ['lb1', 'lb2']],
  ['lvsdeploy plan site.ts -l web1,lb', ['web1,lb1', 'web1,lb2']],
  ['lvsdeploy ping -i other.yaml o', ['other1']],
  ['lvsdeploy verify --cluster w', ['web']],
  ['lvsdeploy drill sw', ['switch-over']],
  ['lvsdeploy drill switch-over cut-', ['cut-link']],
  ['lvsdeploy lab up --topology mi', ['mixed']],
  ['lvsdeploy plan si', ['site.ts']],
  ['lvsdeploy fetch --to fo', ['folder/']],
];

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lvsdeploy-completion-'));
  for (const shell of shells)
    writeFileSync(join(folder, `c.${shell}`), (await runWith({}, ['completion', shell])).stdout);
  // What the scripts ask the program for.
  const program = `#!/bin/sh
case "$*" in
'completion hosts') printf '%s\\n' lb1 lb2 web1 ;;
'completion hosts -i other.yaml') echo other1 ;;
'completion clusters') echo web ;;
esac
`;
  writeFileSync(join(folder, 'lvsdeploy'), program, { mode: 0o755 });
  writeFileSync(join(folder, 'site.ts'), '');
  execFileSync('mkdir', [join(folder, 'folder')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

function isThere(shell: ShellName): boolean {
  try {
    execFileSync(shell, ['-c', 'exit 0'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function run(program: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}`, HOME: folder, TERM: 'dumb' };
  return new Promise((resolve, reject) => {
    execFile(program, [...args], { cwd: folder, env, timeout: 20_000 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${error.message}\n${stderr}`));
    });
  });
}

const inBash = `. ./c.bash
COMP_WORDS=($1) COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_lvsdeploy
printf '%s\\n' "\${COMPREPLY[@]}"`;

// A pseudo-terminal with a shell whose completion shows what it would add instead of adding it.
const inZsh = `zmodload zsh/zpty
zpty inner zsh -f -i
zpty -w inner "PROMPT='' PS2=''; unsetopt prompt_cr; stty -echo 2> /dev/null; autoload -Uz compinit; compinit -D -u; . ./c.zsh
zstyle ':completion:*' menu no; LISTMAX=1000
capture() {
  compadd() {
    if [[ \\\${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd \\"\\$@\\"; return; fi
    local -a found; builtin compadd -A found \\"\\$@\\"
    local each; for each in \\$found; do print -r -- \\"<\\$IPREFIX\\$each>\\"; done
    builtin compadd \\"\\$@\\"
  }
  _main_complete; print -r -- '<<done>>'; compstate[insert]= compstate[list]=
}
zle -C capture list-choices capture; bindkey '^I' capture; print READY"
zpty -r inner out '*READY*READY*' || zpty -r inner out '*READY*'
zpty -w -n inner "$1"$'\\t'
zpty -r inner out '*<<done>>*'
print -r -- $out
zpty -d inner`;

async function candidates(shell: ShellName, typed: string): Promise<readonly string[]> {
  if (shell === 'bash') return linesOf(await run('bash', ['-c', inBash, 'bash', typed]));
  if (shell === 'fish') {
    const said = await run('fish', ['--no-config', '-c', 'source c.fish; complete -C $argv[1]', typed]);
    return linesOf(said).map((line) => line.split('\t')[0] ?? '');
  }
  const said = await run('zsh', ['-f', '-c', inZsh, 'zsh', typed]);
  return [...said.matchAll(/<([^<>]+)>/g)].map(([, word = '']) => word).filter((word) => word !== 'done');
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

describe.each(shells)('in %s', (shell) => {
  test.runIf(isThere(shell)).each(rows)('%s', async (typed, expected) => {
    const found = [...new Set(await candidates(shell, typed))];
    // That what was found is a folder is shown in a way of its own by each shell.
    const plain = (words: readonly string[]) => words.map((word) => word.replace(/\/$/, '')).sort();
    expect(plain(found)).toEqual(plain(expected));
  });
});

describe('the names that scripts ask for', () => {
  const readInventory: Engine['readInventory'] = (file) =>
    file === 'inventory.yaml' ? Promise.resolve(parse(web)) : Promise.reject(new UsageError('no such file'));

  test('are those of the inventory', async () => {
    const { stdout } = await runWith({ readInventory }, ['completion', 'hosts']);
    expect(linesOf(stdout)).toEqual([
      'lb1',
      'lb2',
      'web1',
      'web2',
      'directors',
      'web',
      'realServers',
      'clients',
      'all',
    ]);
    expect((await runWith({ readInventory }, ['completion', 'clusters'])).stdout).toBe('web\n');
  });

  test('are none, and no error, without one', async () => {
    expect(await runWith({ readInventory }, ['completion', 'hosts', '-i', 'b.yaml'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });
});

test('another shell gets a suggestion', async () => {
  expect((await runWith({}, ['completion', 'tcsh'])).stderr).toContain('bash, zsh, fish');
});
