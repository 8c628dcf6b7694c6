import { describe, expect, it } from 'vitest';
import { isLvsdeployError } from '../../src/errors.ts';
import { Secret } from '../../src/secret.ts';
import { templatesOf } from '../../src/template/load.ts';
import { compileTemplate } from '../../src/template/render.ts';

const render = (text: string, data: object) => compileTemplate(text, 'x.hbs')(data);
const failure = (text: string, data: object = {}): string => {
  try {
    render(text, data);
  } catch (error) {
    if (isLvsdeployError(error)) return `${error.place ?? ''} ${error.message.split('\n')[0] ?? ''}`;
    throw error;
  }
  return 'no error';
};

describe('what it renders', () => {
  it.each([
    ['{{a}} {{b.c}}', { a: 0, b: { c: '<=>&"\'' } }, '0 <=>&"\''],
    ['a\n{{#each list}}\n- {{this}}\n{{/each}}\nb\n', { list: ['x', 'y'] }, 'a\n- x\n- y\nb\n'],
    ['{{#each list}}{{name}}{{../end}}{{/each}}', { list: [{ name: 'x' }], end: '.' }, 'x.'],
    ['{{#if on}}yes{{else}}no{{/if}}', { on: null }, 'no'],
    ['{{#unless on}}no{{/unless}}', { on: false }, 'no'],
    ['{{#with a}}{{b}}{{/with}}', { a: { b: 1 } }, '1'],
    ['{{#each list}}x{{else}}none{{/each}}', { list: [] }, 'none'],
    ['{{quote a}}', { a: "it's" }, "'it'\\''s'"],
  ])('%j', (text, data, expected) => {
    expect(render(text, data)).toBe(expected);
  });
});

describe('what it refuses, and where', () => {
  it.each([
    ['a\n  {{b}}', {}, 'x.hbs:2:5 "b" is not among the data of the template'],
    ['{{a.b}}', { a: {} }, 'x.hbs:1:3 "b" is not among the data of the template'],
    ['{{quote b}}', {}, 'x.hbs:1:1 "b" is not among the data of the template'],
    ['\n{{#each typo}}{{/each}}', {}, 'x.hbs:2:1 "typo" is not among the data of the template'],
    ['{{#if a.typo}}x{{/if}}', { a: {} }, 'x.hbs:1:1 "a.typo" is not among the data of the template'],
    ['{{#unless typo}}x{{/unless}}', {}, 'x.hbs:1:1 "typo" is not among the data of the template'],
    ['{{#if a}}', { a: 1 }, /^x\.hbs:1 Parse error on line 1/],
    ['{{#if a}}{{/each}}', { a: 1 }, "x.hbs:1:4 if doesn't match each"],
    ['{{nosuch a}}', { a: 1 }, /^x\.hbs:1:\d+ You specified knownHelpersOnly/],
  ])('%j', (text, data, expected) => {
    if (typeof expected === 'string') expect(failure(text, data)).toBe(expected);
    else expect(failure(text, data)).toMatch(expected);
  });

  it('names a template that is not there', () => {
    const template = templatesOf(import.meta.url);
    expect(() => template('none.hbs', {})).toThrow(/cannot read the template: ENOENT/);
  });
});

describe('secrets', () => {
  it('make the whole text a secret', () => {
    const text = render('pass {{vrrp.auth}}', { vrrp: { auth: new Secret('hush') } });
    expect(String(text)).toBe('[secret]');
    expect(text instanceof Secret && text.reveal()).toBe('pass hush');
  });

  it('are what the text is made of', () => {
    const auth = new Secret('hush');
    const text = render('pass {{vrrp.auth}} {{vrrp.id}}', { vrrp: { auth, id: 51 } });
    expect(text instanceof Secret && text.core).toEqual([auth]);
  });

  it('make it one wherever they are, shown or not', () => {
    expect(render('plain', { list: [{ deep: new Secret('hush') }] })).toBeInstanceOf(Secret);
  });

  it('are not in an error', () => {
    expect(failure('{{auth}} {{none}}', { auth: new Secret('hush') })).not.toContain('hush');
  });
});
