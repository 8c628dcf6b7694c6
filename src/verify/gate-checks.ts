/** The checks that a rollout waits for between its batches. */
export { directorsReachable } from './checks/hosts-reachable.ts';
export { whereDeployed } from './where-deployed.ts';
export { ipvsTableMatches, ipvsTableServes } from './checks/ipvs-table.ts';
export { vipHasOneOwner } from './checks/vip-owner.ts';
export { vipPriority } from './checks/vip-priority.ts';
