import type { VirtualService } from '../cluster/cluster.ts';
import { endpoint } from '../cluster/address.ts';

// Only these get an HTTP request without being asked for: to other services it would be an attack, or at least noise.
const httpPorts: readonly number[] = [80, 8080];

/** What an HTTP client asks a virtual service. */
export interface HttpProbe {
  readonly url: string;
  /** The status that the model's health check wants, or null: any answer but a server error. */
  readonly status: number | null;
}

/** @returns what to ask the service, or null when nothing says that it speaks HTTP. */
export function httpProbeOf(service: VirtualService): HttpProbe | null {
  return httpProbeAt(service, service);
}

/** @param wanted the status of the model's health check, or null: any but a server error. */
export function isAnswer(code: number, wanted: HttpProbe['status']): boolean {
  return wanted === null ? code < 500 : code === wanted;
}

/** @returns the same question to another address: to a real server itself. */
export function httpProbeAt(
  { protocol, port: servicePort, realServers }: VirtualService,
  { address, port }: { readonly address: string; readonly port: number },
): HttpProbe | null {
  if (protocol !== 'tcp') return null;
  const base = `http://${endpoint(address, port)}`;
  for (const { healthCheck } of realServers) {
    if (healthCheck?.kind === 'http') return { url: base + healthCheck.path, status: healthCheck.status };
  }
  return httpPorts.includes(servicePort) ? { url: `${base}/`, status: null } : null;
}
