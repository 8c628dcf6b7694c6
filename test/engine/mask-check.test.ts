import { expect, it } from 'vitest';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { maskCheck } from '../../src/engine/mask-check.ts';
import { maskOf } from '../../src/mask.ts';
import { Secret } from '../../src/secret.ts';
import { sh } from '../../src/shell/shell.ts';
import type { Answer, Check } from '../../src/verify/check.ts';

it('judges by what the host said, and shows it without the secret', () => {
  const question = { host: 'lb1', script: sh`ps` };
  const check: Check = {
    id: 'ps',
    title: 'ps',
    step: '1',
    severity: 'critical',
    asks: () => [question],
    judge(_, answer) {
      const said = answer(question);
      const stdout = said.kind === 'answered' ? said.stdout : '';
      const outcome = stdout === 'pw hunter2' ? 'ok' : 'failed';
      return [{ host: 'lb1', outcome, expected: 'no hunter2', found: stdout, evidence: stdout }];
    },
  };
  const masked = maskCheck(check, maskOf([new Secret('hunter2')]));
  const cluster = {} as Cluster;
  const answer = (): Answer => ({ kind: 'answered', status: 0, stdout: 'pw hunter2', stderr: '' });
  expect(masked.asks(cluster)).toEqual([question]);
  expect(masked.judge(cluster, answer)).toEqual([
    { host: 'lb1', outcome: 'ok', expected: 'no [secret]', found: 'pw [secret]', evidence: 'pw [secret]' },
  ]);
});
