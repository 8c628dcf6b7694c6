/** The values of tokens by their letter: `%h` is `h` (ssh_config(5), TOKENS). */
export type Tokens = Readonly<Record<string, string>>;

/** @returns the text with its tokens filled in; one that has no value here stays as it is. */
export function expandTokens(text: string, tokens: Tokens): string {
  return text.replace(/%(.)/gs, (token, letter: string) => tokens[letter] ?? (letter === '%' ? '%' : token));
}

/** @returns the text with `${NAME}` replaced by the environment; one that is not set stays as it is. */
export function expandEnvironment(text: string, environment: Readonly<Record<string, string | undefined>>): string {
  return text.replace(/\$\{(\w+)\}/g, (whole, name: string) => environment[name] ?? whole);
}
