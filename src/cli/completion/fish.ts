import { allCommands, type Candidates, type CompletedCommand, type CompletedOption } from './tree.ts';

/** @returns the script that completes the program in fish, 3 and later. */
export function fishCompletion(program: CompletedCommand): string {
  const commands = allCommands(program);
  const withValue = commands.flatMap(({ options }) =>
    options.flatMap(({ flags, value }) => (value === null ? [] : flags)),
  );
  const lines = commands.flatMap((command) => {
    const at = `-n ${quoteFish(`__lvsdeploy_at ${quoteFish(command.path.join(' '))}`)}`;
    return [
      ...command.commands.map(
        ({ path, description }) =>
          `complete -c lvsdeploy ${at} -f -a ${quoteFish(path.at(-1) ?? '')} -d ${quoteFish(description)}`,
      ),
      ...command.positions.map(
        ({ candidates, isLast }, index) =>
          `complete -c lvsdeploy -n ${quoteFish(`__lvsdeploy_at ${quoteFish(command.path.join(' '))} ${isLast ? '' : index}`.trimEnd())} ${placeOf(candidates)}`,
      ),
      ...command.options.map((option) => `complete -c lvsdeploy ${at} ${optionOf(option)}`),
    ];
  });
  return `# Completion of lvsdeploy for fish: lvsdeploy completion fish > ~/.config/fish/completions/lvsdeploy.fish
# Whether the command line so far is that command, with so many arguments behind it.
function __lvsdeploy_at
    set -l words (commandline -opc)[2..]
    set -l path
    set -l place 0
    set -l skip 0
    for word in $words
        if test $skip = 1
            set skip 0
        else if string match -q -- '-*' $word
            contains -- $word ${[...new Set(withValue)].map(quoteFish).join(' ')}; and set skip 1
        else if contains -- (string join ' ' $path $word) ${commands
          .slice(1)
          .map(({ path }) => quoteFish(path.join(' ')))
          .join(' ')}
            set path $path $word
        else
            set place (math $place + 1)
        end
    end
    set -l joined (string join ' ' $path)
    test "$joined" = "$argv[1]"; or return 1
    test (count $argv) = 1; or test $place = $argv[2]
end
function __lvsdeploy_names
    set -l words (commandline -opc)
    set -l option (contains -i -- -i $words; or contains -i -- --inventory $words)
    set -l from
    test -n "$option"; and set from -i $words[(math $option + 1)]
    # A pattern may name several.
    set -l before (string match -r '^.*,' -- (commandline -ct))
    for name in (lvsdeploy completion $argv[1] $from 2>/dev/null)
        echo "$before$name"
    end
end
complete -c lvsdeploy -f
${lines.join('\n')}
`;
}

function optionOf({ flags, description, value }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const takes = value === null ? '-f' : value.kind === 'files' || value.kind === 'folders' ? '-r' : '-x';
  const from = value === null ? '' : argumentsOf(value);
  return [...names, takes, from, `-d ${quoteFish(description)}`].filter((part) => part !== '').join(' ');
}

function placeOf(candidates: Candidates): string {
  return candidates.kind === 'files' || candidates.kind === 'folders'
    ? `-F ${argumentsOf(candidates)}`.trimEnd()
    : `-f ${argumentsOf(candidates)}`.trimEnd();
}

function argumentsOf(candidates: Candidates): string {
  switch (candidates.kind) {
    case 'words':
      return `-a ${quoteFish(candidates.words.join(' '))}`;
    case 'hosts':
    case 'clusters':
      return `-a ${quoteFish(`(__lvsdeploy_names ${candidates.kind})`)}`;
    case 'folders':
      return `-a ${quoteFish('(__fish_complete_directories)')}`;
    case 'files':
    case 'anything':
      return '';
  }
}

/** In single quotes of fish a backslash escapes itself and the quote (fish(1), QUOTES). */
function quoteFish(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
