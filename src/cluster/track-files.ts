/**
 * The files that keepalived on each director watches (`track_file` of keepalived.conf(5)): by their numbers it is told what
 * to do without a new configuration. They outlive a reboot.
 */

/** Its number is added to the priority of the director: {@link standAside} makes another one take over. */
export const switchOverFile = '/etc/keepalived/switch-over';

/** The most that can be taken off: any other director's priority is higher than what is left, 1. */
export const standAside = '-254';
