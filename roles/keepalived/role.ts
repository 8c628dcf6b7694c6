import {
  conflictOfAdvertisements,
  defineRole,
  file,
  handler,
  packages,
  reloadService,
  service,
  sh,
  switchOverFile,
  templatesOf,
  UsageError,
  type Cluster,
  type Director,
  type Role,
  Secret,
} from 'lvsdeploy';
import { drainFiles, noOtherDrainFiles } from '../drain-files.ts';
import { sourceFor, type SourceOptions } from '../program-source.ts';
import { refuseUnsupported } from '../supported.ts';
import { keepalivedBuild } from './build.ts';
import { refuseOldKeepalived } from './minimum-version.ts';
import { checkScripts } from './check-scripts.ts';
import { redactConfiguration } from './redact.ts';
import { runsInstalled } from './runs-installed.ts';
import { keepalivedView } from './view.ts';

const render = templatesOf(import.meta.url);

/** @returns keepalived.conf of one director; also what `verify` holds the file against. */
export function keepalivedConfiguration(cluster: Cluster, director: Director): string | Secret {
  if (cluster.vrrp === null)
    throw new UsageError('a standalone cluster has no keepalived.conf', {
      place: cluster.name,
      hint: 'Say "form: ha" in the inventory for a cluster under keepalived.',
    });
  return render('keepalived.conf.hbs', keepalivedView(cluster, director, cluster.vrrp));
}

/** Directors under keepalived: the program alone, a part of {@link keepalived}. */
export function keepalivedProgram(options: SourceOptions = {}): Role {
  return defineRole({
    name: 'keepalived',
    resources: (context) => {
      const { cluster, host, facts } = context;
      if (cluster.form === 'standalone' || !cluster.directors.some(({ name }) => name === host.name)) return [];
      refuseUnsupported(context);
      const source = sourceFor(context, 'keepalived', options);
      if (source.kind === 'build') refuseOldKeepalived(context, source.version);
      return source.kind === 'build' ? keepalivedBuild(context, source) : [packages({ names: ['keepalived'], facts })];
    },
  });
}

/** Directors under keepalived: installed, configured, running and started at boot; a new configuration reloads it, never restarts it. */
export function keepalived(options: SourceOptions = {}): Role {
  return defineRole({
    name: 'keepalived',
    resources: (context) => {
      const { cluster, host, facts } = context;
      const director = cluster.directors.find(({ name }) => name === host.name);
      if (director === undefined || cluster.form === 'standalone') return [];
      const init = facts.init === 'systemd' ? 'handler:reload-units' : 'file:/etc/init.d/keepalived';
      const { kind } = sourceFor(context, 'keepalived', options);
      const content = keepalivedConfiguration(cluster, director);
      return [
        ...keepalivedProgram(options).resources(context),
        file({ path: switchOverFile, content: '0\n', mode: '0644' }),
        ...drainFiles(cluster),
        ...checkScripts(cluster),
        file({
          path: '/etc/keepalived/keepalived.conf',
          content,
          redact: redactConfiguration(content),
          apart: (found) => conflictOfAdvertisements(found, content instanceof Secret ? content.reveal() : content),
          mode: '0600',
          validate: (candidate) => sh`keepalived -t -f ${candidate}`,
          notify: ['reload-keepalived'],
        }),
        ...service({
          name: 'keepalived',
          facts,
          enabled: true,
          running: true,
          after: kind === 'package' ? ['package:keepalived'] : [init],
          satisfies: ['reload-keepalived'],
        }),
        runsInstalled(facts),
        handler('reload-keepalived', {
          description: 'reload keepalived',
          script: reloadService({ name: 'keepalived', facts }),
          after: ['service:keepalived', runsInstalled(facts).id],
        }),
        noOtherDrainFiles(cluster),
      ];
    },
  });
}
