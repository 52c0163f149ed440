/** The shells that can be taught. */
export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

// `redhook __complete -- <words>` answers with a word a line, a tab, and what it is; or with `:files` or `:folders` alone.

const bash = `# Completion of redhook for bash. For this shell: source <(redhook completion bash)
# For good: redhook completion bash > ~/.local/share/bash-completion/completions/redhook
_redhook() {
  local IFS=$'\\n' line current=\${COMP_WORDS[COMP_CWORD]} words=()
  # Bash takes --name=value for three words.
  for line in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do [ "$line" = = ] || words+=("$line"); done
  [ "$current" = = ] && current= && words+=('')
  COMPREPLY=()
  for line in $("\${1/#\\~/$HOME}" __complete -- "\${words[@]}" 2>/dev/null); do
    case $line in
      :files) compopt -o filenames; COMPREPLY=($(compgen -f -- "$current")) ;;
      :folders) compopt -o filenames; COMPREPLY=($(compgen -d -- "$current")) ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done
}
complete -F _redhook redhook
`

const zsh = `#compdef redhook
# Completion of redhook for zsh. For this shell: source <(redhook completion zsh)
# For good: redhook completion zsh > ~/.zfunc/_redhook, with fpath+=~/.zfunc before compinit in ~/.zshrc
_redhook() {
  local -a found described
  local line
  found=("\${(@f)$("\${~words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for line in $found; do
    case $line in
      :files) _files; return ;;
      :folders) _files -/; return ;;
      ?*) described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done
  (( $#described )) && _describe 'redhook' described
}
if [ "$funcstack[1]" = _redhook ]; then _redhook "$@"; else compdef _redhook redhook; fi
`

const fish = `# Completion of redhook for fish. For this shell: redhook completion fish | source
# For good: redhook completion fish > ~/.config/fish/completions/redhook.fish
function __redhook_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in ($words[1] __complete -- $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path "$current"
            case :folders
                __fish_complete_directories "$current" ''
            case '*'
                printf '%s\\n' $line
        end
    end
end
complete -c redhook -f -a '(__redhook_complete)'
`

/** The script that teaches a shell, to be sourced or put where the shell looks. */
export const completionScript = (shell: Shell): string => ({ bash, zsh, fish })[shell]
