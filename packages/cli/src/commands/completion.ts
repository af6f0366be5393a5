import { Argument } from 'commander';
import type { DefineCommand } from '../command.ts';
import { COMMANDS } from './table.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

const HELP = `
Examples:
  source <(carillon completion bash)
  carillon completion zsh > "\${fpath[1]}/_carillon"
  carillon completion fish > ~/.config/fish/completions/carillon.fish
`;

export const define: DefineCommand = (command, { terminal }) => {
  command
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText('before', HELP.trimStart())
    .action((shell: Shell) => terminal.out(SCRIPTS[shell]()));
};

const SCRIPTS: Readonly<Record<Shell, () => string>> = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** The words that may stand at each place: '' for the first, a noun for the second. */
function wordsByPlace(): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>([['', []]]);
  for (const { words } of COMMANDS) {
    const [first = '', verb] = words.split(' ');
    const top = places.get('') as string[];
    if (!top.includes(first)) top.push(first);
    if (verb !== undefined) places.set(first, [...(places.get(first) ?? []), verb]);
  }
  return places;
}

function bashScript(): string {
  const cases = [...wordsByPlace()].map(([noun, words]) => `    '${noun}') words='${words.join(' ')}' ;;`);
  return `_carillon() {
  local noun='' words=''
  [ "$COMP_CWORD" -gt 1 ] && noun="\${COMP_WORDS[1]}"
  [ "$COMP_CWORD" -gt 2 ] && { COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}")); return; }
  case "$noun" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _carillon carillon
`;
}

function zshScript(): string {
  const cases = [...wordsByPlace()].map(([noun, words]) => `    '${noun}') compadd -- ${words.join(' ')} ;;`);
  return `#compdef carillon
_carillon() {
  local noun=''
  (( CURRENT > 2 )) && noun="\${words[2]}"
  (( CURRENT > 3 )) && { _files; return }
  case "$noun" in
${cases.join('\n')}
    *) _files ;;
  esac
}
compdef _carillon carillon
`;
}

function fishScript(): string {
  return COMMANDS.map(({ words, summary }) => {
    const [first, verb] = words.split(' ');
    const about = `-d '${summary.replaceAll("'", "\\'")}'`;
    return verb === undefined
      ? `complete -c carillon -n __fish_use_subcommand -a ${first} ${about}\n`
      : `complete -c carillon -n __fish_use_subcommand -a ${first}\ncomplete -c carillon -n '__fish_seen_subcommand_from ${first}' -a ${verb} ${about}\n`;
  }).join('');
}
