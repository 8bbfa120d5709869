/** RFC 6750 §2: the token of a request, which comes in a header and in no other way. */
import { OAuthError } from '../protocol/errors.ts'

/** A web `Request`, or the request of Node's own http server. */
export interface RequestLike {
  readonly headers:
    | { get(name: string): string | null }
    | Readonly<Record<string, string | readonly string[] | undefined>>
  readonly url?: string | undefined
  /** Node's: names and values in turn, repeated ones too. */
  readonly rawHeaders?: readonly string[]
}

const longestToken = 16_384
const b64token = /^[A-Za-z0-9\-._~+/]+=*$/ // RFC 6750 §2.1

/** @throws {OAuthError} invalid_token, unauthenticated, where there is none; invalid_request where it is malformed or there are several */
export function bearerToken(request: RequestLike): string {
  const [value, ...more] = headerValues(request, 'authorization')
  const isInAddress = /[?&]access_token=/.test(request.url ?? '')
  // Request joins repeated headers with a comma, which no token has.
  if (more.length > 0 || (value !== undefined && /(?:^|,)\s*bearer\b/i.test(value) && value.includes(','))) {
    throw malformed('Authorization was sent more than once')
  }
  const isBearer = value !== undefined && /^bearer(?: |$)/i.test(value)
  if (isInAddress) {
    throw malformed(
      isBearer
        ? 'The access token was sent in several ways; send it in Authorization only'
        : 'An access token in the address is not accepted; send Authorization: Bearer <token>', // RFC 9700 §4.3.2
    )
  }
  if (!isBearer) {
    throw new OAuthError('invalid_token', {
      description: 'This needs an access token; send Authorization: Bearer <token>',
      unauthenticated: true,
    })
  }
  return checked(value.slice('bearer'.length).replace(/^ +/, ''), 'Authorization')
}

/** The calling service's own token, with or without `Bearer` before it. @throws {OAuthError} invalid_request */
export function callerToken(request: RequestLike): string {
  const [value, ...more] = headerValues(request, 'x-scope-token')
  if (value === undefined) {
    throw malformed('X-Scope-Token is missing: the calling service sends its own access token there')
  }
  if (more.length > 0 || value.includes(',')) throw malformed('X-Scope-Token was sent more than once')
  return checked(value.replace(/^bearer +/i, ''), 'X-Scope-Token')
}

function checked(token: string, header: string): string {
  if (!b64token.test(token)) throw malformed(`${header} does not hold one well-formed token`)
  if (token.length > longestToken) {
    throw new OAuthError('invalid_token', {
      description: `The access token is longer than ${longestToken} characters`,
    })
  }
  return token
}

const malformed = (description: string) => new OAuthError('invalid_request', { description })

function headerValues({ headers, rawHeaders }: RequestLike, name: string): readonly string[] {
  if (rawHeaders !== undefined) {
    return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name)
  }
  const value =
    typeof headers.get === 'function' ? headers.get(name) : (headers as Record<string, string>)[name]
  return value === undefined || value === null ? [] : [value].flat()
}
