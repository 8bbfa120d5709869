/** A guard whose settings have a slip in them would let everybody in or nobody, so it is not made. */

/** @throws {TypeError} */
export function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new TypeError(`protectResource: ${otherwise}`)
}

/** The value as an object with no member but these. @throws {TypeError} naming the one that is not known */
export function objectOf(
  value: unknown,
  known: readonly string[],
  what: string,
): Readonly<Record<string, unknown>> {
  const kind = Object.prototype.toString.call(value) // a Set or a Promise has no members either
  must(kind === '[object Object]', `${what} must be an object, not ${spoken(value, kind)}`)
  const given = value as Readonly<Record<string, unknown>>
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  must(unknown === undefined, `${what} has no '${unknown}'; it may have ${known.join(', ')}`)
  return given
}

function spoken(value: unknown, kind: string): string {
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return kind
  return typeof value === 'string' || typeof value === 'function' ? `a ${typeof value}` : String(value)
}

/** @throws {TypeError} where it is no list of scopes, each a string of its own (RFC 6749 §3.3) */
export function scopeList(value: unknown, what: string): readonly string[] {
  must(Array.isArray(value), `${what} must be a list of scopes`)
  for (const scope of value) {
    must(isScopeToken(scope), `'${String(scope)}' is not one scope: give each its own string`)
  }
  return [...value]
}

const isScopeToken = (scope: unknown) =>
  typeof scope === 'string' && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)
