import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Flavour, FlavourByHost } from './flavour.ts';
import type { Owner } from './folders.ts';
import type { Share } from './image/image.ts';
import type { ProcessIdentity } from '../process.ts';
import type { TopologyName } from './topology.ts';

/** What a lab is, written once when it is made: all that its supervisor needs to know. */
export interface LabSpec {
  readonly name: string;
  readonly topology: TopologyName;
  readonly flavours: FlavourByHost;
  readonly hasOldKernel: boolean;
  readonly hasSources: boolean;
  readonly namespace: string;
  /** The kernel of a guest whose disk has none. */
  readonly kernelFolder: string;
  /** What the disks of its hosts are copies of, by flavour. */
  readonly disks: Readonly<Partial<Record<Flavour, string>>>;
  readonly shares: readonly Share[];
  readonly owner: Owner | null;
}

/** Who runs the lab now, and which processes are its guests: what a later command needs to clean up after a crash. */
export interface LabState {
  /** The `up` that is at work, and the supervisor from then on. */
  readonly keeper: ProcessIdentity;
  readonly phase: 'starting' | 'running';
  readonly guests: Readonly<Record<string, ProcessIdentity>>;
}

/** Writes the spec of a new lab. */
export async function writeSpec(run: string, spec: LabSpec): Promise<void> {
  await writeJson(join(run, 'lab.json'), spec);
}

/** @returns the spec of the lab in that run folder, or undefined when none was made. */
export async function readSpec(run: string): Promise<LabSpec | undefined> {
  return (await readJson(join(run, 'lab.json'))) as LabSpec | undefined;
}

/** Writes the lab's state, so that a reader sees the old one or the new one. */
export async function writeState(run: string, state: LabState): Promise<void> {
  await writeJson(join(run, 'state.json'), state);
}

/** @returns the lab's state, or undefined when there is no lab in that run folder. */
export async function readState(run: string): Promise<LabState | undefined> {
  return (await readJson(join(run, 'state.json'))) as LabState | undefined;
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`);
  await rename(`${path}.new`, path);
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}
