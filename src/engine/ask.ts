import { isLvsdeployError, messageOf } from '../errors.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Answer } from '../verify/check.ts';
import type { Ask } from '../verify/verify.ts';
import type { Connections } from './connections.ts';

/** @returns a way to ask the inventory's hosts, all questions to a host in one round trip; a host that cannot be asked answers so. */
export function askThrough(inventory: Inventory, connections: Connections): Ask {
  return async (name, snippets) => {
    const host = inventory.hosts.find((candidate) => candidate.name === name);
    const unreachable = (reason: string): readonly Answer[] => snippets.map(() => ({ kind: 'unreachable', reason }));
    if (host === undefined) return unreachable('it is not in the inventory');
    try {
      const session = await connections.to(host);
      // They are judged as they are; what a verdict shows of them has no secret in it any more (`maskCheck`).
      const questions = snippets.map((snippet) => ({ ...snippet, isData: true }));
      const from = Date.now();
      const ends: number[] = [];
      const results = await session.run(questions, {
        deadline: 120_000,
        onDone: (index) => {
          ends[index] = Date.now();
        },
      });
      return results.map(({ status, stdout, stderr }, index) => ({
        kind: 'answered',
        status: status ?? 1,
        stdout,
        stderr,
        between: [ends[index - 1] ?? from, ends[index] ?? Date.now()],
      }));
    } catch (error) {
      if (isLvsdeployError(error)) return unreachable(messageOf(error));
      throw error;
    }
  };
}
