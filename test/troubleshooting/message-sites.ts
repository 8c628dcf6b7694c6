import { readFileSync, readdirSync } from 'node:fs';
import ts from 'typescript';
import { fileURLToPath } from 'node:url';

/** One place of the source that makes a message. */
export interface MessageSite {
  /** `ssh/host-key.ts:91`, from the top of the repository. */
  readonly place: string;
  readonly file: string;
  /** The ways in which the first line can read, null for what is not in the text; empty when the words come from elsewhere. */
  readonly readings: readonly Reading[];
  /** The text of the expression, for what has no readings. */
  readonly source: string;
}

/** Literal parts of a text; between two of them something is filled in. */
export type Reading = readonly string[];

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Calls elsewhere whose argument at that place becomes the message. */
const callers: Readonly<Record<string, number>> = {
  'src/engine/mask-task.ts keptSecret': 0,
  'roles/supported.ts refuse': 1,
};

/** Functions that find the words, and a table of them. */
const wordFinders = new Set(['diagnose', 'faultOfAuth']);
const wordTables = new Set(['explanations']);

/** Calls that take note of something wrong with an inventory: their last argument is the message. */
const reporters = new Set(['report', 'refuse']);

/** Files where each text that says what is expected is told as it stands. */
const answers = /^src\/wizard\/(fault|fault-of-hosts|answers-file)\.ts$/;

/** @returns every place of the source that makes an error or a refusal. */
export function findMessageSites(): readonly MessageSite[] {
  const files = ['src', 'roles', 'playbooks'].flatMap((folder) => sourcesIn(folder));
  const sources = files.map((file) => parse(file, readFileSync(root + file, 'utf8')));
  return sitesOf(sources);
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => `${folder}/${name}`);
}

export function parse(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

export function sitesOf(sources: readonly ts.SourceFile[]): readonly MessageSite[] {
  const errors = errorClasses(sources);
  return sources.flatMap((source) => {
    const sites: MessageSite[] = [];
    walk(source, (node) => {
      const message = messageOf(node, errors, source.fileName);
      if (message === undefined) return;
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      sites.push({
        place: `${source.fileName}:${line + 1}`,
        file: source.fileName,
        readings: readingsOf(message, source).flatMap(firstLine),
        source: node.getText().replace(/\s+/g, ' '),
      });
    });
    return sites;
  });
}

/** The classes of errors: JavaScript's, commander's, and all that extend one of them. */
function errorClasses(sources: readonly ts.SourceFile[]): ReadonlySet<string> {
  const known = new Set(['Error', 'TypeError', 'RangeError', 'SyntaxError', 'InvalidArgumentError']);
  const parents = new Map<string, string>();
  for (const source of sources) {
    walk(source, (node) => {
      if (!ts.isClassDeclaration(node) || node.name === undefined) return;
      const parent = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
      if (parent !== undefined) parents.set(node.name.text, parent.expression.getText());
    });
  }
  for (let before = 0; before !== known.size;) {
    before = known.size;
    for (const [name, parent] of parents) if (known.has(parent)) known.add(name);
  }
  return known;
}

function messageOf(node: ts.Node, errors: ReadonlySet<string>, file: string): ts.Expression | undefined {
  if (ts.isNewExpression(node) && errors.has(node.expression.getText())) {
    return node.arguments?.[0];
  }
  if (ts.isCallExpression(node)) {
    const position = callers[`${file} ${node.expression.getText()}`];
    if (position !== undefined) return node.arguments[position];
  }
  if (ts.isReturnStatement(node) && wordFinders.has(functionAround(node)) && node.expression !== undefined) {
    return ts.isArrayLiteralExpression(node.expression) ? node.expression.elements[0] : node.expression;
  }
  if (ts.isPropertyAssignment(node) && wordTables.has(nameAround(node))) return node.initializer;
  if (answers.test(file) && (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)))
    return node.getText().includes('; expected ') ? node : undefined;
  if (!/^src\/(inventory|cluster)\//.test(file)) return undefined;
  if (ts.isCallExpression(node) && reporters.has(node.expression.getText())) return node.arguments.at(-1);
  if (ts.isShorthandPropertyAssignment(node) && node.name.text === 'message') {
    return readingsOf(node.name, node.getSourceFile()).some(hasWords) ? node.name : undefined;
  }
  // Words of a schema, where they are a whole message.
  if (ts.isPropertyAssignment(node) && ['error', 'message'].includes(node.name.getText())) {
    const readings = readingsOf(node.initializer, node.getSourceFile());
    return readings.some(hasWords) ? node.initializer : undefined;
  }
  return undefined;
}

function functionAround(node: ts.Node): string {
  const found = ts.findAncestor(node, ts.isFunctionDeclaration);
  return found?.name?.text ?? '';
}

/** The name of the variable whose value is the map that a property is of. */
function nameAround({ parent }: ts.PropertyAssignment): string {
  return ts.isVariableDeclaration(parent.parent) ? parent.parent.name.getText() : '';
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** A reading that says something by itself. */
export function hasWords(reading: Reading): boolean {
  return reading.some((part) => /[a-z]{2,}/.test(part)) && reading.join('').replace(/[^a-z]/gi, '').length >= 8;
}

/** @returns the ways in which an expression can read, as far as its text is in the same file. */
function readingsOf(node: ts.Expression, source: ts.SourceFile, depth = 0): readonly Reading[] {
  if (depth > 4) return [];
  const of = (one: ts.Expression) => readingsOf(one, source, depth + 1);
  if (ts.isStringLiteralLike(node)) return [[node.text]];
  if (ts.isParenthesizedExpression(node)) return of(node.expression);
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) return of(node.body);
  if (ts.isConditionalExpression(node)) return [...of(node.whenTrue), ...of(node.whenFalse)];
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
    return [...of(node.left), ...of(node.right)];
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.reduce<readonly Reading[]>(
      (before, { expression, literal }) => {
        const middle = fillingsOf(expression, source, of);
        return before.flatMap((start) =>
          middle.map((one) => (one === null ? [...start, literal.text] : join(join(start, one), [literal.text]))),
        );
      },
      [[node.head.text]],
    );
  }
  if (ts.isIdentifier(node)) {
    const value = declarationBefore(node, source)?.initializer;
    return value === undefined ? [] : of(value);
  }
  return [];
}

/** What stands in a template where its words are known; null for what is not, or may be set later. */
function fillingsOf(
  expression: ts.Expression,
  source: ts.SourceFile,
  of: (one: ts.Expression) => readonly Reading[],
): readonly (Reading | null)[] {
  const readings = of(expression);
  if (ts.isConditionalExpression(expression) && readings.length > 0) return readings;
  if (!ts.isIdentifier(expression) || !readings.some((one) => /[a-z]{4}/.test(one.join('')))) return [null];
  return isConstant(expression, source) ? readings : [...readings, null];
}

function isConstant(name: ts.Identifier, source: ts.SourceFile): boolean {
  const list = declarationBefore(name, source)?.parent;
  return list !== undefined && (list.flags & ts.NodeFlags.Const) !== 0;
}

function join(start: Reading, end: Reading): Reading {
  return [...start.slice(0, -1), (start.at(-1) ?? '') + (end[0] ?? ''), ...end.slice(1)];
}

/** The variable that a name stands for: the last one of that name before it. */
function declarationBefore(name: ts.Identifier, source: ts.SourceFile): ts.VariableDeclaration | undefined {
  let found: ts.VariableDeclaration | undefined;
  walk(source, (node) => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name.text && node.getEnd() <= name.getStart())
      found = node;
  });
  return found;
}

function firstLine(reading: Reading): readonly Reading[] {
  const at = reading.findIndex((part) => part.includes('\n'));
  const line = at === -1 ? reading : [...reading.slice(0, at), (reading[at] ?? '').replace(/\n[^]*/, '')];
  return hasWords(line) ? [line] : [];
}
