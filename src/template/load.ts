import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../errors.ts';
import type { Secret } from '../secret.ts';
import { TemplateError } from './errors.ts';
import { compileTemplate, type Render } from './render.ts';

/**
 * The templates that lie in `templates/` beside a module, read when first rendered.
 * @param moduleUrl `import.meta.url` of the module.
 * @returns a function that renders one of them by its file name.
 */
export function templatesOf(moduleUrl: string): (name: string, data: object) => string | Secret {
  const compiled = new Map<string, Render>();
  return (name, data) => {
    const render = compiled.get(name) ?? load(fileURLToPath(new URL(`templates/${name}`, moduleUrl)));
    compiled.set(name, render);
    return render(data);
  };
}

function load(path: string): Render {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new TemplateError(`cannot read the template: ${messageOf(cause)}`, {
      place: path,
      hint: 'Put it there.',
      cause,
    });
  }
  return compileTemplate(text, path);
}
