/** Request parameters from the body or the query, within bounds. */

import { OAuthError } from '../protocol/errors.ts'
import { type Parameters, parseParameters } from '../protocol/parameters.ts'
import type { RequestContext } from './context.ts'
import { readLimited, readUtf8 } from './limited-body.ts'

const largestBody = 64 * 1024

/**
 * The form in the body of a POST.
 * @throws {OAuthError} invalid_request for another content type, more than 64 KB, broken UTF-8 or a repeated parameter
 */
export async function readForm(request: Request): Promise<Parameters> {
  const [mediaType = ''] = (request.headers.get('content-type') ?? '').split(';')
  if (mediaType.trim().toLowerCase() !== 'application/x-www-form-urlencoded') {
    throw new OAuthError('invalid_request', {
      description: 'Content-Type must be application/x-www-form-urlencoded',
    })
  }
  const body = await readBody(request)
  let encoded: string
  try {
    encoded = readUtf8(body)
  } catch (cause) {
    throw new OAuthError('invalid_request', { description: 'The body is not UTF-8', cause })
  }
  return parseParameters(encoded)
}

/** The parameters in the query of the URL. */
export const readQuery = (request: Request): Parameters =>
  parseParameters(new URL(request.url).search.slice(1))

/** Keeps what a client sent, for its owners to read where it is refused. */
export function sent(c: RequestContext, parameters: Parameters): Parameters {
  c.set('sent', parameters)
  return parameters
}

/** @throws {OAuthError} invalid_request for more than 64 KB */
export async function readBody(request: Request): Promise<Uint8Array> {
  const tooLarge = () => new OAuthError('invalid_request', { description: 'The body is larger than 64 KB' })
  const length = request.headers.get('content-length')
  if (Number(length ?? 0) > largestBody) throw tooLarge()
  if (length === null) return readLimited(request.body, largestBody, tooLarge)
  const body = new Uint8Array(await request.arrayBuffer()) // in one go: a stream costs a turn for each read
  if (body.byteLength > largestBody) throw tooLarge()
  return body
}
