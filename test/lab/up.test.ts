import { expect, test } from 'vitest';
import { downLab } from '../../src/lab/down.ts';
import { upLab, type UpOptions } from '../../src/lab/up.ts';
import { printedErrorOf } from '../report/printed-error.ts';
import { keep, makeRun } from './fake-machine.ts';

test.each([
  ['up', upLab],
  ['down', (options: UpOptions) => downLab('lab', options)],
])('a lab that another process brings up is left alone by %s', async (_, command) => {
  const { run, env } = await makeRun();
  await keep(run, 'starting');
  expect(await printedErrorOf(() => command({ env }))).toBe(`\
the lab lab is being brought up by another process
  → Wait until it is up (lvsdeploy lab status --name lab); or end the process ${process.pid}, then clean up after it: lvsdeploy lab down --name lab
`);
});

test.each<readonly [string, UpOptions, Parameters<typeof keep>[2]]>([
  ['the topology mixed', {}, { topology: 'mixed' }],
  ['other flavours (all debian)', { flavour: 'lb2=rpm' }, {}],
  [
    'other flavours (lb2=rpm,web1=sysv)',
    {},
    { flavours: { lb1: 'debian', lb2: 'rpm', web1: 'sysv', web2: 'debian', client: 'debian' } },
  ],
  ['the newest kernel', { oldKernel: true }, {}],
  ['an old kernel', {}, { hasOldKernel: true }],
  ['no sources', { withSources: true }, {}],
])('a lab that is up with %s is no other one', async (what, asked, spec) => {
  const { run, env } = await makeRun('two');
  await keep(run, 'running', spec);
  expect(await printedErrorOf(() => upLab({ name: 'two', env, ...asked }))).toBe(`\
the lab two is up with ${what}
  → Take it down first (lvsdeploy lab down --name two), or give the new one another --name.
`);
});

test('a lab that is up is left as it is, also when it serves more than is asked for', async () => {
  const { run, env } = await makeRun();
  await keep(run, 'running', { hasSources: true });
  const said: string[] = [];
  const lab = await upLab({ env, say: (line) => said.push(line) });
  expect(lab.runFolder).toBe(run);
  expect(said).toEqual(['the lab lab is up already']);
});
