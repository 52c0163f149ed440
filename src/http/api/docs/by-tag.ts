import type { ApiDocument, Operation } from './schema.ts'

export interface Route {
  readonly path: string
  readonly method: string
  readonly operation: Operation
}

export interface Chapter {
  readonly name: string
  readonly description: string
  readonly routes: readonly Route[]
}

/** The routes of the document by their tag, in the order of the tags. */
export function chaptersOf({ tags, paths }: ApiDocument): Chapter[] {
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  return tags.map(({ name, description }) => ({
    ...{ name, description },
    routes: routes.filter(({ operation }) => operation.tags.includes(name)),
  }))
}
