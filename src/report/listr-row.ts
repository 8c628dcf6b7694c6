import type { ListrTask, ListrTaskWrapper } from 'listr2';

type Wrapper = ListrTaskWrapper<unknown, never, never>;
type Ending = { readonly kind: 'finished' | 'failed' | 'left'; readonly text: string };

/** A row of the live screen, driven by events instead of by the work itself. */
export interface Row {
  readonly task: ListrTask;
  readonly isDone: boolean;
  title(text: string): void;
  /** Shows a line below the title; an empty one changes nothing. */
  say(line: string): void;
  finish(text: string): void;
  fail(text: string): void;
  leave(text: string): void;
}

/** @returns a row that runs until it is finished, failed or left; the first of these holds. */
export function createRow(name: string): Row {
  let wrapper: Pick<Wrapper, 'title' | 'output'> | null = null;
  let title = name;
  let line = '';
  let isDone = false;
  let settle: (ending: Ending) => void;
  const ended = new Promise<Ending>((resolve) => (settle = resolve));
  const show = () => {
    if (wrapper === null || isDone) return;
    wrapper.title = title;
    if (line !== '') wrapper.output = line;
  };
  const end = (kind: Ending['kind']) => (text: string) => {
    isDone = true;
    settle({ kind, text });
  };
  return {
    task: {
      title: name,
      task: async (_, task) => {
        wrapper = task;
        show();
        const { kind, text } = await ended;
        // The row has to fail itself, or its failure would be shown with the tick of success.
        if (kind === 'failed') throw new Error(text);
        if (kind === 'left') task.skip(`${name}  ${text}`);
        else task.title = text;
      },
    },
    get isDone() {
      return isDone;
    },
    title(text) {
      title = text;
      show();
    },
    say(text) {
      if (text.trim() !== '') line = text;
      show();
    },
    finish: end('finished'),
    fail: end('failed'),
    leave: end('left'),
  };
}
