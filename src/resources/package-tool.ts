import type { Shell } from '../shell/shell.ts';
import type { ReadingKind } from './resource.ts';

/** What a package manager says of a package that it knows. */
export interface PackageState {
  readonly version: string;
  /** Null: it is installed as a whole. Otherwise what it lacks, `half installed`. */
  readonly trouble: string | null;
}

/** How packages are read, installed and taken back with one package manager. */
export interface PackageTool {
  readonly kind: ReadingKind<string, PackageState>;
  /**
   * @param names all that are wanted.
   * @param broken those of them that are there, but not as a whole.
   */
  install(names: readonly string[], broken: readonly string[]): Shell;
  /** Prints the names of all that is installed, sorted. */
  readonly list: Shell;
  /** Takes the packages back, and what came with them; the file `before` has the names of what was there before. */
  remove(names: readonly string[]): Shell;
}
