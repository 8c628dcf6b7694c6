import {
  definePlaybook,
  directorsReachable,
  ipvsTableMatches,
  vipHasOneOwner,
  vipPriority,
  whereDeployed,
  type Play,
} from 'lvsdeploy';
import { kernel } from '../roles/kernel/role.ts';

const whole = [directorsReachable, vipHasOneOwner, vipPriority, ipvsTableMatches].map(whereDeployed);

/** The newest kernel on every host and running: one director after the other, the standby first, then one real server after the other. */
export const kernelPlays: readonly Play[] = [
  {
    name: 'kernel of the directors',
    hosts: 'directors',
    serial: 1,
    order: 'standby-first',
    roles: [kernel()],
    requires: whole,
    gate: whole,
  },
  {
    name: 'kernel of the real servers',
    hosts: 'realServers',
    serial: 1,
    roles: [kernel()],
    requires: whole,
    gate: whole,
  },
];

/** Never without a healthy director; a host that does not come back from its reboot ends the run there. */
export default definePlaybook({ name: 'kernel', plays: kernelPlays });
