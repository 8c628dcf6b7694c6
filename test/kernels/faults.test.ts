import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareLab, type FaultLab } from '../faults/fault-lab.ts';
import type { FaultName } from '../faults/faults.ts';
import { positionsOf, wordPosition } from '../faults/position.ts';
import { strike } from '../faults/trial.ts';
import { lvsdeploy } from './program.ts';

let faultLab: FaultLab;

beforeAll(async () => {
  await lvsdeploy('lab', 'down', '--name', 'test-faults');
  faultLab = await prepareLab('test-faults');
});
afterAll(() => lvsdeploy('lab', 'down', '--name', 'test-faults'));

/** A fault of each kind, each where it has most to spoil; `npm run test:faults` has all of them everywhere. */
const sample: readonly (readonly [FaultName, string])[] = [
  ['cut', 'web1  inside file:/sbin/realdr.sh'],
  ['readonly', 'web1  inside command:realdr.sh start 192.168.1.229'],
  ['control', 'web1  after file:/etc/rc.local'],
  ['power', 'lb2  inside package:keepalived'],
  ['full', 'lb2  before file:/etc/keepalived/keepalived.conf'],
  ['killed', 'lb2  inside service:keepalived'],
];

describe('a run that was struck', () => {
  it.each(sample)('by %s: %s, leaves nothing that the next run does not put right', async (fault, words) => {
    const { steps } = faultLab;
    const positions = ['web1', 'lb2'].flatMap((host) => positionsOf(host, steps.get(host) ?? []));
    const position = positions.find((each) => wordPosition(each, steps) === words);
    if (position === undefined) throw new Error(`the playbook has no such step: ${words}`);
    const { wrong, struck } = await strike(faultLab, { position, fault });
    expect(wrong).toBeNull();
    // Else the fault was none.
    expect(struck).not.toBe('');
  });
});
