import type { Findings } from './lookup.ts';

/** Keywords that a user may count on, and why they are not obeyed; the others that are not read change nothing that matters here. */
const reasons: Readonly<Record<string, string>> = {
  CertificateFile: 'certificates are not supported, the keys themselves are',
  PKCS11Provider: 'add its keys to an agent instead (ssh-add -s)',
  RevokedHostKeys: 'put @revoked lines into a known_hosts file instead',
  KnownHostsCommand: 'host keys come from known_hosts files',
  ProxyUseFdpass: 'the command has to be the connection itself',
};

/** @returns what a configuration says of a host and is not obeyed, each with its place. */
export function findDoubts(found: Findings): readonly string[] {
  const [checking] = found.get('stricthostkeychecking') ?? [];
  const isUnchecked = /^(no|off)$/i.test(checking?.words[0] ?? '');
  const unchecked =
    checking !== undefined && isUnchecked
      ? [
          `${checking.place}: StrictHostKeyChecking no is not obeyed, host keys are always checked; accept-new records those of new hosts`,
        ]
      : [];
  const others = Object.entries(reasons).flatMap(([keyword, reason]) => {
    const [line] = found.get(keyword.toLowerCase()) ?? [];
    if (line === undefined || /^(none|no)$/i.test(line.words[0] ?? 'none')) return [];
    return [`${line.place}: ${keyword} is not obeyed: ${reason}`];
  });
  return [...unchecked, ...others];
}
