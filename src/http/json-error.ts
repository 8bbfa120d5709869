/** An error as JSON (RFC 6749 §5.2), with the challenge that goes with it (RFC 6750 §3). */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { errorEntry, OAuthError } from '../protocol/errors.ts'
import type { RequestContext } from './context.ts'
import { noStore } from './headers.ts'

export const retryAfter = 2

/** Where an error code is explained (RFC 6749 §4.1.2.1, §5.2). */
export const errorUri = (c: RequestContext, code: string): string => `${c.get('issuer')}/errors#${code}`

/** What every error says in its body (RFC 6749 §5.2). */
export const errorBody = (c: RequestContext, error: string, description: string) => ({
  error,
  error_description: description,
  error_uri: errorUri(c, error),
  request_id: c.get('requestId'),
})

/** Whatever was thrown, as an error of the protocol; what we did not foresee is a server_error. */
export const toOAuthError = (error: unknown): OAuthError =>
  error instanceof OAuthError
    ? error
    : new OAuthError('server_error', {
        description: 'Something failed here; the request id finds the cause',
        cause: error,
      })

export function noteError(c: RequestContext, error: OAuthError): void {
  c.set('refused', error)
  const log = c.get('log')
  log.error = error.code
  log.description = error.description
  if (errorEntry(error.code).status >= 500) {
    console.error(
      JSON.stringify({
        event: 'error',
        request_id: c.get('requestId'),
        code: error.code,
        cause: causeOf(error),
      }),
    )
  }
}

export function jsonError(c: RequestContext, error: OAuthError): Response {
  noteError(c, error)
  noStore(c)
  const { status, challenge } = errorEntry(error.code)
  if (challenge) c.header('WWW-Authenticate', challengeOf(challenge, error))
  const wait = error.retryAfter ?? (status === 503 ? retryAfter : undefined)
  if (wait !== undefined) c.header('Retry-After', String(wait))
  return c.json(errorBody(c, error.code, error.description), status as ContentfulStatusCode)
}

function challengeOf(scheme: 'Basic' | 'Bearer', error: OAuthError): string {
  if (scheme === 'Basic') return 'Basic realm="token", charset="UTF-8"'
  if (error.unauthenticated) return `Bearer realm="${error.realm}"`
  const more = { scope: error.scope, acr_values: error.acrValues, max_age: error.maxAge } // RFC 9470 §3
  const stated = Object.entries(more).flatMap(([name, value]) =>
    value === undefined ? [] : [`, ${name}="${value}"`],
  )
  return `Bearer error="${error.code}", error_description="${error.description}"${stated.join('')}`
}

function causeOf(error: OAuthError): string {
  const { cause } = error
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause ?? error.description)
}
