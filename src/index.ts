/** The library that playbooks and roles are written with: `import { defineRole, file } from 'lvsdeploy'`. */
export type {
  Cluster,
  Destination,
  Director,
  FirewallMark,
  ForwardingMethod,
  HealthCheck,
  HttpCheck,
  Inside,
  Member,
  MiscCheck,
  Protocol,
  RealServer,
  Scheduler,
  SchedulerFlag,
  Traffic,
  Tries,
  Vip,
  VirtualService,
  Vrrp,
} from './cluster/cluster.ts';
export {
  drained,
  drainFile,
  drainFolder,
  fault,
  inService,
  standAside,
  switchOverFile,
} from './cluster/track-files.ts';
export { canonicalAddress, endpoint, familyOf, isIpv6, netmaskOf, wholeLength } from './cluster/address.ts';
export { interfaceOf, syncGroupOf, type VrrpInstance, vrrpInstances } from './cluster/vrrp-instances.ts';
export { followsPriorities, partOf } from './cluster/cluster.ts';
export {
  forwardingSettings,
  ipvsModules,
  ipvsSettings,
  type KernelSettings,
  quietSettings,
  tunnels,
  tunnelSettings,
  wantedSchedulers,
  wayBackSettings,
} from './cluster/kernel-settings.ts';
export { arm, disarm } from './engine/armed.ts';
export { isLvsdeployError, LvsdeployError, UsageError } from './errors.ts';
export type { Facts } from './facts/facts.ts';
export type { Archive, Host, Program, ProgramSource } from './inventory/host.ts';
export {
  type BatchSize,
  definePlaybook,
  defineRole,
  type Play,
  type Playbook,
  type Role,
  type RoleContext,
  tagged,
} from './playbook/playbook.ts';
export { rebootIntoDefault, type RebootOptions } from './resources/boot.ts';
export { archive, type ArchiveOptions } from './resources/archive.ts';
export { command, type CommandOptions } from './resources/command.ts';
export { directory, type DirectoryOptions } from './resources/directory.ts';
export { editedFile, type EditedFileOptions } from './resources/edited-file.ts';
export { file, type FileOptions } from './resources/file.ts';
export { handler, type HandlerOptions } from './resources/handler.ts';
export { kernelModules, type KernelModulesOptions } from './resources/kernel-module.ts';
export { line, type LineOptions, type LinePlacement, withLine } from './resources/line.ts';
export { newestPackages, type NewestPackagesOptions } from './resources/newest-packages.ts';
export { packages, type PackagesOptions } from './resources/package.ts';
export { replacedPackage, type ReplacedPackageOptions } from './resources/replaced-package.ts';
export type {
  Action,
  Change,
  Comparison,
  Observation,
  Observed,
  Reading,
  ReadingKind,
  Resource,
} from './resources/resource.ts';
export { reloadService, service, type ServiceName, type ServiceOptions } from './resources/service.ts';
export { noSupersededKernels, type SupersededKernelsOptions } from './resources/superseded-kernels.ts';
export { sourceBuild, type SourceBuildOptions } from './resources/source-build.ts';
export { symlink, type SymlinkOptions } from './resources/symlink.ts';
export { sysctlNow, type SysctlOptions, sysctls, type SysctlsOptions } from './resources/sysctl.ts';
export { Secret } from './secret.ts';
export { lines, sh, type Shell } from './shell/shell.ts';
export { templatesOf } from './template/load.ts';
export {
  directorsReachable,
  ipvsTableMatches,
  ipvsTableServes,
  vipHasOneOwner,
  vipPriority,
  whereDeployed,
} from './verify/gate-checks.ts';
export { checksFolder, checkScriptsOf } from './cluster/check-scripts.ts';
export { gatewayFor } from './cluster/inside.ts';
export { marksOf } from './cluster/traffic.ts';
export { familiesBy, methodsFor, serversBy, serversWithVip, vipsHeldBy } from './cluster/real-servers.ts';
export { conflictOfAdvertisements } from './import/compare-advertisements.ts';
export { floatingAddresses } from './cluster/floating-addresses.ts';
