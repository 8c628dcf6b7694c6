import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quote } from '../../src/shell/shell.ts';

/** A reader of the pages at a terminal: types a command in the folder where the last one has left off, and says yes when asked. */
export interface Reader {
  type(command: string): Promise<Ended>;
  /** The folder that the next command is typed in. */
  readonly folder: string;
}

export interface Ended {
  readonly status: number | null;
  /** All that the terminal showed, without what moves the cursor. */
  readonly shown: string;
}

export interface ReaderOptions {
  /** A folder of the test's own, with a short path, as a lab has its sockets below. */
  readonly folder: string;
  /** The built program. */
  readonly program: string;
  /** The lab that the pages mean when they name none. */
  readonly lab: string;
}

const question = /\(y\/N\) *$/;

export function openReader({ folder: home, program, lab }: ReaderOptions): Reader {
  const [bin, left] = [join(home, 'bin'), join(home, 'left')];
  mkdirSync(bin);
  const name = join(bin, 'lvsdeploy');
  writeFileSync(
    name,
    `#!/bin/sh
if [ "$1" = lab ]; then
  verb=$2
  shift 2
  set -- lab "$verb" --name ${lab} "$@"
fi
exec ${quote(process.execPath)} ${quote(program)} "$@"
`,
  );
  chmodSync(name, 0o755);
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, XDG_STATE_HOME: home };
  let folder = home;
  return {
    get folder() {
      return folder;
    },
    async type(command) {
      writeFileSync(left, folder);
      const line = `stty rows 24 cols 200; ${command}
status=$?; pwd > ${quote(left)}; exit $status`;
      // The folder may be gone, with the lab that it belonged to.
      const ended = await atTerminal(line, existsSync(folder) ? folder : home, {
        ...env,
        NO_COLOR: '1',
        CI: '',
        TERM: 'dumb',
      });
      folder = readFileSync(left, 'utf8').trim();
      return ended;
    },
  };
}

/** script(1) of util-linux holds the other end of the terminal. */
function atTerminal(line: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  const child = spawn('script', ['-qefc', line, '/dev/null'], { cwd, env: { ...env, SHELL: '/bin/sh' } });
  let [shown, answered] = ['', 0];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    shown += chunk.replace(/\u001b\[[\d;?]*[A-Za-z]/g, '').replaceAll('\r', '');
    if (!question.test(shown.slice(answered))) return;
    answered = shown.length;
    child.stdin.write('y\n');
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, shown }));
  });
}
