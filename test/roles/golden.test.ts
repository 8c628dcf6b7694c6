import { expect, it } from 'vitest';
import { autostart } from '../../roles/autostart/role.ts';
import { director } from '../../roles/director/role.ts';
import { forwarding } from '../../roles/forwarding/role.ts';
import { keepalived } from '../../roles/keepalived/role.ts';
import { marks } from '../../roles/marks/role.ts';
import { realServer } from '../../roles/real-server/role.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import type { Role } from '../../src/playbook/playbook.ts';
import { contextOf, documentCluster, fullCluster, standaloneCluster } from './document-cluster.ts';
import { mixedCluster, mixedStandalone } from './mixed-cluster.ts';
import { written } from './written.ts';

const unicastCluster: Cluster = {
  ...mixedCluster,
  vrrp: mixedCluster.vrrp && {
    ...mixedCluster.vrrp,
    unicast: true,
    preempt: false,
    syncDaemon: { interface: 'eth0', id: 51 },
  },
};

/** Every file that the roles put on a host: the same model, the same bytes. */
it.each<readonly [golden: string, Role, Cluster, host: string, path: string, mode: string]>([
  ['keepalived-master.conf', keepalived(), documentCluster, 'lb1', '/etc/keepalived/keepalived.conf', '600'],
  ['keepalived-backup.conf', keepalived(), documentCluster, 'lb2', '/etc/keepalived/keepalived.conf', '600'],
  ['keepalived-full.conf', keepalived(), fullCluster, 'lb1', '/etc/keepalived/keepalived.conf', '600'],
  ['keepalived-mixed.conf', keepalived(), mixedCluster, 'lb1', '/etc/keepalived/keepalived.conf', '600'],
  ['keepalived-mixed-unicast.conf', keepalived(), unicastCluster, 'lb2', '/etc/keepalived/keepalived.conf', '600'],
  ['lvsdr-ha.sh', director(), documentCluster, 'lb1', '/sbin/lvsdr.sh', '755'],
  ['lvsdr-standalone.sh', director(), standaloneCluster, 'lb1', '/sbin/lvsdr.sh', '755'],
  ['lvsdr-ha-mixed.sh', director(), mixedCluster, 'lb1', '/sbin/lvsdr.sh', '755'],
  ['lvsdr-standalone-mixed.sh', director(), mixedStandalone, 'lb1', '/sbin/lvsdr.sh', '755'],
  ['lvsmarks.sh', marks(), mixedCluster, 'lb2', '/sbin/lvsmarks.sh', '755'],
  [
    'keepalived-lvsmarks.conf',
    marks(),
    mixedCluster,
    'lb2',
    '/etc/systemd/system/keepalived.service.d/lvsmarks.conf',
    '644',
  ],
  [
    'sysctl-forwarding-mixed.conf',
    forwarding(),
    mixedCluster,
    'lb1',
    '/etc/sysctl.d/60-lvsdeploy-forwarding.conf',
    '644',
  ],
  ['sysctl-tunnel.conf', realServer(), mixedCluster, 'web1', '/etc/sysctl.d/60-lvsdeploy-tunnel.conf', '644'],
  ['modules-load-tunnel.conf', realServer(), mixedCluster, 'web1', '/etc/modules-load.d/lvsdeploy-tunnel.conf', '644'],
  ['rc.local-nat', autostart(), mixedCluster, 'app1', '/etc/rc.local', '755'],
  ['check-answers.sh', keepalived(), mixedCluster, 'lb1', '/etc/keepalived/checks/answers.sh', '755'],
  ['realdr.sh', realServer(), documentCluster, 'web1', '/sbin/realdr.sh', '755'],
  ['sysctl-forwarding.conf', forwarding(), documentCluster, 'lb1', '/etc/sysctl.d/60-lvsdeploy-forwarding.conf', '644'],
  ['sysctl-ipvs.conf', forwarding(), documentCluster, 'lb1', '/etc/sysctl.d/60-lvsdeploy-ipvs.conf', '644'],
  ['realdr-mixed.sh', realServer(), mixedCluster, 'web1', '/sbin/realdr.sh', '755'],
  ['realdr-nat.sh', realServer(), mixedCluster, 'app1', '/sbin/realdr.sh', '755'],
  [
    'sysctl-real-server.conf',
    realServer(),
    documentCluster,
    'web1',
    '/etc/sysctl.d/60-lvsdeploy-real-server.conf',
    '644',
  ],
  ['modules-load.conf', forwarding(), fullCluster, 'lb1', '/etc/modules-load.d/lvsdeploy-ipvs.conf', '644'],
  ['rc.local-director', autostart(), documentCluster, 'lb1', '/etc/rc.local', '755'],
  ['rc.local-real-server', autostart(), documentCluster, 'web1', '/etc/rc.local', '755'],
])('%s', async (golden, role, cluster, host, path, mode) => {
  const first = written(role, contextOf(cluster, host), path);
  expect(first.mode).toBe(mode);
  expect(written(role, contextOf(cluster, host), path)).toEqual(first);
  await expect(first.content).toMatchFileSnapshot(`golden/${golden}`);
});
