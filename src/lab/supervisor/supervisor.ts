import { join } from 'node:path';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { LvsdeployError, messageOf } from '../../errors.ts';
import { serveControl, type ControlRequest, type GuestStatus } from './control.ts';
import { openDoor } from './doors.ts';
import { giveTo } from '../folders.ts';
import { GuestSlot } from './guest-slot.ts';
import { servePackages } from './package-server.ts';
import { identify } from '../../process.ts';
import { readSpec, writeState, type LabState } from '../spec.ts';
import { topologies } from '../topology.ts';

/** Keeps a lab until it is told to stop: runs its guests, their doors and their packages, from inside the lab's namespace. */
export async function superviseLab(run: string, log: (line: string) => void): Promise<void> {
  const spec = await readSpec(run);
  const keeper = await identify(process.pid);
  if (spec === undefined || keeper === undefined) {
    throw new LvsdeployError(`there is no lab to run in ${run}`);
  }
  const topology = topologies[spec.topology];
  let state: LabState = { keeper, phase: 'starting', guests: {} };
  let saving = Promise.resolve();
  const save = (change: Partial<LabState>): Promise<void> => {
    state = { ...state, ...change };
    const wanted = state;
    return (saving = saving.then(() => writeState(run, wanted)));
  };
  await save({});
  const slots = new Map(
    topology.hosts.map((host) => {
      const started = async (pid: number): Promise<void> => {
        const identity = await identify(pid);
        if (identity !== undefined) await save({ guests: { ...state.guests, [host.name]: identity } });
      };
      return [host.name, new GuestSlot(host, { run, kernelFolder: spec.kernelFolder }, { log, started })] as const;
    }),
  );
  const packages = await servePackages(spec.shares, '0.0.0.0');
  await mkdir(join(run, 'ssh'), { recursive: true });
  const doors = await Promise.all(topology.hosts.map((host) => openDoor(join(run, 'ssh', host.address), host.address)));
  await Promise.all([...slots.values()].map((slot) => slot.start()));

  const stop = new AbortController();
  const control = await serveControl(run, (request) => obey(request, slots, stop));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
  await giveTo(run, spec.owner ?? undefined);
  await save({ phase: 'running' });
  log(`the lab ${spec.name} runs: ${topology.hosts.map((host) => host.name).join(' ')}`);

  await once(stop.signal, 'abort');
  await Promise.all([...slots.values()].map((slot) => slot.kill()));
  for (const server of [packages, control, ...doors]) server.close();
  log('stopped');
}

async function obey(
  request: ControlRequest,
  slots: ReadonlyMap<string, GuestSlot>,
  stop: AbortController,
): Promise<GuestStatus[]> {
  if (request.verb === 'stop') {
    await Promise.all([...slots.values()].map((slot) => slot.kill()));
    // Once the answer is on its way.
    setTimeout(() => stop.abort(), 50);
  } else if (request.verb !== 'status') {
    const slot = slots.get(request.host);
    if (slot === undefined) throw new LvsdeployError(`the lab has no host ${request.host}`);
    await slot[request.verb]().catch((error: unknown) => {
      throw new LvsdeployError(`${request.verb} ${request.host}: ${messageOf(error)}`, { cause: error });
    });
  }
  return [...slots.values()].map((slot) => slot.status());
}
