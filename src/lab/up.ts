import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { UsageError } from '../errors.ts';
import { mustRun } from '../command.ts';
import { commandOn } from './command-line.ts';
import { describeFlavours, flavourOf, parseFlavours } from './flavour.ts';
import { giveTo, imagesFolder, makeFolder, namespaceOf, ownerFrom, runFolder } from './folders.ts';
import { guestFolder } from './supervisor/guest.ts';
import { prepareImages, repositoryPaths } from './image/image.ts';
import { renderInventory, type Furnishing } from './access/inventory.ts';
import { makeKeyPair, makePassword } from './access/keys.ts';
import { powerCommandOf } from './access/power.ts';
import type { KernelSuite } from './image/kernel.ts';
import { openLab, type Lab } from './lab.ts';
import { beingBroughtUp, identifySelf, phaseOf, removeLeftovers } from './leftovers.ts';
import { makeNetwork } from './network.ts';
import { offeredPath } from './offered.ts';
import type { ProcessIdentity } from '../process.ts';
import { awaitReady, seconds } from './ready.ts';
import { installMissing, requiredPackages, rpmPackages } from './requirements.ts';
import { packSeed, seedFiles } from './seed.ts';
import { readSpec, writeSpec, writeState, type LabSpec } from './spec.ts';
import { renderKnownHosts, renderSshConfig } from './access/ssh-files.ts';
import { startSupervisor } from './supervisor/launch.ts';
import { topologies, type LabHost, type Topology, type TopologyName } from './topology.ts';

export interface UpOptions {
  readonly name?: string;
  readonly topology?: TopologyName;
  /** What the guests are like, as `parseFlavours` takes it. All are Debian, if nothing is said. */
  readonly flavour?: string;
  /** sid's kernel is three times as fast to boot; the others' are older. That of the topology, if nothing is said. */
  readonly kernel?: KernelSuite;
  /** Whether the guests start on an older kernel than their repositories offer, with a still older one beside it. */
  readonly oldKernel?: boolean;
  /** Whether the lab serves the source archives of ipvsadm and keepalived, with what they are built with. */
  readonly withSources?: boolean;
  readonly say?: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
}

/** Brings a lab up and waits until every host of it can be reached; one that is up already is left as it is. Needs root. */
export async function upLab(options: UpOptions = {}): Promise<Lab> {
  const { name = 'lab', topology: topologyName = 'pair', env = process.env } = options;
  const hasOldKernel = options.oldKernel ?? false;
  const say = options.say ?? (() => undefined);
  const run = runFolder(name, env);
  const topology: Topology = topologies[topologyName];
  const kernel = options.kernel ?? topology.kernel ?? 'sid';
  const flavours = parseFlavours(options.flavour ?? '', topology.hosts);
  const hasSources = options.withSources ?? false;
  const asked: Asked = { topology: topologyName, flavours, hasOldKernel, hasSources };
  const keeper = await identifySelf();
  if (await isUp(name, run, asked, say)) return openLab(name, env);
  const begin = Date.now();
  const kinds = new Set(Object.values(flavours));
  await installMissing([...requiredPackages, ...(kinds.has('rpm') ? rpmPackages : [])], say);
  const owner = ownerFrom(env);
  await claimRunFolder(name, run, keeper, env);
  try {
    const cache = { folder: imagesFolder(env), owner, say };
    const { disks, kernelFolder, sources, shares } = await prepareImages(cache, { ...asked, flavours: kinds, kernel });
    say(`image ${seconds(begin)}`);
    const making = Date.now();
    const namespace = namespaceOf(name);
    if (sources !== undefined) await symlink(sources, join(run, 'sources'));
    const offered = { path: offeredPath, folder: join(run, 'offered') };
    await writeSpec(run, {
      name,
      ...asked,
      namespace,
      kernelFolder,
      disks,
      shares: [...shares, offered],
      owner: owner ?? null,
    });
    await settleAll([
      makeNetwork(namespace, topology),
      makeIdentities(run, topology, { ...asked, powerCommand: powerCommandOf(name) }),
      copyDisks(run, topology, (host) => disks[flavourOf(flavours, host)]),
    ]);
    await giveTo(run, owner);
    say(`hosts ${seconds(making)}`);
    await startSupervisor(run, namespace);
  } catch (error) {
    await removeLeftovers(name, run);
    throw error;
  }
  const booting = Date.now();
  await awaitReady(run, topology.hosts, { timeoutMs: 300_000, say });
  say(`boot ${seconds(booting)}`);
  return openLab(name, env);
}

/** What cannot be changed of a lab that is up. */
type Asked = Pick<LabSpec, 'topology' | 'flavours' | 'hasOldKernel' | 'hasSources'>;

async function isUp(name: string, run: string, asked: Asked, say: (line: string) => void): Promise<boolean> {
  const phase = await phaseOf(run);
  if (phase === 'starting') throw await beingBroughtUp(name, run);
  if (phase === 'live') {
    const other = differenceTo(asked, await readSpec(run));
    if (other !== undefined) {
      throw new UsageError(`the lab ${name} is up with ${other}`, {
        hint: `Take it down first (${commandOn(run, 'down')}), or give the new one another --name.`,
      });
    }
    say(`the lab ${name} is up already`);
    return true;
  }
  if (phase === 'crashed') {
    say(`the lab ${name} has crashed: cleaning up what is left of it`);
    await removeLeftovers(name, run);
  }
  return false;
}

function differenceTo(asked: Asked, spec: LabSpec | undefined): string | undefined {
  if (spec?.topology !== asked.topology) return `the topology ${spec?.topology ?? '?'}`;
  if (!isDeepStrictEqual(spec.flavours, asked.flavours)) return `other flavours (${describeFlavours(spec.flavours)})`;
  if (spec.hasOldKernel !== asked.hasOldKernel) return asked.hasOldKernel ? 'the newest kernel' : 'an old kernel';
  // One that serves more than is asked for will do.
  if (asked.hasSources && !spec.hasSources) return 'no sources';
  return undefined;
}

async function claimRunFolder(
  name: string,
  run: string,
  keeper: ProcessIdentity,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  await makeFolder(dirname(run), ownerFrom(env));
  // A namespace, or a folder without a state, is what an `up` leaves that was killed at a bad moment.
  if ((await phaseOf(run)) === 'none') await removeLeftovers(name, run);
  await mkdir(run, { mode: 0o700 });
  await writeState(run, { keeper, phase: 'starting', guests: {} });
}

async function makeIdentities(run: string, topology: Topology, furnishing: Furnishing): Promise<void> {
  const { flavours, hasSources } = furnishing;
  const authorizedKey = (await makeKeyPair(run, 'id_ed25519', 'lvsdeploy-lab')).publicKey;
  const sudoPassword = makePassword(20);
  const publicKeys = new Map<string, string>();
  await settleAll(
    topology.hosts.map(async (host) => {
      const folder = guestFolder(run, host);
      await mkdir(folder, { recursive: true });
      const hostKey = await makeKeyPair(folder, 'host_key', host.name);
      publicKeys.set(host.name, hostKey.publicKey);
      const flavour = flavourOf(flavours, host);
      const repositories = { flavour, paths: repositoryPaths(flavour, hasSources) };
      const files = seedFiles(host, topology, repositories, {
        hostKey: hostKey.privateKey,
        hostPublicKey: hostKey.publicKey,
        authorizedKey,
        sudoPassword,
      });
      await packSeed(files, join(folder, 'seed'), join(folder, 'seed.tar'));
    }),
  );
  await writeFile(join(run, 'sudo-password'), `${sudoPassword}\n`, { mode: 0o600 });
  await writeFile(join(run, 'vrrp-auth'), `${makePassword(8)}\n`, { mode: 0o600 });
  await writeFile(join(run, 'known_hosts'), renderKnownHosts(topology, publicKeys));
  await writeFile(join(run, 'ssh_config'), renderSshConfig(topology, run));
  await writeFile(join(run, 'inventory.yaml'), renderInventory(topology, furnishing, run));
}

/** Waits for every part to end, also when one fails: what still writes would write into a folder that is being removed. */
async function settleAll(parts: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(parts);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function copyDisks(
  run: string,
  topology: Topology,
  diskOf: (host: LabHost) => string | undefined,
): Promise<void> {
  await settleAll(
    topology.hosts.map(async (host) => {
      await mkdir(guestFolder(run, host), { recursive: true });
      const image = diskOf(host);
      if (image === undefined) throw new Error(`no image was made for ${host.name}`);
      const disk = join(guestFolder(run, host), 'disk.img');
      await mustRun('cp', ['--sparse=always', '--reflink=auto', image, disk], { timeoutMs: 120_000 });
    }),
  );
}
