/** An error as a page, for whatever goes wrong before it is proven where an answer may be sent. */

import type { RequestContext } from '../http/context.ts'
import { pageHeaders } from '../http/headers.ts'
import { errorUri, noteError } from '../http/json-error.ts'
import { ErrorPage } from '../pages/error.tsx'
import type { Text } from '../pages/text.ts'
import { type ErrorCode, errorEntry, type OAuthError } from '../protocol/errors.ts'
import { textOf } from '../tokens/language.ts'
import { showPage } from '../tokens/show-page.ts'

export function pageError(c: RequestContext, error: OAuthError): Response {
  noteError(c, error)
  const { status } = errorEntry(error.code)
  pageHeaders(c)
  if (status === 503) c.header('Retry-After', '2')
  const view = ErrorPage({
    t: textOf(c),
    ...wordsFor(textOf(c), error.code, status),
    code: error.code,
    description: error.description,
    errorUri: errorUri(c, error.code),
    requestId: c.get('requestId'),
  })
  // To a person a page is never "unauthorized": there is nothing here for the browser to ask a password for.
  return showPage(c, view, status === 401 ? 400 : status)
}

function wordsFor(t: Text, code: ErrorCode, status: number): { title: string; message: string } {
  if (status >= 500) return { title: t('error.failed'), message: t('error.failed_what') }
  // A device's code, by a person who took their time or was not the only one to answer: nobody did anything wrong.
  if (code === 'expired_token') return { title: t('device.ended'), message: t('device.ended_what') }
  return { title: t('error.request_refused'), message: t('error.request_refused_what') }
}

/** What no specification has an error code of its own for. */
export function missingPage(c: RequestContext, description: string): Response {
  Object.assign(c.get('log'), { error: 'not_found', description })
  pageHeaders(c)
  const view = ErrorPage({
    t: textOf(c),
    title: textOf(c)('error.missing'),
    message: textOf(c)('error.missing_what'),
    code: 'not_found',
    description,
    errorUri: errorUri(c, 'not_found'),
    requestId: c.get('requestId'),
  })
  return showPage(c, view, 404)
}
