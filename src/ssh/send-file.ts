import { open, type FileHandle } from 'node:fs/promises';
import { LvsdeployError, messageOf } from '../errors.ts';
import type { Session, SnippetResult } from '../shell/session.ts';
import { sh } from '../shell/shell.ts';

/** A file of this machine, and where on a host its content is wanted. */
export interface SentFile {
  readonly file: string;
  /** Absolute; directories above it are made, for root alone. */
  readonly to: string;
}

/** What has a part in a batch of its own. */
export interface SendOptions {
  /** See `BatchOptions.label`. */
  readonly label?: string;
  readonly signal?: AbortSignal;
  /** Told of how much is there. */
  readonly onSent?: (bytes: number, all: number) => void;
}

// Neither side ever holds more than this of a file, however large it is.
const pieceSize = 786_432;

/**
 * Puts the content of a file on a host, piece by piece, each in a batch: so it needs nothing that a script does not need, and
 * gets there through sudo as well. What is there before the end is not whole: whoever uses it checks it.
 * @returns the result that ended it: status 0, or what went wrong on the host; status null when the signal did.
 * @throws LvsdeployError when the file cannot be read, and what {@link Session.run} throws.
 */
export async function sendFile(session: Session, sent: SentFile, options: SendOptions = {}): Promise<SnippetResult> {
  const { label, signal, onSent } = options;
  const { handle, size } = await openFile(session.host, sent.file);
  try {
    const piece = Buffer.alloc(pieceSize);
    let at = 0;
    for (;;) {
      if (signal?.aborted === true) return { status: null, stdout: '', stderr: '' };
      const { bytesRead } = await handle.read(piece, 0, pieceSize, at);
      if (bytesRead === 0 && at > 0) return { status: 0, stdout: '', stderr: '' };
      const [result] = await session.run([pieceSnippet(sent, at, piece.toString('base64', 0, bytesRead))], {
        ...(label !== undefined && { label }),
      });
      if (result === undefined || result.status !== 0) return result ?? { status: null, stdout: '', stderr: '' };
      at += bytesRead;
      onSent?.(at, size);
      if (bytesRead < pieceSize) return result;
    }
  } finally {
    await handle.close();
  }
}

/** In a here-document, as an argument of a program it would be too long, and printf is a program of its own for some shells. */
function pieceSnippet({ file, to }: SentFile, at: number, encoded: string) {
  const start = at === 0 ? sh`umask 077; mkdir -p "\${to%/*}" && : > "$to" || exit 1\n` : sh``;
  return {
    name: `send ${file}`,
    timeout: 300_000,
    script: sh`to=${to}
${start}base64 -d >> "$to" << 'end of piece' || exit 1
${encoded === '' ? sh`` : encoded}
end of piece`,
  };
}

async function openFile(host: string, file: string): Promise<{ handle: FileHandle; size: number }> {
  try {
    const handle = await open(file);
    return { handle, size: (await handle.stat()).size };
  } catch (cause) {
    throw new LvsdeployError(`cannot read ${file}, which is to be sent there: ${messageOf(cause)}`, {
      place: host,
      hint: 'Put it there, or fetch it: lvsdeploy fetch.',
      cause,
    });
  }
}
