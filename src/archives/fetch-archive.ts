import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LvsdeployError, messageOf } from '../errors.ts';
import type { Archive } from '../inventory/host.ts';

/** What became of an archive: it was there, it came, it came in the place of another file of that name. */
export interface Fetched {
  readonly outcome: 'kept' | 'fetched' | 'replaced';
  /** Bytes. */
  readonly size: number;
}

/** An archive that cannot be had, or is not the one that was expected. */
export class FetchFailed extends LvsdeployError {}

const patience = 60_000;

/**
 * Brings an archive into a folder, whole and as it was expected, or not at all.
 * @param timeout milliseconds without a byte after which the download is given up.
 * @throws FetchFailed.
 */
export async function fetchArchive(archive: Archive, folder: string, timeout = patience): Promise<Fetched> {
  const path = join(folder, archive.name);
  const there = await digestOf(path);
  if (there === archive.sha256) return { outcome: 'kept', size: (await stat(path)).size };
  await mkdir(folder, { recursive: true });
  const part = `${path}.${process.pid}.part`;
  try {
    const found = await bring(archive, path, part, timeout);
    if (found !== archive.sha256) throw mismatch(archive, found, folder);
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
  return { outcome: there === null ? 'fetched' : 'replaced', size: (await stat(path)).size };
}

/** @returns the SHA-256 of what was written to `part`. */
async function bring({ name, url, file }: Archive, path: string, part: string, timeout: number): Promise<string> {
  const isElsewhere = file !== null && resolve(file) !== resolve(path);
  if (isElsewhere) return write(createReadStream(file), part, () => undefined);
  if (url === null) {
    throw new FetchFailed(`${path} is not the archive that was expected, and there is no address for it`, {
      hint: `Remove it: then ${name.replace(/_.*/, '')} is fetched from where it is published.`,
    });
  }
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new Error(`nothing came for ${timeout / 1000} s`)), timeout);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok || response.body === null) throw new Error(`${response.status} ${response.statusText}`);
    return await write(Readable.fromWeb(response.body), part, () => timer.refresh());
  } catch (cause) {
    throw new FetchFailed(`cannot fetch ${url}: ${reasonOf(cause)}`, {
      hint: `See whether the address is right and this machine may go there (behind a proxy: NODE_USE_ENV_PROXY=1 with Node 24 or newer); or bring the file to ${path} by other means.`,
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
}

async function write(from: Readable, part: string, onData: () => void): Promise<string> {
  const hash = createHash('sha256');
  from.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    onData();
  });
  await pipeline(from, createWriteStream(part, { mode: 0o644 }));
  return hash.digest('hex');
}

/** @returns the SHA-256 of a file, or null when there is none. */
async function digestOf(path: string): Promise<string | null> {
  try {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new FetchFailed(`cannot read ${path}: ${messageOf(error)}`, {
      hint: 'It should be a plain file that you may read: correct its permissions, or move it away to have it fetched.',
      cause: error,
    });
  }
}

function mismatch({ name, url, sha256 }: Archive, found: string, folder: string): FetchFailed {
  return new FetchFailed(
    `${url ?? name} is not the archive that was expected\nexpected SHA-256 ${sha256}\nfound    SHA-256 ${found}`,
    {
      hint: `Nothing was put into ${folder}. Find out why it differs before you give its SHA-256 in the inventory: somebody may have changed it.`,
    },
  );
}

/** What fetch() throws says no more than that it failed; why is in its cause. */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? error.cause.message : messageOf(error);
}
