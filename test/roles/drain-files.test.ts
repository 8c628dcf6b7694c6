import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drainFile } from '../../src/index.ts';
import { drainableServers, drainFiles, noOtherDrainFiles } from '../../roles/drain-files.ts';
import type { Observation } from '../../src/resources/resource.ts';
import { Shell } from '../../src/shell/shell.ts';
import { actionsOf, run } from '../resources/local.ts';
import { documentCluster } from './document-cluster.ts';

const shrunk = {
  ...documentCluster,
  virtualServices: documentCluster.virtualServices.map((service) => ({
    ...service,
    realServers: service.realServers.slice(0, 1),
  })),
};

describe('the drain files of a director', () => {
  it('are one a real server that serves something, and nothing that is taken back before the reload', () => {
    expect(drainFile('web1')).toBe('/etc/keepalived/drain/web1');
    expect(drainableServers(documentCluster)).toEqual(['web1', 'web2']);
    expect(drainableServers(shrunk)).toEqual(['web1']);
    const resources = drainFiles(documentCluster).map(({ id, undo }) => [id, undo?.restore.text]);
    expect(resources).toEqual([
      ['directory:/etc/keepalived/drain', 'rm -rf /etc/keepalived/drain'],
      ['file:/etc/keepalived/drain/web1', undefined],
      ['file:/etc/keepalived/drain/web2', undefined],
    ]);
  });
});

describe('the drain files of servers that are no more', () => {
  let folder: string;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'lvsdeploy-')), 'drain');
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

  const resource = noOtherDrainFiles(shrunk);
  const here = (script: Shell | undefined) =>
    run(new Shell((script?.text ?? 'exit 9').replaceAll('/etc/keepalived/drain', folder)));
  const unless = new Shell((resource.reads[0]?.key as { readonly script: Shell } | undefined)?.script.text ?? 'exit 9');
  const [action] = actionsOf(resource.compare(<Value>(): Observation<Value> => ({ kind: 'absent' })));

  it('are removed, and no other', () => {
    mkdirSync(folder);
    for (const name of ['web1', 'web2', 'web 3', 'web']) writeFileSync(join(folder, name), '-1\n');
    expect(here(unless).status).toBe(1);
    expect(here(action?.script)).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(folder)).toEqual(['web1']);
    expect(here(unless).status).toBe(0);
  });

  it('are none where there is no folder yet, or an empty one', () => {
    expect(here(unless).status).toBe(0);
    mkdirSync(folder);
    expect(here(unless).status).toBe(0);
  });
});
