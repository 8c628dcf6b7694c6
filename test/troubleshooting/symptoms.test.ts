import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { scenarioNames } from '../../src/drill/drill.ts';
import { siteChecks } from '../../src/verify/site-checks.ts';
import { contextOf } from '../cli/console.ts';

const page = readFileSync(new URL('../../docs/symptoms.md', import.meta.url), 'utf8');
const [, ...sections] = page.split(/^## /m);
const known = siteChecks().map(({ id }) => id);

/** The checks that a section names after `Checks:`. */
function checksNamed(section: string): readonly string[] {
  const named = /^Checks: ([^]*?)\.$/m.exec(section)?.[1] ?? '';
  return [...named.matchAll(/`([^`]+)`/g)].map(([, id = '']) => id);
}

describe('the page of symptoms', () => {
  it.each(sections.map((text) => [text.split('\n')[0] ?? '', text]))(
    'names checks that verify makes: %s',
    (_, text) => {
      const named = checksNamed(text);
      expect(named).not.toEqual([]);
      expect(named.filter((id) => !known.includes(id))).toEqual([]);
    },
  );

  it('leaves out none of the critical checks of the VIP and of VRRP', () => {
    const critical = siteChecks().filter(({ id, severity }) => severity === 'critical' && /^(vip-has|vrrp)-/.test(id));
    const named = sections.flatMap(checksNamed);
    expect(critical.map(({ id }) => id).filter((id) => !named.includes(id))).toEqual([]);
  });

  it('names commands and scenarios that there are', async () => {
    const program = await buildProgram(contextOf({}).context);
    const commands = program.commands.map((command) => command.name());
    const said = [...page.matchAll(/`lvsdeploy (\S+?)(?: ([^`]+))?`/g)];
    expect(said.length).toBeGreaterThan(2);
    for (const [, command, rest = ''] of said) {
      expect(commands).toContain(command);
      if (command === 'drill') expect(scenarioNames).toContain(rest);
    }
  });
});
