import type { HttpCheck, VirtualService } from '../cluster/cluster.ts';
import { endpoint, isIpv6 } from '../cluster/address.ts';

// Only these get an HTTP request without being asked for: to other services it would be an attack, or at least noise.
const httpPorts: readonly number[] = [80, 8080];

/** What an HTTP client asks a virtual service. */
export interface HttpProbe {
  readonly url: string;
  /** The status that the model's health check wants, or null: any answer but a server error. */
  readonly status: number | null;
  /** What curl(1) has to be told beside the address: the name of a virtual host, and that no certificate is held against it. */
  readonly options: readonly string[];
  /** The same name for who asks without curl; null for the address. */
  readonly virtualHost: string | null;
}

/** @returns what to ask the service, or null when nothing says that it speaks HTTP. */
export function httpProbeOf(service: VirtualService): HttpProbe | null {
  return httpProbeAt(service, service, service.port);
}

/** @param wanted the status of the model's health check, or null: any but a server error. */
export function isAnswer(code: number, wanted: HttpProbe['status']): boolean {
  return wanted === null ? code < 500 : code === wanted;
}

/**
 * @param port of the service, by which it is known to speak HTTP: what is asked may have another one.
 * @returns the same question to another address: to a real server itself, to another port of a service by mark.
 */
export function httpProbeAt(
  { protocol, mark, port: first, realServers }: VirtualService,
  place: { readonly address: string; readonly port: number },
  port: number = first,
): HttpProbe | null {
  if (mark === null && protocol !== 'tcp') return null;
  for (const { healthCheck, port: own } of realServers) {
    if (healthCheck?.kind !== 'http' && healthCheck?.kind !== 'https') continue;
    // A check of another port says nothing of what the service speaks.
    const checked = healthCheck.port ?? own;
    if (mark === null ? checked === own : checked === port) return probeBy(healthCheck, place);
  }
  return httpPorts.includes(port)
    ? { url: `http://${endpoint(place.address, place.port)}/`, status: null, ...plain }
    : null;
}

const plain = { options: [], virtualHost: null } as const;

/** @returns what the health check asks, at that place. */
export function probeBy(
  { kind, path, status, virtualHost }: HttpCheck,
  { address, port }: { readonly address: string; readonly port: number },
): HttpProbe {
  const url = `${kind}://${endpoint(address, port)}${path}`;
  const insecure = kind === 'https' ? ['-k'] : [];
  if (virtualHost === null) return { url, status, options: insecure, virtualHost };
  if (kind === 'http') return { url, status, options: ['-H', `Host: ${virtualHost}`], virtualHost };
  // With TLS the name has to be in the URL, as curl takes it for SNI from there.
  const at = isIpv6(address) ? `[${address}]` : address;
  const options = [...insecure, '--resolve', `${virtualHost}:${port}:${at}`];
  return { url: `https://${virtualHost}:${port}${path}`, status, options, virtualHost };
}
