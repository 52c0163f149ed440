import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openStore } from '../../../src/adapters/store/store.ts'
import type { Preview } from '../../../src/core/preview/preview.ts'

const sample = (number: number, changes: Partial<Preview> = {}): Preview => ({
  ...{ app: 'shop', number, name: `pr${number}-shop`, repository: 'acme/shop', title: 'A change', base: 'main' },
  ...{
    headBranch: 'change',
    head: 'a'.repeat(40),
    isFork: false,
    state: 'live',
    ports: {},
    openedAt: number,
    updatedAt: 1,
  },
  ...changes,
})

it('keeps previews as they were put, newest first, over a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'redhook-previews-'))
  try {
    const full = sample(2, {
      ...{ author: 'ada', url: 'https://x', isFork: true, approved: 'b', reason: 'why', removedBy: 'eve', closedAt: 9 },
      ports: { main: 20_000, 'web:80/tcp': 20_000 },
    })
    {
      await using store = openStore(folder)
      store.putPreview(sample(1, { reason: 'soon other' }))
      store.putPreview(sample(1))
      store.putPreview(full)
      store.putPreview(sample(3, { state: 'gone' }))
      store.putPreview(sample(4, { app: 'blog' }))
    }
    await using store = openStore(folder)
    expect(store.preview('shop', 1)).toEqual(sample(1))
    expect(store.preview('shop', 2)).toEqual(full)
    expect(store.preview('shop', 9)).toBeUndefined()
    expect(store.previews().map(({ number }) => number)).toEqual([4, 2, 1])
    expect(store.previews({ app: 'shop' }).map(({ number }) => number)).toEqual([2, 1])
    expect(store.previews({ app: 'shop', all: true }).map(({ number }) => number)).toEqual([3, 2, 1])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
