/** @returns the run that puts back what the roles keep on a host: files, settings, addresses, services. */
export function deployTo(host: string): string {
  return `lvsdeploy run playbooks/site.ts --limit ${host}`;
}

/** @returns a command, and the host to type it on. */
export function onHost(host: string, command: string): string {
  return `on ${host}: ${command}`;
}

/**
 * @returns how keepalived is restarted there, whatever starts it. A reload is not enough where another hand was in the
 * kernel: keepalived compares its new configuration with its old one, never with the kernel's table.
 */
export function restartKeepalived(host: string): string {
  return onHost(host, '/sbin/lvsdr.sh restart');
}
