import { describe, expect, it } from 'vitest';
import { deathBound, handOverBound, leaveBound, refusalBound } from '../../src/drill/bounds.ts';
import { web1 } from '../verify/document-cluster.ts';
import { aimWith, documentAim } from './aims.ts';

const { service, standby, probe } = documentAim;

describe('the bound of an outage', () => {
  it('is three advertisements and the skew of the backup, and what the probe needs to notice', () => {
    // Priority 90: (256 - 90) / 256 s.
    expect(deathBound(documentAim.cluster, standby, probe)).toEqual({
      total: 3000 + 648 + 100 + 200,
      terms: [
        { name: '3 × advert_int', milliseconds: 3000 },
        { name: 'skew of priority 90', milliseconds: 648 },
        { name: 'probe interval', milliseconds: 100 },
        { name: 'probe timeout', milliseconds: 200 },
      ],
    });
  });

  it('has a skew in parts of the interval with version 3', () => {
    const { cluster } = aimWith({ version: 3, advertInterval: 0.1 });
    expect(deathBound(cluster, standby, probe).total).toBe(300 + 65 + 300);
  });

  it('is the skew alone when the master says that it goes', () => {
    expect(leaveBound(documentAim.cluster, standby, probe).total).toBe(648 + 300);
  });

  it('is what a hand-over takes when both live', () => {
    expect(handOverBound(probe).total).toBe(500 + 300);
  });

  it('is the time of the checkers for a server that refuses connections', () => {
    // The document's numbers: 6 s between two checks, three more tries 3 s apart.
    expect(refusalBound(service, web1, probe).total).toBe(6000 + 9000 + 1000 + 200);
    expect(refusalBound(service, { ...web1, healthCheck: null }, probe).total).toBe(6000 + 1000 + 200);
  });
});
