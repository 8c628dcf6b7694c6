import { defineRole, file, handler, packages, service, sh, templatesOf, type Role } from 'lvsdeploy';
import { refuseUnsupported } from '../supported.ts';
import { keepalivedView } from './view.ts';

const render = templatesOf(import.meta.url);

/** Directors under keepalived: installed, configured, running and started at boot; a new configuration reloads it, never restarts it. */
export function keepalived(): Role {
  return defineRole({
    name: 'keepalived',
    resources: (context) => {
      const { cluster, host } = context;
      const director = cluster.directors.find(({ name }) => name === host.name);
      if (director === undefined || cluster.vrrp === null) return [];
      refuseUnsupported(context);
      return [
        packages({ names: ['keepalived'] }),
        file({
          path: '/etc/keepalived/keepalived.conf',
          content: render('keepalived.conf.hbs', keepalivedView(cluster, director, cluster.vrrp)),
          redact: /\b(?:auth_pass|auth_hmac|password)\b.*/g,
          mode: '0600',
          validate: (candidate) => sh`keepalived -t -f ${candidate}`,
          notify: ['reload-keepalived'],
        }),
        ...service({
          name: 'keepalived',
          enabled: true,
          running: true,
          after: ['package:keepalived'],
          satisfies: ['reload-keepalived'],
        }),
        handler('reload-keepalived', {
          description: 'reload keepalived',
          script: sh`systemctl reload keepalived`,
          after: ['service:keepalived'],
        }),
      ];
    },
  });
}
