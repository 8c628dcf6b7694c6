import { randomBytes, randomInt } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf, UsageError } from '../../errors.ts';
import type { Answers } from '../../wizard/answers.ts';
import { readAnswers, writeAnswers } from '../../wizard/answers-file.ts';
import { inventoryOf, secretFileOf, wantsSecret } from '../../wizard/inventory-text.ts';

/** @returns the file beside an inventory that keeps answers which have not become one yet. */
export function draftOf(inventory: string): string {
  return `${inventory}.draft`;
}

/** Keeps answers so far: for nobody else to read, whole at every moment. */
export function keepDraft(inventory: string, answers: Answers): void {
  const head =
    '# Answers to `lvsdeploy setup`, which takes them up again. `lvsdeploy setup --answers` reads them, too.\n';
  replaceFile(draftOf(inventory), head + writeAnswers(answers), 0o600);
}

/** @returns the answers that were kept, or null. */
export function takeDraft(inventory: string): Answers | null {
  const file = draftOf(inventory);
  return existsSync(file) ? readAnswers(readFileSync(file, 'utf8'), file).answers : null;
}

export function dropDraft(inventory: string): void {
  rmSync(draftOf(inventory), { force: true });
}

/** What was written, and what was there already and is used as it is. */
export interface Written {
  readonly secretFile: string | null;
  readonly isSecretNew: boolean;
}

/**
 * Writes an inventory and, where the answers want one, a secret of VRRP beside it.
 * @param isAgreed that a file which is there already is written over. A secret never is: the directors have it by now.
 * @throws UsageError when it cannot be written; then nothing is.
 */
export function writeInventoryFiles(inventory: string, answers: Answers, isAgreed: boolean): Written {
  const secretFile = wantsSecret(answers) ? join(dirname(inventory), secretFileOf(answers)) : null;
  const isSecretNew = secretFile !== null && !existsSync(secretFile);
  try {
    mkdirSync(dirname(inventory), { recursive: true });
    if (isSecretNew) writeFileSync(secretFile, `${generateSecret()}\n`, { flag: 'wx', mode: 0o600 });
    if (isAgreed) replaceFile(inventory, inventoryOf(answers), 0o644);
    else createFile(inventory, inventoryOf(answers));
  } catch (cause) {
    if (isSecretNew) rmSync(secretFile, { force: true });
    throw new UsageError(`cannot write ${inventory}: ${messageOf(cause)}`, {
      hint: 'Check the name and the permissions of its folder, or name another file with --inventory. Nothing was written.',
      cause,
    });
  }
  return { secretFile, isSecretNew };
}

const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** @returns eight characters (RFC 2338, 5.3.6: eight octets) that keepalived.conf takes as they are. */
export function generateSecret(): string {
  return Array.from({ length: 8 }, () => characters[randomInt(characters.length)] ?? '').join('');
}

/** A link is refused where a file is: nobody can have made one in between. */
function createFile(file: string, text: string): void {
  const whole = writeAside(file, text, 0o644);
  try {
    linkSync(whole, file);
  } finally {
    rmSync(whole, { force: true });
  }
}

function replaceFile(file: string, text: string, mode: number): void {
  const whole = writeAside(file, text, mode);
  try {
    renameSync(whole, file);
  } catch (error) {
    rmSync(whole, { force: true });
    throw error;
  }
}

function writeAside(file: string, text: string, mode: number): string {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(aside, text, { flag: 'wx', mode });
  chmodSync(aside, mode);
  return aside;
}
