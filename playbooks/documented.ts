import {
  definePlaybook,
  directorsReachable,
  ipvsTableServes,
  vipHasOneOwner,
  vipPriority,
  whereDeployed,
  type Play,
} from 'lvsdeploy';
import { autostart } from '../roles/autostart/role.ts';
import { director } from '../roles/director/role.ts';
import { forwarding } from '../roles/forwarding/role.ts';
import { ipvsadm } from '../roles/ipvsadm/role.ts';
import { keepalived, keepalivedProgram } from '../roles/keepalived/role.ts';
import { marks } from '../roles/marks/role.ts';
import { realServer } from '../roles/real-server/role.ts';
import { wayBack } from '../roles/way-back/role.ts';
import { kernelPlays } from './kernel.ts';

const gate = [directorsReachable, vipHasOneOwner, vipPriority, ipvsTableServes];

/** One director after the other, the standby first; the next one only when the cluster serves, once there is one. */
const onDirectors: Pick<Play, 'hosts' | 'serial' | 'order' | 'gate'> = {
  hosts: 'directors',
  serial: 1,
  order: 'standby-first',
  gate: gate.map(whereDeployed),
};
const source = 'build';

/**
 * The document's whole procedure in its own order and with its own choices: the newest kernel, both programs from source,
 * forwarding, the scripts, the configuration, rc.local. Its checks, steps 11 and 17 and the tests, are those of `verify`.
 */
export default definePlaybook({
  name: 'documented',
  plays: [
    ...kernelPlays.map((play): Play => ({ ...play, name: `steps 2 to 4, ${play.name ?? ''}` })),
    { ...onDirectors, name: 'steps 5 and 6, ipvsadm from source', roles: [ipvsadm({ source })] },
    { ...onDirectors, name: 'steps 5 and 7, keepalived from source', roles: [keepalivedProgram({ source })] },
    { ...onDirectors, name: 'step 8, forwarding', roles: [forwarding({ afterKernel: true })] },
    { ...onDirectors, name: 'steps 9 and 10, lvsdr.sh', roles: [marks(), director()] },
    { name: 'steps 12 to 14, realdr.sh', hosts: 'realServers', roles: [realServer()] },
    { ...onDirectors, name: 'steps 15 and 16, keepalived.conf, and start it', gate, roles: [keepalived({ source })] },
    {
      name: 'steps 15 and 16, the way back of NAT',
      hosts: 'realServers',
      where: ({ inside }) => inside !== null,
      roles: [wayBack()],
    },
    { ...onDirectors, name: 'step 17, rc.local of the directors', roles: [autostart()] },
    { name: 'step 17, rc.local of the real servers', hosts: 'realServers', roles: [autostart()] },
  ],
});
