/** The body of a request, as JSON that nothing behind it stumbles over. */

import { readLimited, readUtf8 } from '../http/limited-body.ts'
import { type FieldProblem, Problem, pointerTo } from '../http/problem.ts'

const deepest = 32

/** @throws {Problem} content_too_large, unsupported_media_type */
export async function readBytes(
  request: Request,
  types: readonly string[],
  maxBytes: number,
): Promise<Uint8Array> {
  const [sent = ''] = (request.headers.get('content-type') ?? '').split(';')
  if (!types.includes(sent.trim().toLowerCase()))
    throw new Problem('unsupported_media_type', `Content-Type must be ${types.join(' or ')}`, [
      { header: 'Content-Type', detail: `must be ${types.join(' or ')}` },
    ])
  const tooLarge = () => new Problem('content_too_large', `The body may have ${maxBytes} bytes`)
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge()
  return readLimited(request.body, maxBytes, tooLarge)
}

/** @throws {Problem} malformed_request */
export function parseJson(bytes: Uint8Array): unknown {
  let value: unknown
  try {
    value = JSON.parse(readUtf8(bytes))
  } catch {
    throw new Problem('malformed_request', 'The body is not JSON in UTF-8', [
      { pointer: '#', detail: 'is not JSON' },
    ])
  }
  const fault = jsonFault(value)
  if (fault) throw new Problem('malformed_request', 'The body holds what no record can', [fault])
  return value
}

/**
 * What no record can hold, and code behind this need not think of: a depth that ends a stack, the key that would be a
 * prototype, text that no UTF-8 can say or that ends early in a database. Goes level by level, so no depth harms it.
 */
function jsonFault(root: unknown): FieldProblem | undefined {
  let level: { value: unknown; path: readonly PropertyKey[] }[] = [{ value: root, path: [] }]
  for (let depth = 0; level.length > 0; depth++) {
    const next: typeof level = []
    for (const { value, path } of level) {
      const fault = (detail: string) => ({ pointer: pointerTo(path), detail })
      if (typeof value === 'string' && !isStorable(value))
        return fault('holds a character that text cannot have')
      if (typeof value !== 'object' || value === null) continue
      if (depth >= deepest) return fault(`is nested deeper than ${deepest}`)
      for (const [key, inner] of Object.entries(value)) {
        const at = [...path, key]
        if (key === '__proto__' || !isStorable(key))
          return { pointer: pointerTo(at), detail: 'is not a name that a field can have' }
        next.push({ value: inner, path: at })
      }
    }
    level = next
  }
  return undefined
}

export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0')
