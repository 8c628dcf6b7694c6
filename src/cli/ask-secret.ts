import { Secret, type AskSecret } from '../secret.ts';
import { takeTurns } from '../turns.ts';
import { isUnattended } from './io.ts';

/** @returns what asks at the terminal, one question at a time and beside standard output; null without a terminal. */
export function secretAsker({
  stdin,
  stderr,
  env,
}: Pick<NodeJS.Process, 'stdin' | 'stderr' | 'env'>): AskSecret | null {
  if (!stdin.isTTY || !stderr.isTTY || isUnattended(env)) return null;
  const inTurn = takeTurns(1);
  return (message) =>
    inTurn(async () => {
      const { default: inquirer } = await import('inquirer');
      const ask = inquirer.createPromptModule({ input: stdin, output: stderr });
      const { answer } = await ask<{ answer: string }>([{ type: 'password', name: 'answer', message }]);
      return new Secret(answer);
    });
}
