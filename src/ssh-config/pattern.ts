/** @returns whether a name matches a pattern of ssh_config(5), in which `*` stands for anything and `?` for one character. */
export function matchesPattern(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(name);
}

/** @returns whether a name matches one pattern of a list and none of those that a `!` stands before. */
export function matchesAny(patterns: readonly string[], name: string): boolean {
  if (patterns.some((pattern) => pattern.startsWith('!') && matchesPattern(pattern.slice(1), name))) return false;
  return patterns.some((pattern) => matchesPattern(pattern, name));
}
