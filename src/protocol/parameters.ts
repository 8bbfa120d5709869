/** Request parameters, read strictly: form-encoded, valid UTF-8, no NUL, each at most once (RFC 6749 §3.1, §3.2). */
import { OAuthError } from './errors.ts'

/** RFC 8707 §2 and RFC 8693 §2.1 let these be sent more than once. */
const repeatable = new Set(['resource', 'audience'])

export class Parameters {
  readonly #values: ReadonlyMap<string, readonly string[]>

  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.#values = values
  }

  static from(record: Readonly<Record<string, string>>): Parameters {
    const values = (name: string, value: string) => (repeatable.has(name) ? value.split(' ') : [value])
    return new Parameters(new Map(Object.entries(record).map(([name, value]) => [name, values(name, value)])))
  }

  get(name: string): string | undefined {
    return this.#values.get(name)?.[0]
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? []
  }

  /** @throws {OAuthError} invalid_request where it was not sent */
  require(name: string): string {
    const value = this.get(name)
    if (value === undefined)
      throw new OAuthError('invalid_request', { description: `Missing parameter: ${name}` })
    return value
  }

  get names(): string[] {
    return [...this.#values.keys()]
  }

  /** The names that were sent more than once and may not be. */
  get repeated(): string[] {
    return [...this.#values]
      .filter(([name, all]) => all.length > 1 && !repeatable.has(name))
      .map(([name]) => name)
  }

  /** @throws {OAuthError} invalid_request naming the repeated parameters */
  assertSingle(): this {
    const repeated = this.repeated
    if (repeated.length > 0) {
      throw new OAuthError('invalid_request', { description: `Sent more than once: ${repeated.join(', ')}` })
    }
    return this
  }

  /** For sealing: first values only. What may be repeated holds URIs; a space in one makes it none, and stays visible. */
  toRecord(): Record<string, string> {
    return Object.fromEntries(
      [...this.#values].map(([name, all]) => [
        name,
        repeatable.has(name) ? all.map((each) => each.replaceAll(' ', '%20')).join(' ') : (all[0] ?? ''),
      ]),
    )
  }
}

/**
 * Parses `application/x-www-form-urlencoded` text. A parameter without a value counts as omitted (RFC 6749 §3.1).
 * @throws {OAuthError} invalid_request for broken percent-encoding, broken UTF-8 or NUL
 */
export function parseParameters(encoded: string): Parameters {
  const values = new Map<string, string[]>()
  for (const pair of encoded.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals < 0 ? pair : pair.slice(0, equals))
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1))
    if (value === '') continue
    const sofar = values.get(name)
    if (sofar) sofar.push(value)
    else values.set(name, [value])
  }
  return new Parameters(values)
}

/** RFC 6749 Appendix B. @throws {OAuthError} invalid_request */
export function decode(text: string): string {
  let decoded: string
  try {
    decoded = decodeURIComponent(text.replaceAll('+', ' '))
  } catch (cause) {
    throw new OAuthError('invalid_request', { description: 'Percent-encoding or UTF-8 is broken', cause })
  }
  if (decoded.includes('\0'))
    throw new OAuthError('invalid_request', { description: 'A parameter holds a NUL' })
  return decoded
}
