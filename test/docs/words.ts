/**
 * @returns the simple commands of a line of shell, each as its words, those within `$( )` too. Of the shell's grammar it knows
 * what the pages use: quotes, `$( )`, pipes, lists and redirections.
 */
export function simpleCommands(line: string): readonly (readonly string[])[] {
  const [commands, nested]: [string[][], string[]] = [[[]], []];
  let [word, started] = ['', false];
  const endWord = () => {
    if (started) commands.at(-1)?.push(word);
    [word, started] = ['', false];
  };
  const takeNested = (at: number) => {
    const end = closingOf(line, at);
    nested.push(line.slice(at + 2, end));
    word += line.slice(at, end + 1);
    started = true;
    return end;
  };
  for (let at = 0; at < line.length; at++) {
    const letter = line[at] ?? '';
    if (line.startsWith('$(', at)) at = takeNested(at);
    else if (letter === "'") {
      const end = line.indexOf("'", at + 1);
      word += line.slice(at + 1, end);
      [started, at] = [true, end];
    } else if (letter === '"') {
      started = true;
      for (at++; at < line.length && line[at] !== '"'; at++) {
        if (line.startsWith('$(', at)) at = takeNested(at);
        else word += line[at] ?? '';
      }
    } else if (letter === ' ') endWord();
    else if ('|&;'.includes(letter)) {
      endWord();
      if ((commands.at(-1)?.length ?? 0) > 0) commands.push([]);
    } else if ('<>'.includes(letter)) {
      // A redirection and its file are no words of the command.
      endWord();
      at += (/^[<>]+ ?[^ ]*/.exec(line.slice(at))?.[0].length ?? 1) - 1;
    } else [word, started] = [word + letter, true];
  }
  endWord();
  return [...commands.filter((words) => words.length > 0), ...nested.flatMap(simpleCommands)];
}

function closingOf(line: string, start: number): number {
  let depth = 0;
  for (let at = start + 1; at < line.length; at++) {
    if (line[at] === '(') depth++;
    if (line[at] === ')' && --depth === 0) return at;
  }
  throw new Error(`$( without its ) in: ${line}`);
}
