import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const entry = fileURLToPath(new URL('../../src/index.ts', import.meta.url));

const introduction = `# Resources

What \`import { … } from 'lvsdeploy'\` gives to a playbook or a role. [playbooks.md](playbooks.md) says how they are used.
`;

/** @returns the page of the public API, from the comments in its source. */
export function resourcesPage(): string {
  const program = ts.createProgram([entry], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${entry} exports nothing`);
  const symbols = checker.getExportsOfModule(module).map((symbol) => resolve(checker, symbol));
  const parts = (isOne: (symbol: ts.Symbol) => boolean) =>
    symbols
      .filter(isOne)
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
      .map((symbol) => entryOf(checker, symbol));
  const isResource = (symbol: ts.Symbol) => /\/src\/resources\//.test(fileOf(symbol)) && isFunction(symbol);
  const isType = (symbol: ts.Symbol) => !isFunction(symbol) && (symbol.flags & ts.SymbolFlags.Type) !== 0;
  return `${[
    introduction.trimEnd(),
    '- [Resources](#what-a-role-may-want)\n- [Functions](#functions-and-values)\n- [Types](#types)',
    '## What a role may want',
    ...parts(isResource),
    '## Functions and values',
    ...parts((symbol) => !isResource(symbol) && !isType(symbol)),
    '## Types',
    ...parts(isType),
  ].join('\n\n')}\n`;
}

function resolve(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
}

function isFunction(symbol: ts.Symbol): boolean {
  return (symbol.flags & ts.SymbolFlags.Function) !== 0;
}

function fileOf(symbol: ts.Symbol): string {
  return symbol.declarations?.[0]?.getSourceFile().fileName ?? '';
}

function entryOf(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  const declaration = symbol.declarations?.[0];
  const signature = declaration && ts.isFunctionDeclaration(declaration) ? declaration : null;
  const head = signature === null ? [] : [`\`\`\`ts\n${headOf(signature)}\n\`\`\``];
  const options = signature === null ? undefined : signature.parameters.map((one) => checker.getTypeAtLocation(one));
  const properties =
    options === undefined ? propertiesOf(checker, symbol) : options.flatMap((type) => optionsOf(checker, type));
  return [`### ${symbol.name}`, ...head, commentOf(checker, symbol), tableOf(checker, properties)]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** @returns a function as its declaration file has it. */
function headOf(declaration: ts.FunctionDeclaration): string {
  const of = (node: ts.Node | undefined) => node?.getText().replaceAll(/\s+/g, ' ') ?? '';
  const parameters = declaration.parameters.map(of).join(', ');
  return `${declaration.name?.text ?? ''}(${parameters}): ${of(declaration.type)}`;
}

/** The options of a resource are listed with it; other types have a place of their own. */
function optionsOf(checker: ts.TypeChecker, type: ts.Type): readonly ts.Symbol[] {
  return type.getSymbol()?.name.endsWith('Options') === true ? checker.getPropertiesOfType(type) : [];
}

function propertiesOf(checker: ts.TypeChecker, symbol: ts.Symbol): readonly ts.Symbol[] {
  const isShape = (symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class)) !== 0;
  const all = isShape ? checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)) : [];
  return all.filter((one) => fileOf(one).includes('/src/') && !/^(__|#)/.test(one.name));
}

function tableOf(checker: ts.TypeChecker, properties: readonly ts.Symbol[]): string {
  if (properties.length === 0) return '';
  const rows = properties.map((property) => {
    const optional = (property.flags & ts.SymbolFlags.Optional) === 0 ? '' : '?';
    const declaration = property.declarations?.[0];
    const written = declaration && ts.isPropertySignature(declaration) ? declaration.type?.getText() : undefined;
    const type = written ?? checker.typeToString(checker.getTypeOfSymbol(property));
    return `| \`${property.name}${optional}\` | \`${cell(type)}\` | ${cell(commentOf(checker, property))} |`;
  });
  return ['| | type | |', '| --- | --- | --- |', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', String.raw`\|`);
}

function commentOf(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  const returns = symbol
    .getJsDocTags(checker)
    .filter(({ name }) => name === 'returns')
    .map(({ text: parts }) => `Gives ${ts.displayPartsToString(parts)}`);
  return [text, ...returns]
    .filter((part) => part !== '')
    .join(' ')
    .replaceAll(/\{@link (\w+)\}/g, '`$1`')
    .replaceAll('<', '&lt;');
}
