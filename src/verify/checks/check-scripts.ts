import { createHash } from 'node:crypto';
import { checksFolder, checkScriptsOf } from '../../cluster/check-scripts.ts';
import type { MiscCheck } from '../../cluster/cluster.ts';
import { sh } from '../../shell/shell.ts';
import { checkHosts } from '../host-check.ts';
import { deployTo } from '../repairs.ts';
import { findingOf } from '../verdict.ts';

/** The scripts of MISC_CHECK are on every director as the inventory has them: one that anybody may change keepalived does not run. */
export const checkScripts = checkHosts({
  id: 'check-scripts',
  title: 'the scripts of health checks are there, and root alone may change them',
  step: 'test 2',
  severity: 'critical',
  source: 'keepalived.conf(5), enable_script_security',
  hosts: (cluster) => (checkScriptsOf(cluster).length > 0 ? cluster.directors : []),
  script: (_, cluster) => sh`for file in ${checkScriptsOf(cluster).map(({ name }) => `${checksFolder}/${name}`)}; do
  [ -e "$file" ] || { echo "$file absent"; continue; }
  echo "$file $(stat -L -c '%a %u' -- "$file") $(sha256sum < "$file")"
done`,
  expected: (_, cluster) =>
    `${checkScriptsOf(cluster)
      .map(({ name }) => `${checksFolder}/${name}`)
      .join(', ')}, root's, mode 755, as in the inventory`,
  repair: ({ name }) => deployTo(name),
  judge: (output, _, cluster) =>
    findingOf(
      checkScriptsOf(cluster).flatMap((wanted) => problemsOf(wanted, output)),
      'they are',
    ),
});

function problemsOf({ name, script }: Pick<MiscCheck, 'name' | 'script'>, output: string): readonly string[] {
  const path = `${checksFolder}/${name}`;
  const line = output.split('\n').find((one) => one.startsWith(`${path} `)) ?? '';
  const [mode = 'absent', owner = '', hash = ''] = line.slice(path.length + 1).split(' ');
  if (mode === 'absent') return [`${path} is not there`];
  const wanted = createHash('sha256').update(script).digest('hex');
  return [
    ...(owner === '0' ? [] : [`${path} is not root's`]),
    ...(mode === '755' ? [] : [`${path} has mode ${mode}`]),
    ...(hash === wanted ? [] : [`${path} is not what the inventory names`]),
  ];
}
