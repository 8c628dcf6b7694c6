import { describe, expect, it } from 'vitest';
import { sourceBuild, type SourceBuildOptions } from '../../src/resources/source-build.ts';
import type { Resource } from '../../src/resources/resource.ts';
import { sh } from '../../src/shell/shell.ts';
import { actionsOf, answered, brief } from './local.ts';

const options: SourceBuildOptions = {
  name: 'hello',
  version: '2.0',
  flags: ['--fast'],
  sha256: 'a'.repeat(64),
  archive: '/a.tar.gz',
  make: sh`make`,
  install: sh`make install`,
};
const [build, installed] = sourceBuild(options);
const digest = /([\da-f]{64}) 2\.0 --fast/.exec(scriptOf(installed))?.[1] ?? '';

function scriptOf(resource: Resource): string {
  const [action] = actionsOf(resource.compare(answered({ stdout: 'build hello\n' })));
  return action?.script.text ?? '';
}

describe('a build', () => {
  const nothing = 'build hello\n';
  const staged = `build hello\nstaged ${digest} 2.0 --fast\n`;
  const older = `build hello\ninstalled ${'c'.repeat(64)} 1.0\n`;
  const same = `build hello\ninstalled ${'c'.repeat(64)} 2.0 --fast\n`;
  const done = `build hello\ninstalled ${digest} 2.0 --fast\n`;
  const toBuild = '! build hello 2.0 --fast';
  const toInstall = '! install the build of hello 2.0 --fast';
  const other = '2.0 --fast > 2.0 --fast, from other source or by other steps';

  it.each([
    ['nothing is there', nothing, `version - > 2.0 --fast | ${toBuild}`, `version - > 2.0 --fast | ${toInstall}`],
    ['it is ready', staged, 'converged', `version - > 2.0 --fast | ${toInstall}`],
    [
      'another version is there',
      older,
      `version 1.0 > 2.0 --fast | ${toBuild}`,
      `version 1.0 > 2.0 --fast | ${toInstall}`,
    ],
    ['it was built otherwise', same, `version ${other} | ${toBuild}`, `version ${other} | ${toInstall}`],
    ['it is there', done, 'converged', 'converged'],
    [
      'its files were changed',
      `${done}damaged\n`,
      `its files changed or missing > as built | ${toBuild}`,
      `its files changed or missing > as built | ${toInstall}`,
    ],
    [
      'another build is there',
      `build hello2\ninstalled ${digest} 2.0\n`,
      'unknown: the reading says nothing of it',
      'unknown: the reading says nothing of it',
    ],
  ])('when %s', (_, stdout, first, second) => {
    expect(brief(build.compare(answered({ stdout })))).toBe(first);
    expect(brief(installed.compare(answered({ stdout })))).toBe(second);
  });

  it('is unknown where nobody may look', () => {
    expect(brief(build.compare(answered({ status: 1 })))).toBe('unknown: /var/lib/lvsdeploy may not be searched');
  });

  it('runs apart from the connection, as long as an hour', () => {
    const [action] = actionsOf(build.compare(answered({ stdout: nothing })));
    expect(action).toMatchObject({ detached: true, timeout: 3600 });
  });

  it.each<[string, Partial<SourceBuildOptions>]>([
    ['version', { version: '2.1' }],
    ['archive', { sha256: 'b'.repeat(64) }],
    ['configuration', { configure: sh`./configure` }],
    ['make', { make: sh`make -j1` }],
    ['installation', { install: sh`make install-strip` }],
  ])('is another one by its %s', (_, change) => {
    const [other] = sourceBuild({ ...options, ...change });
    expect(brief(other.compare(answered({ stdout: done })))).not.toBe('converged');
  });

  it('is the same from another place of the same archive', () => {
    const [moved] = sourceBuild({ ...options, archive: '/elsewhere.tar.gz' });
    expect(brief(moved.compare(answered({ stdout: done })))).toBe('converged');
  });
});
