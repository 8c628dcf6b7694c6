import { expect, test } from 'vitest';
import { openLab } from '../../src/lab/lab.ts';
import { printedErrorOf } from '../report/printed-error.ts';
import { fakePrograms, keep, makeRun, supervise } from './fake-machine.ts';

test.each([
  ['echo "shutdown: not permitted" >&2; exit 1', 'shutdown: not permitted'],
  ['exit 3', 'its shell ended with 3'],
])('a host that refuses to reboot is told with its reason: %s', async (ssh, reason) => {
  const { run, env } = await makeRun('two');
  await keep(run, 'running');
  await supervise(run, {});
  await fakePrograms({ ssh });
  const lab = await openLab('two', env);
  expect(await printedErrorOf(() => lab.reboot('lb1'))).toBe(`\
lb1 does not reboot: ${reason}
  → Cut its power instead: lvsdeploy lab kill lb1 --name two, then lvsdeploy lab start lb1 --name two
`);
});
