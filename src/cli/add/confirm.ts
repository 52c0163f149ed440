import { RedhookError } from '../../core/errors.ts'
import type { CliDeps } from '../deps.ts'

/** Asks for a yes. @throws RedhookError USAGE where nobody can be asked, or says no */
export async function confirm({ ask }: Pick<CliDeps, 'ask'>, question: string, hint: string): Promise<void> {
  if (ask === undefined) throw new RedhookError('nobody is here to be asked', { code: 'USAGE', hint })
  if (!/^y(es)?$/i.test((await ask(`${question} [y/N] `)).trim()))
    throw new RedhookError('the answer was no', { code: 'USAGE', hint })
}
