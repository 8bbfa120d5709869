/** The body of a request, as JSON that nothing behind it stumbles over. */

import { readLimited, readUtf8 } from '../http/limited-body.ts'
import { Problem, pointerTo } from '../http/problem.ts'
import { jsonFault } from '../protocol/storable-json.ts'

/** @throws {Problem} unsupported_media_type */
export function checkType(request: Request, types: readonly string[]): void {
  const [sent = ''] = (request.headers.get('content-type') ?? '').split(';')
  if (types.includes(sent.trim().toLowerCase())) return
  const detail = `must be ${types.join(' or ')}`
  throw new Problem('unsupported_media_type', `Content-Type ${detail}`, [{ header: 'Content-Type', detail }])
}

/** @throws {Problem} content_too_large, unsupported_media_type */
export async function readBytes(
  request: Request,
  types: readonly string[],
  maxBytes: number,
): Promise<Uint8Array> {
  checkType(request, types)
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
  if (fault) {
    throw new Problem('malformed_request', 'The body holds what no record can', [
      { pointer: pointerTo(fault.path), detail: fault.detail },
    ])
  }
  return value
}
