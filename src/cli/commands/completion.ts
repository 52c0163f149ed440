import { Argument } from 'commander'
import { findNames } from '../completion/names.ts'
import { completionScript, type Shell, shells } from '../completion/scripts.ts'
import { type Candidate, findWanted, type Wanted } from '../completion/wanted.ts'
import type { CliDeps } from '../deps.ts'
import { clean } from '../render/clean.ts'
import { examples, type Session } from '../session.ts'

/** `redhook completion <shell>`: the script that teaches a shell; and, hidden, what that script asks. */
export function addCompletion({ program, deps }: Session): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'yours').choices(shells))
    .description('Print a script that completes commands, options, apps and deployments in a shell.')
    .addHelpText(
      'after',
      examples(
        'source <(redhook completion bash)',
        'redhook completion zsh > ~/.zfunc/_redhook',
        'redhook completion fish > ~/.config/fish/completions/redhook.fish',
      ),
    )
    .action((shell: Shell) => void deps.stdout.write(completionScript(shell)))
  program.command('__complete [words...]', { hidden: true }).action(async (words: string[]) => {
    deps.stdout.write((await complete(program, words, deps)).map(line => `${line}\n`).join(''))
  })
}

async function complete(program: Session['program'], words: readonly string[], deps: CliDeps): Promise<string[]> {
  const wanted = findWanted(program, words)
  const place = wanted.kinds.find(kind => kind === 'file' || kind === 'folder')
  if (place !== undefined) return [`:${place}s`]
  const candidates = [...wanted.words, ...(await allNames(wanted, deps))]
  return candidates.filter(({ value }) => value.startsWith(words.at(-1) ?? '')).map(formatCandidate)
}

async function allNames(wanted: Wanted, deps: CliDeps): Promise<readonly Candidate[]> {
  const found = await Promise.all(wanted.kinds.map(kind => findNames(kind, wanted, deps)))
  return found.flat()
}

const formatCandidate = ({ value, description }: Candidate): string => `${clean(value)}\t${clean(description)}`
