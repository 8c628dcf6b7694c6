import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { quote } from '../../src/shell/shell.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A program at a terminal of 80 columns and 24 rows without colour: script(1) of util-linux holds the other end. */
export interface Terminal {
  /** Waits until text is shown that was not waited for yet. */
  see(text: string): Promise<void>;
  type(keys: string): void;
  /** All that was shown, without what moves the cursor. */
  shown(): string;
  ended(): Promise<number | null>;
}

export function openTerminal(main: string, args: readonly string[]): Terminal {
  const command = [
    process.execPath,
    `${root}/node_modules/jiti/lib/jiti-cli.mjs`,
    `${root}/test/wizard/${main}`,
    ...args,
  ];
  const line = `stty rows 24 cols 80; exec ${command.map(quote).join(' ')}`;
  const child = spawn('script', ['-qefc', line, '/dev/null'], {
    cwd: root,
    env: {
      ...process.env,
      NO_COLOR: '1',
      CI: '',
      TERM: 'xterm',
      JITI_ALIAS: JSON.stringify({ lvsdeploy: `${root}/src/index.ts` }),
    },
  });
  let text = '';
  let seen = 0;
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    for (const look of waiting) look();
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const plain = () => text.replace(/\u001b\[[\d;?]*[A-Za-z]/g, '').replace(/\r/g, '');
  return {
    see(wanted) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const at = plain().indexOf(wanted, seen);
          if (at < 0) return;
          seen = at + wanted.length;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        void ended.then((code) => {
          if (waiting.has(look))
            reject(new Error(`it ended with ${String(code)} before it showed “${wanted}”:\n${plain().slice(seen)}`));
        });
      });
    },
    type: (keys) => void child.stdin.write(keys),
    shown: plain,
    ended: () => ended,
  };
}
