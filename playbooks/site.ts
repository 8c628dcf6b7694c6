import { definePlaybook, directorsReachable, ipvsTableServes, vipHasOneOwner, vipPriority } from 'lvsdeploy';
import { autostart } from '../roles/autostart/role.ts';
import { director } from '../roles/director/role.ts';
import { forwarding } from '../roles/forwarding/role.ts';
import { ipvsadm } from '../roles/ipvsadm/role.ts';
import { keepalived } from '../roles/keepalived/role.ts';
import { marks } from '../roles/marks/role.ts';
import { realServer } from '../roles/real-server/role.ts';
import { wayBack } from '../roles/way-back/role.ts';

// Hosts that a cluster has dropped stay in the inventory, under `hosts`, until what they had is taken back.
const dropped = 'all:!directors:!realServers:!clients';

/** The whole cluster: real servers first, so that the directors find them; then the directors, the standby before the master. */
export default definePlaybook({
  name: 'site',
  plays: [
    // Before the others, or its keepalived fights for the VIP; a dropped real server serves until no director knows it.
    { name: 'dropped directors', hosts: dropped, roles: [], removes: ['keepalived', 'director'] },
    { name: 'real servers', hosts: 'realServers', roles: [realServer(), autostart()] },
    {
      name: 'directors',
      hosts: 'directors',
      serial: 1,
      order: 'standby-first',
      roles: [forwarding(), ipvsadm(), marks(), keepalived(), director(), autostart()],
      gate: [directorsReachable, vipHasOneOwner, vipPriority, ipvsTableServes],
    },
    // Not before the directors are the gateway: without one, the way to a host behind it would be cut.
    { name: 'way back of NAT', hosts: 'realServers', where: ({ inside }) => inside !== null, roles: [wayBack()] },
    { name: 'dropped hosts', hosts: dropped, roles: [] },
  ],
});
