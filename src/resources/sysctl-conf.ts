import { sh } from '../shell/shell.ts';
import { comparisonOf, orderingOf, type Ordering } from './comparison.ts';
import { obstacleIn } from './file.ts';
import { pathReading } from './path-reading.ts';
import type { Resource } from './resource.ts';

const path = '/etc/sysctl.conf';

/**
 * Settings in /etc/sysctl.conf, for hosts whose boot reads nothing else, or that last: rc.sysinit of the old Red Hat family,
 * whose file sets `net.ipv4.ip_forward = 0`. Several of them share the file, so an action changes its own settings alone.
 */
export function sysctlConf(
  name: string,
  entries: readonly (readonly [key: string, value: string])[],
  ordering: Ordering = {},
): Resource {
  const reading = pathReading(path);
  const lines = entries.map(([key, value]) => `${key} = ${value}`);
  const settings = `^[[:space:]]*(${entries.map(([key]) => key.replaceAll('.', '\\.')).join('|')})[[:space:]]*=`;
  // Its mode and owner stay; a link to it stays a link.
  const replace = sh`file=$(readlink -f ${path}) && temp=\${file%/*}/.\${file##*/}.lvsdeploy && cp -p "$file" "$temp" || exit 1
grep -vE ${settings} "$file" > "$temp"`;
  return {
    id: `sysctl.conf:${name}`,
    reads: [reading],
    ...orderingOf(ordering),
    undo: {
      keep: sh`[ ! -e ${path} ] || grep -E ${settings} ${path} > original || :`,
      restore: sh`[ -e ${path} ] || exit 0
${replace}
[ ! -e original ] || cat original >> "$temp"
mv -f "$temp" "$file"`,
    },
    compare: (observed) => {
      const found = observed(reading);
      if (found.kind === 'unknown') return { state: 'unknown', reason: found.reason };
      const obstacle = found.kind === 'found' ? obstacleIn(found.value) : null;
      if (obstacle !== null) return { state: 'unknown', reason: obstacle };
      const content = found.kind === 'found' && found.value.content instanceof Buffer ? found.value.content : '';
      const set = settingsIn(content.toString());
      const changes = entries.flatMap(([key, value]) => {
        const values = set.get(key) ?? [];
        const isAsWanted = values.length === 1 && values[0] === value;
        return isAsWanted
          ? []
          : [{ what: key, from: values.length === 0 ? null : values.join(', '), to: value, format: 'value' as const }];
      });
      const script = sh`[ -e ${path} ] || : > ${path}
${replace}
printf '%s\n' ${lines} >> "$temp" && mv -f "$temp" "$file"`;
      return comparisonOf(changes, [
        { description: `set ${changes.map(({ what }) => what).join(', ')} in ${path}`, script },
      ]);
    },
  };
}

/** @returns the values that a file in the form of sysctl.conf(5) sets, by key, in their order. */
function settingsIn(text: string): ReadonlyMap<string, readonly string[]> {
  const set = new Map<string, string[]>();
  for (const [, key = '', value = ''] of text.matchAll(/^[ \t]*([^#;=\s]+)[ \t]*=[ \t]*(.*?)[ \t]*$/gm)) {
    set.set(key, [...(set.get(key) ?? []), value]);
  }
  return set;
}
