import { basename } from 'node:path';
import { wordForm } from '../inventory/values.ts';
import { toFillIn } from './inventory-draft.ts';
import type { Ledger } from './ledger.ts';
import type { Asked, ReadCheck } from './read-check.ts';
import { takeAll } from './said.ts';
import { hideSecrets } from './secrets.ts';
import type { Statement } from './statement.ts';

/** Reads `misc_path`: a script and its arguments, which an inventory has called with the address and the port of a server first. */
export function readScript(statement: Statement, check: ReadCheck, server: Asked, ledger: Ledger): void {
  const { own, open } = check;
  const [path = '', ...said] = statement.words
    .slice(1)
    .flatMap(({ text }) => text.match(/"[^"]*"|'[^']*'|\S+/g) ?? [])
    .map((text) => text.replace(/^(["'])(.*)\1$/, '$2'));
  const [, ...rest] = hideSecrets([path, ...said], toFillIn);
  const isCalledAlike = said[0] === server.address && (said[1] === String(server.port) || said.length === 1);
  const words = isCalledAlike ? rest.slice(2) : rest;
  if (path === '' || words.some((word) => !wordForm.test(word))) {
    ledger.name(
      'not carried over',
      statement,
      'an inventory takes a script and arguments without spaces and any of " \' ! # $ \\ { }',
    );
    return;
  }
  takeAll(statement, ledger);
  own['script'] = `checks/${basename(path)}`;
  if (words.length > 0) own['arguments'] = words;
  if (!(isCalledAlike && path.startsWith('/etc/keepalived/checks/')))
    ledger.remark(
      'carried differently',
      statement,
      `put ${path} of the director beside the inventory as checks/${basename(path)}: lvsdeploy calls it with the address and the port of the server, ${words.length > 0 ? 'then these arguments' : 'and without anything else'}`,
    );
  if (words.some((word, index) => word !== said[said.length - words.length + index])) {
    const why = 'no secret stands in an inventory: have the script read it from a file on the directors';
    ledger.remark('carried differently', statement, why);
    open.push({
      key: 'arguments',
      text: 'a secret stood there: have the script read it from a file on the directors, and take it out here',
    });
  }
}
