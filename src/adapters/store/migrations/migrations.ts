import { migration0001 } from './migration-0001.ts'

/** SQL by version: the first brings an empty file to version 1. One that was released is never changed, only followed. */
export const migrations: readonly string[] = [migration0001]
