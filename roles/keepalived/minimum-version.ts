import { UsageError, type Cluster, type HealthCheck, type RoleContext } from 'lvsdeploy';

interface Need {
  readonly version: readonly [major: number, minor: number, patch: number];
  /** What of the model asks for it. */
  readonly for: string;
  readonly isNeeded: (cluster: Cluster) => boolean;
}

/** From the release notes of keepalived. An older one refuses the file, or understands something else. */
const needs: readonly Need[] = [
  { version: [2, 1, 0], for: 'the files by which servers are drained (FILE_CHECK)', isNeeded: () => true },
  {
    version: [2, 2, 0],
    for: 'what a health check by UDP sends and wants back (payload, require_reply)',
    isNeeded: someCheck((check) => check.kind === 'udp' && (check.payload !== null || check.requireReply !== null)),
  },
  {
    version: [2, 2, 0],
    for: 'weights that a script sets (misc_dynamic) beside FILE_CHECK',
    isNeeded: someCheck((check) => check.kind === 'misc' && check.dynamic),
  },
  {
    version: [2, 2, 0],
    for: 'a real server with weight 0',
    isNeeded: ({ virtualServices }) =>
      virtualServices.some(({ realServers }) => realServers.some(({ weight }) => weight === 0)),
  },
];

/**
 * @param version of the keepalived that is built. That of a package is not known before it is installed: its own test of the
 * configuration tells.
 * @throws UsageError when it is too old for the model.
 */
export function refuseOldKeepalived({ cluster, host }: RoleContext, version: string): void {
  const need = needs.find((one) => isBefore(version, one.version) && one.isNeeded(cluster));
  if (need === undefined) return;
  throw new UsageError(`keepalived ${version} is too old for ${need.for}, which came with ${need.version.join('.')}`, {
    place: host.name,
    hint: 'Say a newer one in the inventory: keepalived: { source: build, version: 2.3.4 }.',
  });
}

function someCheck(isMeant: (check: HealthCheck) => boolean): Need['isNeeded'] {
  return ({ virtualServices }) =>
    virtualServices.some(({ realServers }) =>
      realServers.some(({ healthCheck }) => healthCheck !== null && isMeant(healthCheck)),
    );
}

function isBefore(version: string, least: Need['version']): boolean {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  for (const [index, wanted] of least.entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part < wanted;
  }
  return false;
}
