/** Request parameters from the body or the query, within bounds. */
import { OAuthError } from '../protocol/errors.ts'
import { type Parameters, parseParameters } from '../protocol/parameters.ts'

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
    encoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch (cause) {
    throw new OAuthError('invalid_request', { description: 'The body is not UTF-8', cause })
  }
  return parseParameters(encoded)
}

/** The parameters in the query of the URL. */
export const readQuery = (request: Request): Parameters =>
  parseParameters(new URL(request.url).search.slice(1))

async function readBody(request: Request): Promise<Uint8Array> {
  const tooLarge = () => new OAuthError('invalid_request', { description: 'The body is larger than 64 KB' })
  if (Number(request.headers.get('content-length') ?? 0) > largestBody) throw tooLarge()
  if (request.body === null) return new Uint8Array(0)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > largestBody) throw tooLarge() // leaving the loop cancels the stream
    chunks.push(chunk)
  }
  const body = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    body.set(chunk, offset)
    offset += chunk.byteLength
  }
  return body
}
