/** The files of the theme. Their addresses change with it, so caches may keep them; at any other there is what is now. */
import type { RequestContext } from '../http/context.ts'
import { serverOf } from '../tokens/server.ts'
import { themeFiles } from '../tokens/theme.ts'

export function themeStyle(c: RequestContext): Response {
  c.header('Cache-Control', 'public, max-age=86400')
  c.header('Content-Type', 'text/css; charset=utf-8')
  return c.body(themeFiles(serverOf(c).settings).stylesheet?.text ?? '')
}

/** An SVG can hold script: wherever this is opened, it can do nothing. */
export function themeLogo(c: RequestContext): Response {
  const { logo } = themeFiles(serverOf(c).settings)
  if (!logo) return c.body(null, 404)
  c.header('Cache-Control', 'public, max-age=86400')
  c.header('Content-Type', logo.type)
  c.header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
  return c.body(logo.bytes)
}
