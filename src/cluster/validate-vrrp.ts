import type { Report } from '../inventory/problem.ts';
import type { Secret } from '../secret.ts';
import type { Cluster } from './cluster.ts';

/** What the settings of VRRP ask of each other. */
export function validateVrrp({ vrrp }: Cluster, report: Report): void {
  if (vrrp === null) return;
  if (vrrp.version === 2 && !Number.isInteger(vrrp.advertInterval)) {
    report(
      ['vrrp', 'advertInterval'],
      `found ${vrrp.advertInterval}; expected whole seconds with version 2 (keepalived would round it), or version 3`,
    );
  }
  // RFC 5798, 5.2.7: the packet says it in hundredths of a second.
  if (vrrp.version === 3 && !Number.isInteger(Math.round(vrrp.advertInterval * 1e6) / 1e4)) {
    report(['vrrp', 'advertInterval'], `found ${vrrp.advertInterval}; expected hundredths of a second`);
  }
  if (!vrrp.preempt && vrrp.preemptDelay !== null) {
    report(
      ['vrrp', 'preemptDelay'],
      `found ${vrrp.preemptDelay} with "preempt: false", by which no director takes the VIP from another; expected one of the two`,
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
