/** What anybody may look at: the error table, and the few files the pages need. */
import { version } from '../config.ts'
import type { RequestContext } from '../http/context.ts'
import { pageHeaders } from '../http/headers.ts'
import { ErrorsPage } from '../pages/errors.tsx'
import { formPostScript } from '../pages/form-post-script.ts'
import { icon } from '../pages/icon.ts'
import { makePasskeyScript, usePasskeyScript } from '../pages/passkey-scripts.ts'
import { portalScript } from '../pages/portal-script.ts'
import { checkSessionScript, signedOutScript } from '../pages/session-scripts.ts'
import { stylesheet } from '../pages/stylesheet.ts'
import { documentStyles } from '../pages/stylesheet-documents.ts'
import { portalStylesheet } from '../pages/stylesheet-portal.ts'
import { errorTable } from '../protocol/errors.ts'
import { problemTable } from '../protocol/problems.ts'
import { showEnglishPage } from '../tokens/show-page.ts'

export function errors(c: RequestContext): Response {
  pageHeaders(c)
  const rows = Object.entries({ ...errorTable, ...problemTable }).map(
    ([code, { status, meaning, section }]) => ({
      code,
      status,
      description: meaning,
      section,
    }),
  )
  return showEnglishPage(c, ErrorsPage({ errors: rows }))
}

/** This isolate runs, is configured, and its sealing secret opens the signing keys. */
export const health = (c: RequestContext): Response => {
  c.header('Cache-Control', 'no-store')
  return c.json({ status: 'ok', version })
}

const file = (type: string, body: string) => (c: RequestContext) => {
  c.header('Cache-Control', 'public, max-age=86400')
  c.header('Content-Type', type)
  return c.body(body)
}
export const styleFile = file('text/css; charset=utf-8', stylesheet)
export const documentStyleFile = file('text/css; charset=utf-8', documentStyles)
export const iconFile = file('image/svg+xml', icon)
export const formPostFile = file('text/javascript; charset=utf-8', formPostScript)
export const sessionFiles = {
  '/signed-out.js': file('text/javascript; charset=utf-8', signedOutScript),
  '/check-session.js': file('text/javascript; charset=utf-8', checkSessionScript),
}
export const portalStyleFile = file('text/css; charset=utf-8', portalStylesheet)
export const portalScriptFile = file('text/javascript; charset=utf-8', portalScript)
export const usePasskeyFile = file('text/javascript; charset=utf-8', usePasskeyScript)
export const makePasskeyFile = file('text/javascript; charset=utf-8', makePasskeyScript)
