/** Sends the answer to the redirect URI: by query, fragment or form post, always with `iss` (RFC 9207). */
import type { RequestContext } from '../http/context.ts'
import { pageHeaders } from '../http/headers.ts'
import { noteError } from '../http/json-error.ts'
import { FormPostPage } from '../pages/form-post.tsx'
import { renderPage } from '../pages/layout.tsx'
import type { OAuthError } from '../protocol/errors.ts'
import { serverOf } from '../tokens/server.ts'
import { applicationOf } from './application.ts'
import type { Destination } from './request.ts'

export function respond(
  c: RequestContext,
  to: Destination,
  answer: Readonly<Record<string, string>>,
): Response {
  const fields = Object.entries({
    ...answer,
    ...(to.state !== undefined && { state: to.state }),
    iss: serverOf(c).config.issuer,
  })
  c.header('Cache-Control', 'no-store')
  if (to.responseMode === 'form_post') {
    pageHeaders(c, to.redirectUri)
    return c.html(
      renderPage(FormPostPage({ action: to.redirectUri, fields, application: applicationOf(to.client) })),
    )
  }
  const encoded = new URLSearchParams(fields).toString()
  const separator = to.responseMode === 'fragment' ? '#' : to.redirectUri.includes('?') ? '&' : '?'
  return c.redirect(`${to.redirectUri}${separator}${encoded}`, 303) // RFC 9700 §4.12
}

/** RFC 6749 §4.1.2.1 */
export function respondWithError(c: RequestContext, to: Destination, error: OAuthError): Response {
  noteError(c, error)
  return respond(c, to, { error: error.code, error_description: error.description })
}
