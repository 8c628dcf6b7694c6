import { describe, expect, it } from 'vitest';
import { bootReading } from '../../src/resources/boot.ts';
import type { Observed } from '../../src/resources/resource.ts';
import { noSupersededKernels } from '../../src/resources/superseded-kernels.ts';
import { actionsOf, answered, brief } from './local.ts';

const kernels = noSupersededKernels({ manager: 'apt' });

const host =
  (running: string, next: string, stdout: string): Observed =>
  (reading) =>
    (reading.kind.name === bootReading.kind.name
      ? answered({ stdout: `${running}\n/boot/vmlinuz-${next}\n` })
      : answered({ stdout }))(reading);

const installed = (...releases: readonly string[]) =>
  releases.map((release) => `kernel ${release} linux-headers-${release} linux-image-${release}\n`).join('');

describe('superseded kernels', () => {
  it.each([
    ['one that runs alone', '3', '3', `last \n${installed('3')}`, 'converged'],
    ['the one before it', '3', '3', `last 2\n${installed('2', '3')}`, 'converged'],
    [
      'others than the one before it',
      '10',
      '10',
      `last 2\n${installed('1', '2', '9', '10')}`,
      'kernel 1 installed > - | kernel 9 installed > - | ! remove linux-headers-1, linux-image-1, linux-headers-9, linux-image-9',
    ],
    [
      'others than the newest, where none is known to have run',
      '10',
      '10',
      `last \n${installed('2', '9', '10')}`,
      'kernel 2 installed > - | ! remove linux-headers-2, linux-image-2',
    ],
    [
      'the one that is noted is gone',
      '3',
      '3',
      `last 7\n${installed('1', '2', '3')}`,
      'kernel 1 installed > - | ! remove linux-headers-1, linux-image-1',
    ],
    ['neither the running one nor the next', '2', '3', `last \n${installed('2', '3')}`, 'converged'],
    ['modules that no package owns', '3', '3', `last \nkernel 1\nkernel 2\n${installed('3')}`, 'converged'],
    [
      'a package that one that stays needs, too',
      '3',
      '3',
      'last 2\nkernel 1 common linux-image-1\nkernel 2 linux-image-2\nkernel 3 common linux-image-3\n',
      'kernel 1 installed > - | ! remove linux-image-1',
    ],
  ])('%s', (_, running, next, stdout, expected) => {
    expect(brief(kernels.compare(host(running, next, stdout)))).toBe(expected);
  });

  it('are removed apart from the connection', () => {
    const [action] = actionsOf(kernels.compare(host('3', '3', `last 2\n${installed('1', '2', '3')}`)));
    expect(action?.detached).toBe(true);
  });

  it('stay when it is not known what is booted next', () => {
    const unknown: Observed = () => ({ kind: 'unknown', reason: 'no boot loader' });
    expect(brief(kernels.compare(unknown))).toBe('unknown: no boot loader');
  });
});
