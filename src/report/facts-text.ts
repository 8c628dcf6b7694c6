import { escapeLine } from '../escape.ts';
import type { Facts } from '../facts/facts.ts';
import { paint } from './paint.ts';
import { renderColumns } from './table-text.ts';
import { indent } from './wording.ts';

/** @returns what a host is, for a person. */
export function renderFacts(host: string, facts: Facts, { colour }: { readonly colour: boolean }): string {
  const { distribution, distributionVersion, family, packageManager, init, kernel, kernels, architecture } = facts;
  const { networkTools, interfaces, selinux, rcLocal, runsKeepalived, ipvsSchedulers, bootId } = facts;
  const tools = [networkTools.iproute2 ? 'iproute2' : '', networkTools.netTools ? 'net-tools' : ''];
  const rows: readonly (readonly [string, string])[] = [
    ['system', `${distribution} ${distributionVersion}`.trim() + (family === 'other' ? '' : ` (${family})`)],
    ['packages', packageManager ?? 'no package manager that is known'],
    ['init', init],
    ['kernel', `${kernel} on ${architecture}`],
    ['kernels', kernels.join(', ') || 'none is installed'],
    ['schedulers', ipvsSchedulers === null ? 'cannot be told' : ipvsSchedulers.join(' ') || 'none'],
    ['network', tools.filter((tool) => tool !== '').join(', ') || 'no tools'],
    ...interfaces.map(({ name, addresses }): readonly [string, string] => [
      `  ${name}`,
      addresses.map(({ address, prefixLength }) => `${address}/${prefixLength}`).join(', '),
    ]),
    ['SELinux', selinux ?? 'none'],
    ['rc.local', `${rcLocal.path}${rcLocal.isRun ? '' : ', which nothing runs'}`],
    ['keepalived', runsKeepalived ? 'runs' : 'does not run'],
    ['boot', bootId],
  ];
  const table = renderColumns(rows.map((row) => row.map(escapeLine)));
  return `${paint(colour).bold(host)}\n${indent(table.trimEnd(), '  ')}\n`;
}
