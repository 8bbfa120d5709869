/** What answers have in common: pages of lists, versions and times. */
import * as z from 'zod'
import type { Listed } from '../registry/cursor.ts'
import { isoTime } from '../runtime.ts'
import type { Named, Outcome } from './route.ts'

const most = 200

export const paging = {
  limit: z.coerce.number().int().min(1).max(most).default(50).describe('How many at most'),
  cursor: z.string().min(1).max(4_000).optional().describe('`next` of the page before'),
}

export const text = (description: string) => z.string().min(1).max(2_048).optional().describe(description)

export const page = (item: Named): Named => ({
  name: `${item.name}Page`,
  item,
  schema: z.object({
    items: z.array(item.schema),
    next: z.string().optional().describe('`cursor` of the next page; absent on the last'),
  }),
})

export const pageOf = <T>({ items, next }: Listed<T>, show: (item: T) => unknown): Outcome => ({
  body: { items: items.map(show), ...(next !== undefined && { next }) },
})

/** A whole list. */
export const list = (item: Named): Named => ({
  name: `${item.name}List`,
  item,
  schema: z.object({ items: z.array(item.schema) }),
})

export const time = z.iso.datetime()

/** What the server itself says of a record. */
export const told = {
  version: z.int().describe('What `ETag` holds'),
  created_at: time.optional().describe('Absent for what came with the server'),
  changed_at: time.optional(),
}

/** The same, sent back with a whole record: it is taken, and not read. */
export const untold = {
  version: z.unknown().optional(),
  created_at: z.unknown().optional(),
  changed_at: z.unknown().optional(),
}

export const without = <T extends { [Name in keyof typeof untold]?: unknown }>({
  version: _,
  created_at: __,
  changed_at: ___,
  ...record
}: T): Omit<T, keyof typeof untold> => record

/** Milliseconds as RFC 3339; absent stays absent. */
export const times = (fields: Readonly<Record<string, number | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, at]) =>
      at === undefined || at === 0 ? [] : [[name, isoTime(at)]],
    ),
  )
