import type { Host } from '../../src/inventory/host.ts';
import { parse, web } from './parse.ts';

/** Where a host's programs come from when the inventory says nothing of them. */
export const packageSources = sourcesOf(parse(web).hosts[0]);

function sourcesOf(host: Host | undefined): Host['sources'] {
  if (host === undefined) throw new Error('the inventory has no host');
  return host.sources;
}
