import type { Mask } from '../mask.ts';
import type { Check } from '../verify/check.ts';

/** A check whose verdicts hold no secret, though the answers that they rest on may. */
export function maskCheck(check: Check, mask: Mask): Check {
  return {
    ...check,
    asks: (cluster) => check.asks(cluster),
    judge: (...question) =>
      check.judge(...question).map((verdict) => ({
        ...verdict,
        expected: mask.text(verdict.expected),
        found: mask.text(verdict.found),
        ...(verdict.evidence !== undefined && { evidence: mask.text(verdict.evidence) }),
        ...(verdict.repair !== undefined && { repair: mask.text(verdict.repair) }),
      })),
  };
}
