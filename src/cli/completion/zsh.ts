import { quote } from '../../shell/shell.ts';
import { allCommands, type Candidates, type CompletedCommand, type CompletedOption } from './tree.ts';

/** @returns the script that completes the program in zsh, 5 and later. */
export function zshCompletion(program: CompletedCommand): string {
  return `#compdef lvsdeploy
# Completion of lvsdeploy for zsh: as _lvsdeploy in a folder of $fpath, or eval "$(lvsdeploy completion zsh)"
_lvsdeploy_names() {
  local -a names from
  (( \${words[(I)-i]} )) && from=(-i \${words[\${words[(I)-i]}+1]})
  (( \${words[(I)--inventory]} )) && from=(-i \${words[\${words[(I)--inventory]}+1]})
  names=(\${(f)"$(lvsdeploy completion $1 $from 2> /dev/null)"})
  # A pattern may name several.
  [[ $1 != hosts ]] || compset -P '*,'
  compadd -a names
}
${allCommands(program).map(functionOf).join('\n')}
if [[ \${zsh_eval_context[-1]} == loadautofunc ]]; then _lvsdeploy "$@"; else compdef _lvsdeploy lvsdeploy; fi
`;
}

function functionOf({ path, options, positions, commands }: CompletedCommand): string {
  const specs = options.flatMap(optionSpecs);
  if (commands.length === 0) {
    const places = positions.map(({ candidates, isLast }, index) =>
      quote(`${isLast ? '*' : String(index + 1)}:${nameOf(candidates)}:${actionOf(candidates)}`),
    );
    return `${nameOfFunction(path)}() {\n  _arguments -s ${[...specs, ...places].join(' \\\n    ')}\n}`;
  }
  const described = commands.map((command) => quote(`${command.path.at(-1) ?? ''}:${command.description}`));
  const branches = commands.map(
    (command) => `      ${quote(command.path.at(-1) ?? '')}) ${nameOfFunction(command.path)} ;;`,
  );
  return `${nameOfFunction(path)}() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  local -a below=(${described.join(' ')})
  _arguments -s -C ${[...specs, quote('1: :->command'), quote('*:: :->rest')].join(' \\\n    ')}
  case $state in
    command) _describe command below ;;
    rest)
      case $line[1] in
${branches.map((branch) => `  ${branch}`).join('\n')}
      esac
      ;;
  esac
}`;
}

function nameOfFunction(path: readonly string[]): string {
  return ['_lvsdeploy', ...path].join('_').replaceAll('-', '_');
}

function optionSpecs({ flags, description, value }: CompletedOption): readonly string[] {
  const alone = flags.length > 1 ? `(${flags.join(' ')})` : '';
  // What may be said again and again is not known here: -vv is one word.
  const takes = value === null ? '' : `:${nameOf(value)}:${actionOf(value)}`;
  return flags.map((flag) => quote(`${alone}${flag}[${description.replace(/[\][:\\]/g, '\\$&')}]${takes}`));
}

function nameOf({ kind }: Candidates): string {
  return { files: 'file', folders: 'folder', hosts: 'host', clusters: 'cluster', words: 'word', anything: 'value' }[
    kind
  ];
}

function actionOf(candidates: Candidates): string {
  switch (candidates.kind) {
    case 'files':
      return '_files';
    case 'folders':
      return '_files -/';
    case 'hosts':
    case 'clusters':
      return `{_lvsdeploy_names ${candidates.kind}}`;
    case 'words':
      return `(${candidates.words.join(' ')})`;
    case 'anything':
      return ' ';
  }
}
