import { expect, test } from 'vitest';
import { startSupervisor } from '../../../src/lab/supervisor/launch.ts';
import { printedErrorOf } from '../../report/printed-error.ts';
import { fakePrograms, makeRun } from '../fake-machine.ts';

test('a supervisor that ends at once is told with the end of its log', async () => {
  const { run } = await makeRun();
  // Not in a namespace: there is no lab, and nothing is made.
  await fakePrograms({ nsenter: 'shift 2; exec "$@"' });
  const printed = await printedErrorOf(() => startSupervisor(run, 'lvslab-lab'));
  expect(printed.replace(/\d{4}-\S+Z/, 'TIME')).toBe(`\
the lab's supervisor did not start: it ended with status 1
  TIME failed: there is no lab to run in ${run}
  → Nothing of the lab is left. Mend what the end of its log above says, and bring it up again.
`);
});

test.each([
  ['is killed', 'kill -9 $$', 30_000, 'it ended with SIGKILL'],
  ['does not take over in time', 'exec sleep 60', 100, 'it took over 0.1 s'],
])('one that %s is told so', async (_, nsenter, patience, reason) => {
  const { run } = await makeRun();
  await fakePrograms({ nsenter });
  expect(await printedErrorOf(() => startSupervisor(run, 'lvslab-lab', patience))).toBe(`\
the lab's supervisor did not start: ${reason}
  → Nothing of the lab is left. Its log is empty: bring it up again.
`);
});
