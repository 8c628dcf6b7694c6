import type { OpenHosts } from '../../src/cli/context.ts';
import { UnreachableError } from '../../src/errors.ts';
import { selectHosts } from '../../src/inventory/pattern.ts';
import type { Session, SnippetResult } from '../../src/shell/session.ts';
import { parse } from '../inventory/parse.ts';
import { surroundings } from '../inventory/surroundings.ts';

/** What a host answers to a script; null: it cannot be reached. */
export type Answers = (host: string, script: string) => Partial<SnippetResult> | null;

/** @returns an engine whose hosts answer so, and what was run on them, by user and script. */
export function engineThatAnswers(text: string, answers: Answers, around = surroundings()) {
  const ran: string[] = [];
  const openHosts = (
    _: string,
    pattern: string,
    { become = true }: { readonly become?: boolean } = {},
  ): Promise<OpenHosts> => {
    const inventory = parse(text, around);
    const open: OpenHosts['open'] = ({ name }) => {
      if (answers(name, '') === null)
        return Promise.reject(new UnreachableError('connection refused', { place: name }));
      const session: Session = {
        host: name,
        roundTrips: 0,
        run(snippets, options) {
          const results = snippets.map(({ script }, index) => {
            ran.push(`${name}${become ? '' : ' plain'}: ${script.text}`);
            const result = { status: 0, stdout: '', stderr: '', ...answers(name, script.text) };
            options?.onOutput?.(index, 'stdout', result.stdout);
            options?.onOutput?.(index, 'stderr', result.stderr);
            return result;
          });
          return Promise.resolve(results);
        },
        close: () => undefined,
      };
      return Promise.resolve(session);
    };
    return Promise.resolve({ inventory, hosts: selectHosts(inventory.hosts, pattern), open });
  };
  return { engine: { openHosts }, ran };
}
