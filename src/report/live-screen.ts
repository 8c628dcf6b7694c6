import { stripVTControlCharacters } from 'node:util';

/** A terminal that is drawn on again and again. */
export interface LiveScreen {
  /** Draws the text over what was there, cut to the size of the terminal. */
  draw(text: string): void;
  /** Gives the terminal away for a while, as when the program is stopped by ^Z. */
  suspend(): void;
  resume(): void;
  /** Gives the terminal back as it was; what was drawn last stays on it as lines. */
  close(): void;
}

type Terminal = Pick<NodeJS.WriteStream, 'write' | 'columns' | 'rows' | 'on' | 'off'>;

// xterm: the alternate screen, the cursor, wrapping of lines, and an update that is shown as one where that is known.
const enter = '\u001b[?1049h\u001b[?25l\u001b[?7l';
const leave = '\u001b[?7h\u001b[?25h\u001b[?1049l';
const begin = '\u001b[?2026h\u001b[H';
const end = '\u001b[J\u001b[?2026l';
const clearRest = '\u001b[K';

/** Takes the terminal's other screen, as less(1) and top(1) do: nothing scrolls, and nothing is cleared before it is drawn. */
export function openScreen(terminal: Terminal): LiveScreen {
  let shown = '';
  const paint = () => {
    const lines = fit(shown.trimEnd().split('\n'), terminal.rows);
    terminal.write(`${begin}${lines.map((line) => `${line}${clearRest}`).join('\r\n')}${end}`);
  };
  terminal.write(enter);
  terminal.on('resize', paint);
  return {
    draw(text) {
      shown = text;
      paint();
    },
    suspend: () => void terminal.write(leave),
    resume() {
      terminal.write(enter);
      paint();
    },
    close() {
      terminal.off('resize', paint);
      terminal.write(`${leave}${shown}`);
    },
  };
}

function fit(lines: readonly string[], rows: number): readonly string[] {
  if (lines.length <= rows) return lines;
  const left = lines.slice(rows - 1).filter((line) => stripVTControlCharacters(line).trim() !== '').length;
  return [...lines.slice(0, rows - 1), `… ${left} more lines: make the terminal higher`];
}
