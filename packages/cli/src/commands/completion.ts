import { Argument } from 'commander';
import type { DefineCommand } from '../command.ts';

const SHELLS = ['bash', 'zsh', 'fish', 'pwsh'] as const;
type Shell = (typeof SHELLS)[number];

export const examples = `
  source <(carillon completion bash)
  carillon completion zsh > "\${fpath[1]}/_carillon"
  carillon completion fish > ~/.config/fish/completions/carillon.fish
  carillon completion pwsh >> $PROFILE
`;

export const define: DefineCommand = (command, { terminal }) => {
  command.addArgument(new Argument('<shell>').choices(SHELLS)).action((shell: Shell) => terminal.out(SCRIPTS[shell]));
};

/** The words are the program's own business: a script only hands the line over and shows what comes back. */
const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `_carillon() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do COMPREPLY+=("\${line%%$'\\t'*}"); done < <(
    carillon __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null
  )
}
complete -o default -o nosort -F _carillon carillon
`,
  zsh: `#compdef carillon
_carillon() {
  local -a values shown
  local line
  while IFS= read -r line; do
    values+=("\${line%%$'\\t'*}")
    shown+=("\${line/$'\\t'/  -- }")
  done < <(carillon __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( $#values )); then compadd -l -d shown -a values; else _files; fi
}
compdef _carillon carillon
`,
  fish: `function __carillon_complete
  set -l words (commandline -opc) (commandline -ct)
  carillon __complete -- $words[2..] 2>/dev/null
end
complete -c carillon -a '(__carillon_complete)'
`,
  // The word at the cursor comes apart from those before it, and is empty behind a space.
  pwsh: `Register-ArgumentCompleter -Native -CommandName carillon -ScriptBlock {
  param($typed, $line, $cursor)
  $words = @($line.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.ToString() }) + @($typed)
  carillon __complete -- @words 2>$null | ForEach-Object {
    $value, $about = $_ -split [char]9, 2
    if (-not $about) { $about = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $about)
  }
}
`,
};
