import { findRule } from '../cluster/lint/rules.ts';
import type { Rule, Severity } from '../cluster/lint/rule.ts';
import type { LoadedInventory } from '../inventory/parse.ts';
import { formatPath } from '../inventory/problem.ts';

/** @returns what docs/lint.md says of `lint --json`. */
export function lintData({ file, findings }: Pick<LoadedInventory, 'file' | 'findings'>): object {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return {
    file,
    findings: findings.map(({ id, severity, cluster, line, column, path, message, fix }) => {
      const { title = '', reason = '', source = '' } = findRule(id) ?? {};
      return { id, severity, cluster, line, column, path: formatPath(path), message, title, reason, source, fix };
    }),
    total: { error: count('error'), warning: count('warning'), note: count('note') },
  };
}

/** @returns a rule without what it does. */
export function ruleData({ id, severity, title, reason, source, fix }: Rule): object {
  return { id, severity, title, reason, source, fix };
}
