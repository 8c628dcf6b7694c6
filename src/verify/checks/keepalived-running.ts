import { checkHosts } from '../host-check.ts';
import { countKeepalived, listProcesses } from '../keepalived-process.ts';
import { deployTo } from '../repairs.ts';

/** keepalived runs on every director. */
export const keepalivedRunning = checkHosts({
  id: 'keepalived-running',
  title: 'keepalived runs on the directors',
  step: '16',
  severity: 'critical',
  hosts: ({ form, directors }) => (form === 'ha' ? directors : []),
  script: () => listProcesses,
  expected: () => 'keepalived is running',
  repair: ({ name }) => deployTo(name),
  judge: (output, { name }) => {
    const own = countKeepalived(output);
    if (own === null) return { outcome: 'cannot tell', found: 'cannot tell: no process could be listed' };
    if (own > 0) return { outcome: 'ok', found: `keepalived is running, ${own} processes` };
    const found = `keepalived is not running on ${name}: it neither stands by nor checks the real servers`;
    return { outcome: 'failed', found, evidence: 'no process is named keepalived' };
  },
});
