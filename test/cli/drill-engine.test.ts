import { describe, expect, it } from 'vitest';
import type { DrillRequest } from '../../src/cli/context.ts';
import { drillOverSsh } from '../../src/cli/drill-engine.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import { change, parse, web } from '../inventory/parse.ts';
import { printedErrorOf } from '../report/printed-error.ts';

const two = `${web}  mail:${change(change(change(web.slice(web.indexOf('\n    segment')), 'lb', 'mx'), '192.168.1', '192.168.2'), 'web', 'box')}`;

/** Asks for a drill of which nobody types the name. */
async function drill(inventory: Inventory, more: Partial<DrillRequest> = {}) {
  const opened: string[] = [];
  const request: DrillRequest = {
    inventory: inventory.file,
    cluster: undefined,
    scenarios: ['reload'],
    rounds: 1,
    choice: {},
    probe: { rate: 20, timeout: 1000 },
    signal: new AbortController().signal,
    tell: () => undefined,
    onReport: () => undefined,
    confirm: () => Promise.resolve(false),
    ...more,
  };
  const open = ({ name }: { readonly name: string }) => {
    opened.push(name);
    return Promise.reject(new Error('not to be opened'));
  };
  const printed = await printedErrorOf(() =>
    drillOverSsh(request, { inventory, open, keepalivedConfiguration: () => '' }),
  );
  return { printed, opened };
}

describe('a drill is not begun', () => {
  it('when its cluster could be one of several', async () => {
    expect(await drill(parse(two))).toEqual({
      opened: [],
      printed: `\
/etc/lvs/i.yaml: the inventory has several clusters, and one is drilled at a time
  → Say --cluster NAME. It has web, mail.
`,
    });
  });

  it('when the name of its cluster was not typed', async () => {
    expect(await drill(parse(two), { cluster: 'mail' })).toEqual({
      opened: [],
      printed: `\
mail: nothing was done: the name was not typed
  → Type mail to go on; or say \`drillable: true\` in its inventory if it may be struck at any time.
`,
    });
  });
});
