/** Told what a stream of framed output holds, as it comes. */
export interface FrameListener {
  /** Output before the first frame: a login shell's noise, or what went wrong before the batch began. */
  onNoise(text: string): void;
  onBegin(processId: number): void;
  onOutput(text: string): void;
  onEnd(index: number, status: number): void;
}

/**
 * Reads one stream of a batch (the frames are those of `compileBatch`).
 * @returns a function to be called with each chunk; frames may be split anywhere between chunks.
 */
export function readFrames(nonce: string, listener: FrameListener): (chunk: string) => void {
  const opening = `\n${nonce} `;
  let begun = false;
  let rest = '';

  const pass = (text: string) => {
    if (text === '') return;
    if (begun) listener.onOutput(text);
    else listener.onNoise(text);
  };

  return (chunk) => {
    rest += chunk;
    for (;;) {
      const start = rest.indexOf(opening);
      const end = start < 0 ? -1 : rest.indexOf('\n', start + opening.length);
      const passed = start < 0 ? rest.length - openingAtEnd(rest, opening) : start;
      pass(rest.slice(0, passed));
      if (end < 0) {
        rest = rest.slice(passed);
        return;
      }
      const [index, number] = rest.slice(start + opening.length, end).split(' ');
      rest = rest.slice(end + 1);
      if (index === 'begin') {
        begun = true;
        listener.onBegin(Number(number));
      } else listener.onEnd(Number(index), Number(number));
    }
  };
}

/** @returns how many of the last characters may be the start of an opening whose rest has not come yet. */
function openingAtEnd(text: string, opening: string): number {
  const newline = text.lastIndexOf('\n');
  if (newline < 0) return 0;
  return opening.startsWith(text.slice(newline)) ? text.length - newline : 0;
}
