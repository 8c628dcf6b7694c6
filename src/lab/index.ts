export { offerBrokenKernel, type Breakage } from './broken-kernel.ts';
export { downLab, type DownOptions } from './down.ts';
export { openLab, type Lab } from './lab.ts';
export { isRoot, rerunAsRoot } from './root.ts';
export type { ExecOptions } from './access/ssh.ts';
export { isWhole, labStatus, renderStatus, type HostStatus, type LabStatus } from './status.ts';
export { topologies, type LabHost, type Topology, type TopologyName } from './topology.ts';
export { upLab, type UpOptions } from './up.ts';
