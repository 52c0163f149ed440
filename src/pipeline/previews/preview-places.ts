import { createHash } from 'node:crypto'
import { join } from 'node:path'

/** Where previews lie, and what marks all that belongs to them in Docker: two Redhooks on one engine leave each other's alone. */
export const previewPlaces = (dataDir: string, key: Buffer) => ({
  folder: join(dataDir, 'previews'),
  label: ['redhook.preview', createHash('sha256').update('previews').update(key).digest('hex').slice(0, 16)] as const,
})
