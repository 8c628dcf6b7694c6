import { Secret, type AskSecret } from '../secret.ts';
import { takeTurns } from '../turns.ts';
import { isUnattended } from './io.ts';

/** Asks once for each secret, until it is told that one was wrong: several commands may run in one sitting. */
export interface SecretMemory {
  readonly ask: AskSecret;
  forget(): void;
}

/** @returns what asks, and remembers the answers. */
export function rememberSecrets(ask: AskSecret): SecretMemory {
  const answers = new Map<string, Secret>();
  return {
    async ask(question) {
      const answer = answers.get(question) ?? (await ask(question));
      answers.set(question, answer);
      return answer;
    },
    forget: () => {
      answers.clear();
    },
  };
}

// No word leads out of here, as `?` and `back` do out of the questions of setup.
const theme = { style: { maskedText: '[hidden; whatever is typed is the answer]' } };

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
      const { answer } = await ask<{ answer: string }>([{ type: 'password', name: 'answer', message, theme }]);
      return new Secret(answer);
    });
}
