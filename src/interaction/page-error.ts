/** An error as a page, for whatever goes wrong before it is proven where an answer may be sent. */

import type { RequestContext } from '../http/context.ts'
import { pageHeaders } from '../http/headers.ts'
import { errorUri, noteError } from '../http/json-error.ts'
import { ErrorPage } from '../pages/error.tsx'
import { type ErrorCode, errorEntry, type OAuthError } from '../protocol/errors.ts'
import { showPage } from '../tokens/show-page.ts'

export function pageError(c: RequestContext, error: OAuthError): Response {
  noteError(c, error)
  const { status } = errorEntry(error.code)
  pageHeaders(c)
  if (status === 503) c.header('Retry-After', '2')
  const view = ErrorPage({
    ...wordsFor(error.code, status),
    code: error.code,
    description: error.description,
    errorUri: errorUri(c, error.code),
    requestId: c.get('requestId'),
  })
  // To a person a page is never "unauthorized": there is nothing here for the browser to ask a password for.
  return showPage(c, view, status === 401 ? 400 : status)
}

function wordsFor(code: ErrorCode, status: number): { title: string; message: string } {
  if (status >= 500)
    return { title: 'That did not work', message: 'Something failed on our side. Try again in a moment.' }
  // A device's code, by a person who took their time or was not the only one to answer: nobody did anything wrong.
  if (code === 'expired_token')
    return {
      title: 'The code has ended',
      message: 'It expired or was already answered. Ask the device for a new one.',
    }
  return {
    title: 'This sign-in cannot go on',
    message:
      'The application sent a request that this server cannot answer. Trying again will not help until it is mended.',
  }
}

/** What no specification has an error code of its own for. */
export function missingPage(c: RequestContext, description: string): Response {
  Object.assign(c.get('log'), { error: 'not_found', description })
  pageHeaders(c)
  const view = ErrorPage({
    title: 'Nothing is here',
    message: 'The address is wrong, or what was there is gone.',
    code: 'not_found',
    description,
    errorUri: errorUri(c, 'not_found'),
    requestId: c.get('requestId'),
  })
  return showPage(c, view, 404)
}
