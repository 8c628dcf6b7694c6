import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../src/engine/manifest.ts';
import { removalTasks, type RemovalScope } from '../../src/engine/removal.ts';

const about = (id: string, role: string, order: number, watches: string | null = null) =>
  JSON.stringify({ id, role, order, detached: false, watches });
const scope = (more: Partial<RemovalScope> = {}): RemovalScope => ({
  wanted: new Set(),
  roles: null,
  discardChanges: false,
  ...more,
});

const output = [
  about('package:keepalived', 'keepalived', 4),
  about('file:/etc/keepalived/keepalived.conf', 'keepalived', 5, '/etc/keepalived/keepalived.conf'),
  about('service:keepalived', 'keepalived', 6),
  about('file:/etc/mine', 'mine', 0, '/etc/mine'),
  '{"id": "half wri',
  '/etc/mine',
].join('\n');

const ids = (tasks: ReturnType<typeof removalTasks>) => tasks.map(({ resource }) => resource.id);

describe('parseManifest', () => {
  it('takes what is whole, and knows which files another hand changed', () => {
    expect(parseManifest(output).map(({ id, isChangedByHand }) => [id, isChangedByHand])).toEqual([
      ['package:keepalived', false],
      ['file:/etc/keepalived/keepalived.conf', false],
      ['service:keepalived', false],
      ['file:/etc/mine', true],
    ]);
    expect(parseManifest('')).toEqual([]);
  });
});

describe('removalTasks', () => {
  const manifest = parseManifest(output);

  it('takes back what nobody wants any more, the last that came first', () => {
    expect(ids(removalTasks(manifest, scope()))).toEqual([
      'removal:service:keepalived',
      'removal:file:/etc/keepalived/keepalived.conf',
      'removal:package:keepalived',
      'removal:file:/etc/mine',
    ]);
  });

  it('leaves alone what is wanted, and what roles of other playbooks made', () => {
    const wanted = new Set(['package:keepalived', 'service:keepalived']);
    expect(ids(removalTasks(manifest, scope({ wanted, roles: new Set(['keepalived']) })))).toEqual([
      'removal:file:/etc/keepalived/keepalived.conf',
    ]);
  });

  it('does not take back unasked what another hand changed', () => {
    const stateOf = (discardChanges: boolean) => {
      const task = removalTasks(manifest, scope({ roles: new Set(['mine']), discardChanges }))[0];
      const reading = task?.resource.reads[0];
      const found = reading?.kind.parse({ status: 0, stdout: output, stderr: '' }, [reading.key]);
      return task?.resource.compare(({ kind, key }) => (found?.get(kind.keyOf(key)) ?? { kind: 'absent' }) as never)
        .state;
    };
    expect(stateOf(false)).toBe('unknown');
    expect(stateOf(true)).toBe('differs');
  });
});
