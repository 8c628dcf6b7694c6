import { sh } from '../shell/shell.ts';

/** The main IPv4 table, by iproute2, or by net-tools where there is nothing else. */
export const readRoutes = sh`if command -v ip > /dev/null 2>&1; then ip -4 route show; else route -n; fi`;

/** @returns the interface of the host route to an address, out of `ip route show` or `route -n`, or null when there is none. */
export function hostRouteOf(text: string, address: string): string | null {
  const rows = text.split('\n').map((line) => line.trim().split(/\s+/));
  const row = rows.find(([destination]) => destination === address || destination === `${address}/32`) ?? [];
  const device = row.indexOf('dev');
  if (device !== -1) return row[device + 1] ?? null;
  // route(8): destination, gateway, mask, flags, metric, references, use, interface.
  return row[2] === '255.255.255.255' ? (row[7] ?? null) : null;
}
