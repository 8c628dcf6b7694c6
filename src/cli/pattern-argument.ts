import { Argument } from 'commander';

/** @returns the argument that says which hosts are meant; all of them when it is left out, if it may be. */
export function pattern(needed: 'needed' | 'optional' = 'optional'): Argument {
  const words = 'names, groups, globs; , for or, :& for and, :! for not';
  return needed === 'needed' ? new Argument('<pattern>', words) : new Argument('[pattern]', words).default('all');
}
