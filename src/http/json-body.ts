/** A JSON object in the body of a request, within bounds. */
import { OAuthError } from '../protocol/errors.ts'
import { jsonFault } from '../protocol/storable-json.ts'
import { readBody } from './form.ts'
import { readUtf8 } from './limited-body.ts'

const deepest = 16

/** @throws {OAuthError} invalid_request for another content type, more than 64 KB, or what is not a JSON object in UTF-8 */
export async function readJsonObject(request: Request): Promise<Record<string, unknown>> {
  const refuse = (description: string, cause?: unknown) =>
    new OAuthError('invalid_request', { description, cause })
  const [mediaType = ''] = (request.headers.get('content-type') ?? '').split(';')
  if (mediaType.trim().toLowerCase() !== 'application/json')
    throw refuse('Content-Type must be application/json')
  const body = await readBody(request)
  let value: unknown
  try {
    value = JSON.parse(readUtf8(body))
  } catch (cause) {
    throw refuse('The body is not JSON in UTF-8', cause)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refuse('The body is not a JSON object')
  if (isDeeperThan(value, deepest)) throw refuse(`The body is nested deeper than ${deepest}`)
  const fault = jsonFault(value)
  if (fault) throw refuse(`A part of the body ${fault.detail}`)
  return value as Record<string, unknown>
}

/** Level by level, so that no depth ends a stack: whoever writes JSON of it would. */
export function isDeeperThan(root: object, most: number): boolean {
  let level: object[] = [root]
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > most) return true
    level = level.flatMap((each) =>
      Object.values(each).filter((inner): inner is object => typeof inner === 'object' && inner !== null),
    )
  }
  return false
}
