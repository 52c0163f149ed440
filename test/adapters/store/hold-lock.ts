/** Holds the lock of the data folder it is given until it is killed. */
import { openDataLock } from '../../../src/adapters/store/data-lock.ts'

using _ = openDataLock(process.argv[2] ?? '')
process.stdout.write('held\n')
await new Promise(resolve => setTimeout(resolve, 60_000))
