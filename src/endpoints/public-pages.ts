/** What anybody may look at: the front page, the error table, and the few files the pages need. */
import type { RequestContext } from '../http/context.ts'
import { pageHeaders } from '../http/headers.ts'
import { ErrorsPage } from '../pages/errors.tsx'
import { formPostScript } from '../pages/form-post-script.ts'
import { FrontPage } from '../pages/front.tsx'
import { icon } from '../pages/icon.ts'
import { renderPage } from '../pages/layout.tsx'
import { stylesheet } from '../pages/stylesheet.ts'
import { errorTable } from '../protocol/errors.ts'
import { serverOf } from '../tokens/server.ts'

export const version = '0.1.0'

export function front(c: RequestContext): Response {
  pageHeaders(c)
  const view = FrontPage({
    issuer: serverOf(c).config.issuer,
    version,
    documentation: [{ name: 'Every error, explained', href: '/errors' }],
    metadata: [
      { name: 'OpenID Connect discovery', href: '/.well-known/openid-configuration' },
      { name: 'OAuth 2.0 authorization server metadata', href: '/.well-known/oauth-authorization-server' },
      { name: 'Signing keys (JWKS)', href: '/oauth2/jwks' },
    ],
  })
  return c.html(renderPage(view))
}

export function errors(c: RequestContext): Response {
  pageHeaders(c)
  const rows = Object.entries(errorTable).map(([code, { status, meaning, section }]) => ({
    code,
    status,
    description: meaning,
    section,
  }))
  return c.html(renderPage(ErrorsPage({ errors: rows })))
}

/** Shallow: this isolate runs and is configured. */
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
export const iconFile = file('image/svg+xml', icon)
export const formPostFile = file('text/javascript; charset=utf-8', formPostScript)
