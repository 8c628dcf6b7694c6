import { sh } from '../shell/shell.ts';

/** The main IPv4 table: the rows that `route -n` prints as well. */
export const readRoutes = sh`ip -4 route show`;

/** @returns the interface of the host route to an address, out of `ip route show`, or null when there is none. */
export function hostRouteOf(text: string, address: string): string | null {
  const rows = text.split('\n').map((line) => line.trim().split(/\s+/));
  const row = rows.find(([destination]) => destination === address || destination === `${address}/32`) ?? [];
  const device = row.indexOf('dev');
  return device === -1 ? null : (row[device + 1] ?? null);
}
