/** Cursors of lists, as callers see them: where a page ended, in letters that need no escaping. */
import { base64url } from 'jose'
import type { Page, Position } from '../stores/list.ts'
import { invalid } from './errors.ts'

export interface Listed<T> {
  readonly items: readonly T[]
  /** The cursor of the next page; absent on the last. */
  readonly next?: string
}

export interface ListOptions {
  readonly limit: number
  readonly cursor?: string | undefined
}

const mostAtOnce = 500

/** @throws {RegistryError} invalid */
export function pageOptions({ limit, cursor }: ListOptions): { limit: number; after: Position | undefined } {
  if (!Number.isInteger(limit) || limit < 1 || limit > mostAtOnce) {
    throw invalid({ path: 'limit', message: `must be a number from 1 to ${mostAtOnce}` })
  }
  return { limit, after: cursor === undefined ? undefined : positionOf(cursor) }
}

export const listed = <T, U>({ items, next }: Page<T>, show: (item: T) => U): Listed<U> => ({
  items: items.map(show),
  ...(next && { next: base64url.encode(JSON.stringify(next)) }),
})

function positionOf(cursor: string): Position {
  try {
    const read: unknown = JSON.parse(new TextDecoder().decode(base64url.decode(cursor)))
    const [way, key, id, ...more] = Array.isArray(read) ? read : []
    if (
      Number.isInteger(way) &&
      way >= 0 &&
      typeof key === 'string' &&
      typeof id === 'string' &&
      more.length === 0
    )
      return [way, key, id]
  } catch {}
  throw invalid({ path: 'cursor', message: 'is not one that a page before gave' })
}
