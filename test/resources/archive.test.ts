import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { archive } from '../../src/resources/archive.ts';
import { actionsOf, answered, brief, compare, run } from './local.ts';

const path = '/var/lib/lvsdeploy/archives/a.tar.gz';
const sha256 = 'a'.repeat(64);
const url = 'https://example.com/a.tar.gz';

describe('an archive', () => {
  it.each([
    ['there', `${sha256}  ${path}\n`, 'converged'],
    ['not there', `absent ${path}\n`, `SHA-256 - > ${sha256} | ! download ${url}`],
    ['another one', `${'b'.repeat(64)}  ${path}\n`, `SHA-256 ${'b'.repeat(64)} > ${sha256} | ! download ${url}`],
    ['a folder', `other ${path}\n`, 'unknown: it is not a regular file'],
    ['out of sight', `hidden ${path}\n`, 'unknown: a directory above it may not be searched'],
    ['without an answer', '', 'unknown: its SHA-256 cannot be told'],
  ])('%s', (_, stdout, expected) => {
    expect(brief(archive({ path, sha256, url, file: null }).compare(answered({ stdout })))).toBe(expected);
  });

  it('that lies on this machine is sent', () => {
    const sent = archive({ path, sha256, url, file: '/home/ops/a.tar.gz' });
    const [action] = actionsOf(sent.compare(answered({ stdout: `absent ${path}\n` })));
    expect(action).toMatchObject({
      description: 'send /home/ops/a.tar.gz',
      sends: { file: '/home/ops/a.tar.gz', to: `${path}.part` },
    });
    expect(action?.script.text).not.toContain('example.com');
  });

  it('that can come from nowhere is unknown', () => {
    const lost = archive({ path, sha256, url: null, file: null });
    expect(brief(lost.compare(answered({ stdout: `absent ${path}\n` })))).toBe(
      'unknown: it lies nowhere that is known',
    );
  });
});

describe('on a host', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lvsdeploy it's "));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const sentTo = (to: string, content: string) =>
    archive({ path: to, sha256: createHash('sha256').update(content).digest('hex'), url: null, file: '/x' });
  const accept = (resource: ReturnType<typeof archive>) => {
    const [action] = actionsOf(compare(resource));
    if (action === undefined) throw new Error('nothing to do');
    return run(action.script);
  };

  it('is in place once it is as expected, and then read as converged', () => {
    const wanted = sentTo(join(folder, 'a'), 'content');
    writeFileSync(join(folder, 'a.part'), 'content');
    expect(accept(wanted)).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('content');
    expect(brief(compare(wanted))).toBe('converged');
  });

  it('is not kept when it is another one', () => {
    writeFileSync(join(folder, 'a.part'), 'tampered');
    const { status, stderr } = accept(sentTo(join(folder, 'a'), 'content'));
    expect(status).toBe(1);
    expect(stderr).toContain(`found    SHA-256 ${createHash('sha256').update('tampered').digest('hex')} (8 bytes)`);
    expect(readdirSync(folder)).toEqual([]);
  });
});
