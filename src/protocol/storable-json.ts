/** JSON that code and databases behind it do not stumble over. */

export interface JsonFault {
  readonly path: readonly string[]
  readonly detail: string
}

const deepest = 32

/**
 * What no record can hold: a depth that ends a stack, the key that would be a prototype, text that no UTF-8 can say or
 * that ends early in a database. Goes level by level, so that no depth harms it.
 */
export function jsonFault(root: unknown): JsonFault | undefined {
  let level: { value: unknown; path: readonly string[] }[] = [{ value: root, path: [] }]
  for (let depth = 0; level.length > 0; depth++) {
    const next: typeof level = []
    for (const { value, path } of level) {
      if (typeof value === 'string' && !isStorable(value))
        return { path, detail: 'holds a character that text cannot have' }
      if (typeof value !== 'object' || value === null) continue
      if (depth >= deepest) return { path, detail: `is nested deeper than ${deepest}` }
      for (const [key, inner] of Object.entries(value)) {
        const at = [...path, key]
        if (key === '__proto__' || !isStorable(key))
          return { path: at, detail: 'is not a name that a field can have' }
        next.push({ value: inner, path: at })
      }
    }
    level = next
  }
  return undefined
}

export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0')
