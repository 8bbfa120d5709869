/** Sends the answer to the redirect URI: by query, fragment or form post, always with `iss` (RFC 9207). */
import type { RequestContext } from '../http/context.ts'
import { pageHeaders } from '../http/headers.ts'
import { errorUri, noteError } from '../http/json-error.ts'
import { FormPostPage } from '../pages/form-post.tsx'
import type { OAuthError } from '../protocol/errors.ts'
import { textOf } from '../tokens/language.ts'
import { serverOf } from '../tokens/server.ts'
import { showPage } from '../tokens/show-page.ts'
import { applicationOf } from './application.ts'
import type { Destination } from './request.ts'

export function respond(
  c: RequestContext,
  to: Destination,
  answer: Readonly<Record<string, string>>,
): Response {
  const { redirectUri } = to
  if (redirectUri === undefined) throw new Error('nowhere to send the answer to')
  const fields = Object.entries({
    ...answer,
    ...(to.state !== undefined && { state: to.state }),
    iss: serverOf(c).config.issuer,
  })
  c.header('Cache-Control', 'no-store')
  if (to.responseMode === 'form_post') {
    pageHeaders(c, redirectUri)
    return showPage(
      c,
      FormPostPage({
        t: textOf(c),
        action: redirectUri,
        fields,
        application: applicationOf(c, to.client),
      }),
    )
  }
  const encoded = new URLSearchParams(fields).toString()
  const separator = to.responseMode === 'fragment' ? '#' : redirectUri.includes('?') ? '&' : '?'
  return c.redirect(`${redirectUri}${separator}${encoded}`, 303) // RFC 9700 §4.12
}

/** RFC 6749 §4.1.2.1 */
export function respondWithError(c: RequestContext, to: Destination, error: OAuthError): Response {
  noteError(c, error)
  return respond(c, to, {
    error: error.code,
    error_description: error.description,
    error_uri: errorUri(c, error.code),
  })
}
