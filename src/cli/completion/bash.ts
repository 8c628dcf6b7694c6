import { quote } from '../../shell/shell.ts';
import { allCommands, type Candidates, type CompletedCommand } from './tree.ts';

/** @returns the script that completes the program in bash, 3.2 and later. */
export function bashCompletion(program: CompletedCommand): string {
  const commands = allCommands(program);
  const key = ({ path }: CompletedCommand) => quote(path.join(' '));
  const cases = (of: (command: CompletedCommand) => string) =>
    commands
      .map((command) => [key(command), of(command)] as const)
      .filter(([, text]) => text !== '')
      .map(([path, text]) => `    ${path}) ${text} ;;`)
      .join('\n');
  const words = (list: readonly string[]) => (list.length === 0 ? '' : `echo ${list.map(quote).join(' ')}`);
  return `# Completion of lvsdeploy for bash: eval "$(lvsdeploy completion bash)"
# The commands below a command.
_lvsdeploy_commands() {
  case $1 in
${cases((command) => words(command.commands.map(({ path }) => path.at(-1) ?? '')))}
  esac
}
_lvsdeploy_options() {
  case $1 in
${cases(({ options }) => words(options.flatMap(({ flags }) => flags)))}
  esac
}
# What the value of an option is; fails for one that takes none.
_lvsdeploy_value() {
  case "$1 $2" in
${commands
  .flatMap(({ path, options }) =>
    options.flatMap(({ flags, value }) =>
      value === null
        ? []
        : [`    ${flags.map((flag) => quote(`${path.join(' ')} ${flag}`)).join('|')}) ${kindOf(value)} ;;`],
    ),
  )
  .join('\n')}
    *) return 1 ;;
  esac
}
# What stands in a place behind a command, from 0 on.
_lvsdeploy_argument() {
  case "$1/$2" in
${commands
  .flatMap(({ path, positions }) =>
    positions.map(
      ({ candidates, isLast }, index) =>
        `    ${quote(path.join(' '))}/${isLast ? '*' : String(index)}) ${kindOf(candidates)} ;;`,
    ),
  )
  .join('\n')}
  esac
}
_lvsdeploy() {
  local cur=\${COMP_WORDS[COMP_CWORD]} path='' option='' inventory='' place=0 i word kind names before=''
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ -n $option ]]; then
      # --limit=x comes as three words.
      [[ $word == = ]] && continue
      [[ $option == -i || $option == --inventory ]] && inventory=$word
      option=
    elif [[ $word == -- ]]; then
      return
    elif [[ $word == -* ]]; then
      ! _lvsdeploy_value "$path" "$word" > /dev/null || option=$word
    elif [[ " $(_lvsdeploy_commands "$path") " == *" $word "* ]]; then
      path="\${path:+$path }$word"
    else
      place=$((place + 1))
    fi
  done
  if [[ -n $option ]]; then
    [[ $cur == = ]] && cur=
    kind=$(_lvsdeploy_value "$path" "$option")
  elif [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$(_lvsdeploy_options "$path")" -- "$cur"))
    return
  else
    kind=$(_lvsdeploy_argument "$path" "$place")
    names=$(_lvsdeploy_commands "$path")
    [[ -z $names ]] || kind="words $names"
  fi
  case $kind in
    files) COMPREPLY=($(compgen -f -- "$cur")); compopt -o filenames 2> /dev/null ;;
    folders) COMPREPLY=($(compgen -d -- "$cur")); compopt -o filenames 2> /dev/null ;;
    words\\ *) COMPREPLY=($(compgen -W "\${kind#words }" -- "$cur")) ;;
    hosts | clusters)
      # A pattern may name several.
      if [[ $kind == hosts && $cur == *,* ]]; then before=\${cur%,*}, cur=\${cur##*,}; fi
      names=$(lvsdeploy completion "$kind" \${inventory:+-i "$inventory"} 2> /dev/null)
      COMPREPLY=($(compgen -P "$before" -W "$names" -- "$cur"))
      ;;
  esac
}
complete -F _lvsdeploy lvsdeploy
`;
}

function kindOf(candidates: Candidates): string {
  return `echo ${candidates.kind === 'words' ? ['words', ...candidates.words].map(quote).join(' ') : candidates.kind}`;
}
