import { directory, file, handler, sh, symlink, templatesOf, type Resource, type RoleContext } from 'lvsdeploy';
import { pkgConfigOf, programBuild, type ProgramBuild } from '../program-build.ts';

const render = templatesOf(import.meta.url);
const prefix = '/usr/local/keepalived';

/**
 * keepalived as the document builds it: in a folder of its own, with what has to be elsewhere linked or copied there. Its
 * samples stay under the prefix.
 */
export function keepalivedBuild(context: RoleContext, source: ProgramBuild['source']): readonly Resource[] {
  const { facts } = context;
  const isDebian = facts.packageManager === 'apt';
  const options = isDebian ? '/etc/default/keepalived' : '/etc/sysconfig/keepalived';
  const view = { options, program: '/usr/sbin/keepalived' };
  return [
    ...programBuild(context, {
      name: 'keepalived',
      source,
      needs: {
        debian: ['gcc', 'libc6-dev', 'make', 'pkg-config', 'libssl-dev', 'libnl-3-dev', 'libnl-genl-3-dev'],
        redhat: ['gcc', 'make', pkgConfigOf(facts), 'openssl-devel', 'libnl3-devel'],
      },
      configure: sh`./configure --prefix=${prefix} --sysconfdir=/etc --with-init=SYSV ${source.flags}`,
      make: sh`make`,
      install: sh`make install DESTDIR="$DESTDIR"
rm -rf "$DESTDIR"${prefix}/etc && mv "$DESTDIR/etc" "$DESTDIR"${prefix}/etc`,
    }),
    directory({ path: '/etc/keepalived' }),
    symlink({ path: '/usr/sbin/keepalived', target: `${prefix}/sbin/keepalived`, after: ['package:keepalived'] }),
    ...(facts.init === 'systemd'
      ? [
          file({
            path: '/etc/systemd/system/keepalived.service',
            content: render('keepalived.service.hbs', view),
            notify: ['reload-units'],
          }),
          handler('reload-units', { description: 'have systemd read its units', script: sh`systemctl daemon-reload` }),
        ]
      : [file({ path: '/etc/init.d/keepalived', content: render('keepalived.init.hbs', view), mode: '0755' })]),
  ];
}
