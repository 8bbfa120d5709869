/** RFC 9457: what is wrong, as problem details. `type` leads to the row of `/errors` that explains it. */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { OAuthError } from '../protocol/errors.ts'
import { managementAudience, managementMetadataPath } from '../protocol/management.ts'
import { type ProblemCode, problemEntry } from '../protocol/problems.ts'
import type { RequestContext } from './context.ts'
import { noStore } from './headers.ts'
import { errorUri, noteError, retryAfter } from './json-error.ts'

/** Where the fault is: in the body (RFC 6901, as a fragment), in the query, in a header. */
export type ProblemPlace =
  | { readonly pointer: string }
  | { readonly parameter: string }
  | { readonly header: string }

export type FieldProblem = ProblemPlace & { readonly detail: string }

export class Problem extends Error {
  readonly code: ProblemCode
  readonly detail: string
  readonly errors: readonly FieldProblem[]

  constructor(code: ProblemCode, detail: string, errors: readonly FieldProblem[] = []) {
    super(detail)
    this.name = 'Problem'
    this.code = code
    this.detail = detail
    this.errors = errors
  }
}

/** The path of a field as a JSON Pointer in a fragment (RFC 6901 §6). */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  `#${path
    .map(
      (part) =>
        `/${encodeURIComponent(String(part).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1'))}`,
    )
    .join('')}`

/** An answer of the management API. */
export function problemResponse(c: RequestContext, error: Problem | OAuthError): Response {
  noStore(c)
  const { code } = error
  const { status } = problemEntry(code)
  const detail = error instanceof OAuthError ? error.description : error.detail
  if (error instanceof OAuthError) {
    noteError(c, error)
    if (status === 401 || status === 403) c.header('WWW-Authenticate', challengeOf(c.get('issuer'), error))
  } else Object.assign(c.get('log'), { error: code, description: detail })
  if (status === 503 || code === 'request_in_progress') c.header('Retry-After', String(retryAfter))
  const body = {
    type: errorUri(c, code),
    title: titleOf(code),
    status,
    detail,
    ...(error instanceof Problem && error.errors.length > 0 && { errors: error.errors }),
    request_id: c.get('requestId'),
  }
  c.header('Content-Type', 'application/problem+json')
  return c.body(JSON.stringify(body), status as ContentfulStatusCode)
}

const titleOf = (code: string) => code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ')

/** RFC 6750 §3; without a token there is no error to name (§3.1). */
function challengeOf(issuer: string, error: OAuthError): string {
  const parameters = {
    realm: managementAudience(issuer),
    error: error.unauthenticated ? undefined : error.code,
    error_description: error.unauthenticated ? undefined : error.description,
    scope: error.scope,
    acr_values: error.acrValues, // RFC 9470 §3
    max_age: error.maxAge,
    resource_metadata: issuer + managementMetadataPath, // RFC 9728 §5.1
  }
  const stated = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}="${value}"`],
  )
  return `Bearer ${stated.join(', ')}`
}
