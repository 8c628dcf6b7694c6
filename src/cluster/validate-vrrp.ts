import type { Report } from '../inventory/problem.ts';
import type { Secret } from '../secret.ts';
import type { Cluster } from './cluster.ts';

/** What VRRP asks of the directors and of its own settings. */
export function validateVrrp({ directors, vrrp }: Cluster, report: Report): void {
  if (vrrp === null) return;
  for (const [index, { name, priority }] of directors.entries()) {
    const rival = directors.slice(0, index).find((other) => other.priority === priority);
    if (rival === undefined) continue;
    report(
      ['directors', name, 'priority'],
      `found ${priority}, which ${rival.name} has too; expected another for each director, or the election is left to chance`,
    );
  }
  if (vrrp.version === 2 && !Number.isInteger(vrrp.advertInterval)) {
    report(
      ['vrrp', 'advertInterval'],
      `found ${vrrp.advertInterval}; expected whole seconds with version 2 (keepalived would round it), or version 3`,
    );
  }
  if (vrrp.auth !== null) {
    const fault =
      vrrp.version === 3
        ? 'found it with version 3, which has no authentication; expected version 2, or no auth'
        : faultOfAuth(vrrp.auth);
    if (fault !== null) report(['vrrp', 'auth'], fault);
  }
}

/** RFC 2338, 5.3.6: eight octets. The characters are those that keepalived.conf takes as they are. */
function faultOfAuth(auth: Secret): string | null {
  const { length } = Buffer.from(auth.reveal());
  if (length > 8)
    return `found a secret of ${length} characters; expected 8 at most, since keepalived cuts off the rest`;
  return /^[\w.+=:,/@%^*?-]+$/.test(auth.reveal())
    ? null
    : 'found a secret with other characters; expected letters, digits and _ . + = : , / @ % ^ * ? - only';
}
