import Handlebars from 'handlebars';
import { messageOf } from '../errors.ts';
import { Secret, secretsIn } from '../secret.ts';
import { quote } from '../shell/shell.ts';
import { TemplateError } from './errors.ts';

/** Renders one template. The text is a {@link Secret} when any of the data is, made of those: whether the template shows them is not asked. */
export type Render = (data: object) => string | Secret;

/**
 * Compiles a Handlebars template in which every name must exist. `{{quote x}}` is a value as one word for a shell.
 * @param file what errors name as the place.
 * @throws TemplateError for a template that is not well-formed; rendering throws it for a name that the data does not have.
 */
export function compileTemplate(text: string, file: string): Render {
  const handlebars = Handlebars.create();
  handlebars.registerHelper('quote', (value: unknown) => quote(String(value)));
  for (const name of ['if', 'unless', 'each', 'with', 'quote']) demandSubject(handlebars, name, text);
  const located = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (thrown) {
      throw templateError(thrown, file);
    }
  };
  const options = { strict: true, noEscape: true, knownHelpersOnly: true, knownHelpers: { quote: true } };
  // Handlebars parses on first use; parsing now finds a broken template where it is loaded.
  const template = located(() => handlebars.compile(handlebars.parse(text), options));
  return (data) => {
    const secrets = secretsIn(data);
    const rendered = located(() => template(revealed(data)));
    return secrets.length > 0 ? new Secret(rendered, secrets) : rendered;
  };
}

/** Strict mode does not look at what a helper is about: `{{#each typo}}` would render nothing at all. */
function demandSubject(handlebars: typeof Handlebars, name: string, text: string): void {
  const builtIn = handlebars.helpers[name];
  handlebars.registerHelper(
    name,
    function (this: unknown, subject: unknown, options: Handlebars.HelperOptions): unknown {
      if (subject !== undefined) return builtIn?.call(this, subject, options);
      const { line, column } = (options as unknown as { loc: hbs.AST.SourceLocation }).loc.start;
      const source = text.split('\n')[line - 1]?.slice(column) ?? '';
      const missing = /^\{\{~?#?\w+\s+([^\s}]+)/.exec(source)?.[1] ?? source;
      throw Object.assign(new Error(`"${missing}" not defined`), { lineNumber: line, column });
    },
  );
}

function templateError(thrown: unknown, file: string): TemplateError {
  const { lineNumber, column } = thrown as { lineNumber?: number; column?: number };
  const parseLine = /^Parse error on line (\d+)/.exec(messageOf(thrown))?.[1];
  const line = lineNumber ?? parseLine;
  const place = [file, line, column === undefined ? undefined : column + 1]
    .filter((part) => part !== undefined)
    .join(':');
  const missing = /^("[^"]+") not defined/.exec(messageOf(thrown))?.[1];
  if (missing !== undefined) {
    return new TemplateError(`${missing} is not among the data of the template`, {
      place,
      hint: 'Pass it from the role, or correct the name.',
    });
  }
  return new TemplateError(messageOf(thrown).replace(/ - \d+:\d+$/, ''), {
    place,
    hint: 'Correct the template; see handlebarsjs.com/guide.',
  });
}

/** @returns the data with every secret in it in the clear. */
function revealed(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(revealed);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revealed(item)]));
}
