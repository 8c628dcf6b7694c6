import { command, defineRole, file, sh, templatesOf, type Role } from 'lvsdeploy';
import { rulesFunctions } from '../packet-rules.ts';
import { refuseUnsupported } from '../supported.ts';
import { marksAtBoot } from './at-boot.ts';
import { markRules } from './rules.ts';

const render = templatesOf(import.meta.url);
const path = '/sbin/lvsmarks.sh';

/** Directors, the standby too: `/sbin/lvsmarks.sh` marks the packets of virtual services by mark, now and before keepalived starts. */
export function marks(): Role {
  return defineRole({
    name: 'marks',
    resources: (context) => {
      const { cluster, host, facts } = context;
      const rules = markRules(cluster);
      if (rules.rules.length === 0 || !cluster.directors.some(({ name }) => name === host.name)) return [];
      refuseUnsupported(context);
      const functions = rulesFunctions(rules);
      const script = file({
        path,
        content: render('lvsmarks.sh.hbs', { cluster: cluster.name, rulesFunctions: functions.text }),
        mode: '0755',
      });
      return [
        script,
        command({
          id: 'lvsmarks.sh start',
          description: 'mark the packets of virtual services by mark',
          unless: sh`${path} status`,
          script: sh`${path} start`,
          after: [script.id],
          undo: sh`${functions}
drop_rules`,
        }),
        ...(cluster.form === 'ha' ? marksAtBoot(path, facts) : []),
      ];
    },
  });
}
