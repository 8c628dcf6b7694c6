import { describe, expect, it } from 'vitest';
import { switchRefuses, switchStarts, switchStops } from '../../src/verify/disruptive/switch-checks.ts';
import { siteChecks } from '../../src/verify/site-checks.ts';
import { readPage } from './pages.ts';

const wanted = siteChecks({ keepalivedConfiguration: () => '' });
const checks = [...wanted, switchRefuses, switchStops, switchStarts];

/** Of each row of the steps: the steps that it is about, and the ids in its last column. */
const rows = [...readPage('docs/procedure.md').matchAll(/^\| ([^|]+) \| [^|]+ \| [^|]+ \| ([^|]+) \|$/gm)]
  .map(([, step = '', last = '']) => ({
    steps: stepsOf(step),
    ids: [...last.matchAll(/`([a-z-]+)`/g)].map(([, id]) => id),
  }))
  .filter(({ steps }) => steps.length > 0);

function stepsOf(cell: string): readonly string[] {
  const range = /^(\d+)–(\d+)$/.exec(cell);
  if (range === null) return /^(\d+|intro, .*|test \d)$/.test(cell) ? [cell] : [];
  const [from, to] = [Number(range[1]), Number(range[2])];
  return Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
}

describe('the table of the steps', () => {
  it('has every step of the document once', () => {
    expect(rows.flatMap(({ steps }) => steps)).toEqual([
      'intro, methods',
      'intro, algorithms',
      ...Array.from({ length: 17 }, (_, index) => String(index + 1)),
      'test 1',
      'test 2',
      'test 3',
    ]);
  });

  it.each(checks.map(({ id, step }) => [id, step] as const))('has the check %s in the row of step %s', (id, step) => {
    expect(rows.find(({ steps }) => steps.includes(step))?.ids).toContain(id);
  });

  it('names no check that there is not', () => {
    const ids = checks.map(({ id }) => id);
    expect(rows.flatMap((row) => row.ids).filter((id) => !ids.includes(id ?? ''))).toEqual([]);
  });
});
