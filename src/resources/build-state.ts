import { sh } from '../shell/shell.ts';
import type { Observation, ReadingKind } from './resource.ts';

/** On the host, for each build: its log, what is ready to be installed, what was installed, and of which inputs. */
export const builds = '/var/lib/lvsdeploy/builds';

/** What a build was made of. */
export interface BuildStamp {
  /** Stands for all of its inputs. */
  readonly digest: string;
  /** Version and flags, as a person reads them. */
  readonly label: string;
}

/** What is there of a build. */
export interface BuildState {
  /** Built, and not installed yet. */
  readonly staged: BuildStamp | null;
  readonly installed: BuildStamp | null;
  /** Of what was installed some file is missing, or is another one. */
  readonly isDamaged: boolean;
}

/** @returns a stamp as a line of a file. */
export function stampLine({ digest, label }: BuildStamp): string {
  return `${digest} ${label.replaceAll(/\s+/g, ' ')}`;
}

/** One `sha256sum` for each build that is installed. */
export const buildKind: ReadingKind<string, BuildState> = {
  name: 'build',
  outlastsReboot: true,
  keyOf: (name) => name,
  compile: (names) => sh`[ ! -d /var/lib/lvsdeploy ] || [ -x /var/lib/lvsdeploy ] || exit 1
for name in ${names}; do
  echo "build $name"
  cd ${builds}/"$name" 2> /dev/null || continue
  [ ! -e staged ] || sed 's/^/staged /' staged
  [ -e installed ] || continue
  sed 's/^/installed /' installed
  sha256sum -c sums > /dev/null 2>&1 || echo damaged
done`,
  parse: ({ status, stdout }, names) => {
    const parts = stdout.split(/^build /m);
    const observe = (name: string): Observation<BuildState> => {
      if (status !== 0) return { kind: 'unknown', reason: '/var/lib/lvsdeploy may not be searched' };
      const part = parts.find((text) => text.startsWith(`${name}\n`));
      if (part === undefined) return { kind: 'unknown', reason: 'the reading says nothing of it' };
      const stampOf = (word: string): BuildStamp | null => {
        const [, digest, label] = new RegExp(`^${word} (\\S+) (.*)$`, 'm').exec(part) ?? [];
        return digest === undefined || label === undefined ? null : { digest, label };
      };
      const state = {
        staged: stampOf('staged'),
        installed: stampOf('installed'),
        isDamaged: /^damaged$/m.test(part),
      };
      return state.staged === null && state.installed === null ? { kind: 'absent' } : { kind: 'found', value: state };
    };
    return new Map(names.map((name) => [name, observe(name)]));
  },
};
