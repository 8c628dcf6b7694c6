import type { Program, ProgramSource, RoleContext } from 'lvsdeploy';

export interface SourceOptions {
  /** Build the program from source, whatever the inventory says. */
  readonly source?: 'build';
}

/** @returns where the program of the host comes from. */
export function sourceFor({ host }: RoleContext, program: Program, { source }: SourceOptions): ProgramSource {
  const said = host.sources[program];
  return said.kind === 'package' && source === 'build' ? said.build : said;
}
