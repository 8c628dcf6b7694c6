import { escapeLine, escapeText } from '../../escape.ts';

/** XML 1.0, 2.2: what no document may hold, also not as a reference. Controls and line ends in attributes are spelled out. */
const forbidden = /[\ud800-\udfff\ufffe\uffff]/gu;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** @returns text for between two tags. */
export function xmlText(text: string): string {
  return replaceEntities(escapeText(text));
}

/** @returns one tag with its attributes and what is in it, which is XML already. */
export function xmlElement(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content: readonly string[] | string = [],
): string {
  const said = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${replaceEntities(escapeLine(String(value)))}"`,
  );
  const start = `<${name}${said.join('')}`;
  if (content.length === 0) return `${start}/>`;
  return typeof content === 'string' ? `${start}>${content}</${name}>` : `${start}>\n${content.join('\n')}\n</${name}>`;
}

function replaceEntities(text: string): string {
  return text.replace(forbidden, '\ufffd').replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
