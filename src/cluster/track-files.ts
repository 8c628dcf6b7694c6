/**
 * The files that keepalived on each director follows (`track_file` of keepalived.conf(5), by that name since 2.1.0): by their
 * numbers it is told what to do without a new configuration, across reloads, restarts and reboots.
 */

/** Its number is added to the priority of the director. */
export const switchOverFile = '/etc/keepalived/switch-over';

/** The most that can be taken off, down to priority 1: the director serves on until another one has taken over. */
export const standAside = '-253';

/** Less than -253 is a fault (keepalived.conf(5)): the director gives the VIP up at once, whoever may take it. */
export const fault = '-254';

/** What takes real servers out of service on one director (FILE_CHECK of keepalived.conf(5)), a file each. */
export const drainFolder = '/etc/keepalived/drain';

/** @param realServer its name in the inventory. */
export function drainFile(realServer: string): string {
  return `${drainFolder}/${realServer}`;
}

/**
 * What the file says. keepalived adds it, times the weight, to the weight: all weights of the server become 0, and open
 * connections live on. It is no failed check, for which the server would leave the table with them.
 */
export const drained = '-1';
export const inService = '0';
