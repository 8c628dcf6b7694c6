import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { folderSettings } from './folders.ts';

/** @returns whether this process may make namespaces and network devices. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Runs this very command again as root, with the caller's own folders. @returns its exit status. */
export async function rerunAsRoot(say: (line: string) => void): Promise<number> {
  const [node, ...args] = process.argv;
  const command = ['env', ...folderSettings(process.env), node ?? process.execPath, ...process.execArgv, ...args];
  say(`this needs root: sudo ${command.join(' ')}`);
  const child = spawn('sudo', command, { stdio: 'inherit' });
  const [status] = (await once(child, 'exit')) as [number | null];
  return status ?? 1;
}
