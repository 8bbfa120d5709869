/** Lists of records: a page at a time, by index, from where the page before ended. Never by counting rows. */

/** Where a page ended: which of a list's ways it was on, and the last key there. */
export type Position = readonly [way: number, key: string, id: string]

export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: Position
}

/** One way through a list: a query whose rows come in the order of (key, id). */
export type Way<Row> = (after: readonly string[] | undefined, limit: number) => Promise<Row[]>

/** Goes one way to its end, then the next, until the page is full. */
export async function pageOf<Row, T>(
  ways: readonly Way<Row>[],
  { after, limit }: { after: Position | undefined; limit: number },
  {
    positionOf,
    itemOf,
  }: { positionOf: (row: Row, way: number) => readonly [string, string]; itemOf: (row: Row) => T },
): Promise<Page<T>> {
  const items: T[] = []
  const [first, ...from] = after ?? [0, '', '']
  for (let way = first; way < ways.length; way++) {
    const wanted = limit - items.length
    const start = way === first && from.some((part) => part !== '') ? from : undefined
    const rows = (await ways[way]?.(start, wanted + 1)) ?? []
    items.push(...rows.slice(0, wanted).map(itemOf))
    if (rows.length > wanted) {
      const last = rows[wanted - 1]
      return { items, next: last === undefined ? [way, '', ''] : [way, ...positionOf(last, way)] }
    }
  }
  return { items }
}

/** As SQLite's lower() has it: letters beyond ASCII stay as they are. */
export const asciiLower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

/** Above everything that begins with the prefix: U+10FFFF sorts last. */
export const endOfPrefix = (prefix: string): string => `${prefix}\u{10ffff}`
