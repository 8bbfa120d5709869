/** The one error of `protectResource`: a refusal that knows how to answer. */
import { type ErrorCode, errorEntry, type OAuthError } from '../protocol/errors.ts'

/** What a challenge says besides the error. */
export interface ChallengeContext {
  readonly realm: string
  readonly metadataUrl: string | undefined
}

/**
 * Why a request may not pass, and the answer that tells it so.
 *
 * | status | code | when |
 * |---|---|---|
 * | 400 | `invalid_request` | several tokens, or one sent in a wrong way |
 * | 401 | `invalid_token` | none (challenge and body then name no error), or a bad one |
 * | 401 | `insufficient_user_authentication` | a good one whose person must sign in more strongly, or anew |
 * | 403 | `insufficient_scope` | a good one without the scope, which `scope` names |
 * | 503 | `temporarily_unavailable` | the authorization server's keys or answer could not be had; `cause` says why |
 *
 * Source: RFC 6750 §3, RFC 9470 §3, RFC 9728 §5.1.
 */
export class AccessRefused extends Error {
  readonly status: number
  readonly code: ErrorCode
  readonly description: string
  /** The scopes that were missed, separated by spaces. */
  readonly scope: string | undefined
  /** All that the answer needs, in lower case: for servers whose answer is not a `Response`. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: { readonly error?: ErrorCode; readonly error_description: string }

  constructor(error: OAuthError, context: ChallengeContext) {
    super(error.description, { cause: error.cause ?? error })
    this.name = 'AccessRefused'
    this.code = error.code
    this.description = error.description
    this.scope = error.scope
    this.status = errorEntry(error.code).status
    this.headers = {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(this.status === 503 ? { 'retry-after': '5' } : { 'www-authenticate': challenge(error, context) }),
    }
    this.body = {
      ...(!error.unauthenticated && { error: error.code }), // §3.1
      error_description: error.description,
    }
  }

  /** The answer. Hono gives it by itself where this error is thrown in a handler. */
  getResponse(): Response {
    return new Response(JSON.stringify(this.body), { status: this.status, headers: this.headers })
  }
}

/** RFC 6750 §3; without a token there is no error to name (§3.1). */
function challenge(error: OAuthError, { realm, metadataUrl }: ChallengeContext): string {
  const parameters = {
    realm,
    error: error.unauthenticated ? undefined : error.code,
    error_description: error.unauthenticated ? undefined : error.description,
    scope: error.scope,
    acr_values: error.acrValues, // RFC 9470 §3
    max_age: error.maxAge === undefined ? undefined : String(error.maxAge),
    resource_metadata: metadataUrl,
  }
  const stated = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}="${quotable(value)}"`],
  )
  return `Bearer ${stated.join(', ')}`
}

const quotable = (text: string) => text.replace(/["\\]/g, "'").replace(/[^\x20-\x7e]/g, '?')
