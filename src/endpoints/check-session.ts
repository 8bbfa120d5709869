/** OpenID Connect Session Management §3.2: the page that applications keep in a frame, to ask it and not the server. */
import type { RequestContext } from '../http/context.ts'
import { checkSessionPath } from '../pages/session-scripts.ts'

const page = `<!doctype html><meta charset="utf-8"><title>Session</title><script src="${checkSessionPath}"></script>`

/** The one page of ours that others may frame: it shows nothing, and does nothing but its script. */
export function checkSession(c: RequestContext): Response {
  c.header(
    'Content-Security-Policy',
    "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'",
  )
  c.header('Cache-Control', 'public, max-age=3600')
  return c.html(page)
}
