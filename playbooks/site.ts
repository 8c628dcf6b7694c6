import { definePlaybook, directorsReachable, ipvsTableMatches, vipHasOneOwner, vipPriority } from 'lvsdeploy';
import { autostart } from '../roles/autostart/role.ts';
import { director } from '../roles/director/role.ts';
import { forwarding } from '../roles/forwarding/role.ts';
import { ipvsadm } from '../roles/ipvsadm/role.ts';
import { keepalived } from '../roles/keepalived/role.ts';
import { realServer } from '../roles/real-server/role.ts';

/** The whole cluster: real servers first, so that the directors find them; then the directors, the standby before the master. */
export default definePlaybook({
  name: 'site',
  plays: [
    { name: 'real servers', hosts: 'realServers', roles: [realServer(), autostart()] },
    {
      name: 'directors',
      hosts: 'directors',
      serial: 1,
      order: 'standby-first',
      roles: [forwarding(), ipvsadm(), keepalived(), director(), autostart()],
      gate: [directorsReachable, vipHasOneOwner, vipPriority, ipvsTableMatches],
    },
  ],
});
