import type { Prompt, Reply } from './interview.ts';

const explaining = '?';
const backward = 'back';

/** What stands under every prompt's first screen. */
export const howToAnswer = '? explains a question, back goes to the one before, ^C ends and keeps the answers.';

/** Puts a prompt to the person at the terminal. @throws what inquirer does at ^C, see {@link isLeft}. */
export async function askPerson({ message, choices, offered, check, isPlain = false }: Prompt): Promise<Reply> {
  const { default: inquirer } = await import('inquirer');
  if (choices === null) {
    const { answer } = await inquirer.prompt<{ answer: string }>([
      {
        type: 'input',
        name: 'answer',
        message,
        ...(offered !== null && { default: offered }),
        // What is typed after a fault is a new answer, and back is a word again.
        theme: { validationFailureMode: 'clear' },
        validate: (text: string) => isWord(text) || (check(text.trim()) ?? true),
      },
    ]);
    return replyOf(answer.trim());
  }
  const wide = Math.max(...[backward, ...choices.map(({ value }) => value)].map((value) => value.length));
  const { answer } = await inquirer.prompt<{ answer: string }>([
    {
      type: 'select',
      name: 'answer',
      message,
      ...(offered !== null && { default: offered }),
      pageSize: 16,
      choices: [
        ...choices.map(({ value, note }) => ({ value, name: `${value.padEnd(wide)}  ${note}`, short: value })),
        ...(isPlain
          ? []
          : [
              { value: explaining, name: `${explaining.padEnd(wide)}  what is this?`, short: explaining },
              { value: backward, name: `${backward.padEnd(wide)}  to the question before`, short: backward },
            ]),
      ],
    },
  ]);
  return isPlain ? { kind: 'answer', text: answer } : replyOf(answer);
}

function isWord(text: string): boolean {
  return [explaining, backward].includes(text.trim());
}

function replyOf(answer: string): Reply {
  if (answer === explaining) return { kind: 'explain' };
  return answer === backward ? { kind: 'back' } : { kind: 'answer', text: answer };
}

/** @returns whether a person left a prompt by ^C, or the terminal went away. */
export function isLeft(error: unknown): boolean {
  return error instanceof Error && ['ExitPromptError', 'AbortPromptError'].includes(error.name);
}
