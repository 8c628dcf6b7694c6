import { withLine } from 'lvsdeploy';

/** Starts by hand that the entry takes the place of; they force an election or take the cluster from keepalived. */
const superseded = [
  /^(?:(?:ba)?sh\s+)?\S*(?:lvsdr|realdr)\.sh\s+(?:re)?start\b/,
  /^\S*init\.d\/keepalived\s+(?:re)?start\b/,
  /^(?:\S*\/)?service\s+keepalived\s+(?:re)?start\b/,
  /^(?:\S*\/)?systemctl\s+(?:re)?start\s+keepalived\b/,
  /^(?:\S*\/)?ipvsadm\s+(?:-C|--clear)\b/,
];

/**
 * @param current rc.local as it is, or null when there is none.
 * @returns rc.local with the command in it once, where it is reached: before the first statement that may exit.
 */
export function withBootEntry(current: string | null, entry: string): string {
  const text = current === null || current.trim() === '' ? '#!/bin/sh\n' : current;
  const runnable = text.startsWith('#!') ? text : `#!/bin/sh\n${text}`;
  const found = runnable.split('\n');
  const depths = blockDepths(found);
  const kept = found.filter((line, index) => {
    const command = line.trim();
    return command === entry || depths[index] !== 0 || !superseded.some((pattern) => pattern.test(command));
  });
  return withLine(kept.join('\n'), { line: entry, before: firstExit });
}

/** @returns the first line of the top-level statement with the first `exit` in it, or -1. */
function firstExit(lines: readonly string[]): number {
  const exit = lines.findIndex((line) => /(?:^|[;&|(){]|\b(?:then|do|else)\b)\s*exit\b/.test(uncommented(line)));
  return blockDepths(lines).lastIndexOf(0, exit === -1 ? -lines.length - 1 : exit);
}

/** @returns for each line in how many blocks of the shell's grammar it begins. */
function blockDepths(lines: readonly string[]): readonly number[] {
  let depth = 0;
  return lines.map((line) => {
    const code = uncommented(line);
    const opened = count(
      code,
      /(?:^|[;&|(){]|\b(?:then|do|else)\b)\s*(?:if|case|while|until|for)\b|(?:^|\s|\))\{(?=\s|$)/g,
    );
    const closed = count(code, /(?:^|[;&])\s*(?:fi|esac|done)\b|(?:^|[;\s])\}(?=[\s;]|$)/g);
    const before = Math.max(0, depth);
    depth = before + opened - closed;
    return before;
  });
}

function uncommented(line: string): string {
  return line.replace(/(?:^|\s)#.*$/, '');
}

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}
