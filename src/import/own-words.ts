import { namesAddress } from '../cluster/address.ts';
import { toFillIn } from './inventory-draft.ts';
import type { Ledger } from './ledger.ts';
import type { ReadServer } from './read-server.ts';
import { keywordOf } from './statement.ts';

/**
 * Takes out of the arguments of scripts what is the address or the port of each server itself: an inventory has one check for all
 * servers of a service, which would ask one of them for all.
 */
export function markOwnWords(servers: readonly ReadServer[], ledger: Ledger): void {
  const said = servers.flatMap((server) => {
    const [check] = server.checks;
    const words = check?.own['arguments'];
    return check !== undefined && Array.isArray(words) ? [{ server, check, words: words.map(String) }] : [];
  });
  if (servers.length < 2) return;
  const isOwnPort = (index: number) =>
    said.every(({ server, words }) => words[index] === String(server.port)) &&
    new Set(said.map(({ server }) => server.port)).size > 1;
  for (const { server, check, words } of said) {
    const marked = words.map((word, index) =>
      namesAddress(word, server.address) || isOwnPort(index) ? toFillIn : word,
    );
    if (marked.every((word, index) => word === words[index])) continue;
    check.own['arguments'] = marked;
    const statement = check.statement.block?.find((line) => keywordOf(line) === 'misc_path') ?? check.statement;
    const why =
      'an inventory has one check for all servers of a service, and this names one of them: have the script take the address and the port that lvsdeploy calls it with, $1 and $2';
    ledger.remark('not carried over', statement, why);
    check.open.push({
      key: 'arguments',
      text: 'the address or the port of each server stood there: have the script take those that it is called with, $1 and $2, and take this out',
    });
  }
}
