import { migration0001 } from './migration-0001.ts'
import { migration0002 } from './migration-0002.ts'
import { migration0003 } from './migration-0003.ts'
import { migration0004 } from './migration-0004.ts'
import { migration0005 } from './migration-0005.ts'

/** SQL by version: the first brings an empty file to version 1. One that was released is never changed, only followed. */
export const migrations: readonly string[] = [migration0001, migration0002, migration0003, migration0004, migration0005]
