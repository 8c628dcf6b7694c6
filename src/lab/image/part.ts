import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { giveTo, makeFolder, type Owner } from '../folders.ts';
import { identify } from '../../process.ts';
import { inTurn } from './turn.ts';

/** Where the lab keeps what it has made once, and whom it tells. */
export interface Cache {
  readonly folder: string;
  readonly owner: Owner | undefined;
  readonly say: (line: string) => void;
}

/** A folder of the cache: two parts that are made of the same are as good as each other. */
export interface Part {
  /** What it is, for a reader of the folder and of what is said. */
  readonly kind: string;
  /** Everything that decides what is in it. */
  readonly madeOf: unknown;
}

/** @returns the name of the part's folder. */
export function nameOf({ kind, madeOf }: Part): string {
  // The number is that of this format of parts.
  const hash = createHash('sha256').update(JSON.stringify({ format: 3, madeOf }));
  return `${kind}-${hash.digest('hex').slice(0, 16)}`;
}

/**
 * @param build fills `folder`; `work` is beside it, and is removed afterwards.
 * @returns the folder of the part, which is built first when there is none. It only gets its name when it is whole.
 */
export async function preparePart(
  cache: Cache,
  part: Part,
  build: (folder: string, work: string) => Promise<void>,
): Promise<string> {
  const folder = join(cache.folder, nameOf(part));
  if (await exists(folder)) return folder;
  await makeFolder(cache.folder, cache.owner);
  const onWait = (pid: number) => cache.say(`another lab is building ${part.kind} (process ${pid}); waiting for it`);
  return inTurn(`${folder}.turn`, onWait, async () => {
    if (!(await exists(folder))) await buildPart(cache, part, folder, build);
    return folder;
  });
}

async function buildPart(
  cache: Cache,
  part: Part,
  folder: string,
  build: (folder: string, work: string) => Promise<void>,
): Promise<void> {
  cache.say(`building ${part.kind}, once`);
  await removeAbandoned(cache.folder);
  const work = await mkdtemp(join(cache.folder, `building-${process.pid}-`));
  try {
    await mkdir(join(work, 'part'));
    await build(join(work, 'part'), work);
    await giveTo(join(work, 'part'), cache.owner);
    await rename(join(work, 'part'), folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

// What a build leaves that was killed; its folder is named after its process.
async function removeAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const pid = /^building-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || (await identify(Number(pid))) !== undefined) continue;
    await rm(join(cache, name), { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
