import { sh } from '../../shell/shell.ts';
import { checkHosts } from '../host-check.ts';

/** keepalived runs on every director. The names of all processes are read: pid files and service managers differ. */
export const keepalivedRunning = checkHosts({
  id: 'keepalived-running',
  title: 'keepalived runs on the directors',
  step: '16',
  hosts: ({ form, directors }) => (form === 'ha' ? directors : []),
  // A process that ends in between leaves a file that cannot be read.
  script: () => sh`cat /proc/[0-9]*/comm 2> /dev/null || true`,
  expected: () => 'keepalived is running',
  judge: (output, { name }) => {
    const processes = output.split('\n').filter((line) => line !== '');
    const own = processes.filter((line) => line === 'keepalived').length;
    if (processes.length === 0) return { outcome: 'cannot tell', found: 'cannot tell: no process could be listed' };
    if (own > 0) return { outcome: 'ok', found: `keepalived is running, ${own} processes` };
    const found = `keepalived is not running on ${name}: it neither stands by nor checks the real servers`;
    return { outcome: 'failed', found, evidence: 'no process is named keepalived' };
  },
});
