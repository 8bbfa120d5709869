/** Headers that say what a browser may do with an answer. */
import type { RequestContext } from './context.ts'

/** Nothing sensitive may stay in a cache (RFC 6749 §5.1). */
export function noStore(c: RequestContext): void {
  c.header('Cache-Control', 'no-store')
  c.header('Pragma', 'no-cache')
}

/** On every answer. */
export function commonHeaders(c: RequestContext, secure: boolean): void {
  c.header('X-Request-Id', c.get('requestId'))
  c.header('X-Content-Type-Options', 'nosniff')
  // Not no-referrer: under that, a browser sends `Origin: null` with our own forms.
  c.header('Referrer-Policy', 'same-origin')
  if (secure) c.header('Strict-Transport-Security', 'max-age=31536000')
}

/**
 * On every page. `formTarget` is where its form may end up. Chromium holds the redirects after a form post against
 * form-action too, the client's own included, so https as a whole is allowed, and a client's other scheme by name.
 */
export function pageHeaders(
  c: RequestContext,
  formTarget?: string,
  /** `challenge`: the page asks that of Turnstile, and may load its script and its frame. `frames`: others that it loads. */
  { challenge = false, frames = [] }: { challenge?: boolean; frames?: readonly string[] } = {},
): void {
  noStore(c)
  const others = challenge ? ' https://challenges.cloudflare.com' : ''
  const framed = `${others}${frames.flatMap(frameSource).join('')}`
  c.header(
    'Content-Security-Policy',
    [
      "default-src 'none'",
      "style-src 'self'",
      `script-src 'self'${others}`,
      ...(framed === '' ? [] : [`frame-src${framed}`]),
      "img-src 'self' https: data:",
      `form-action 'self'${formTarget === undefined ? '' : ` https: ${formSources(c, formTarget)}`}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
  )
  c.header('X-Frame-Options', 'DENY')
  c.header('Permissions-Policy', 'camera=(), geolocation=(), microphone=()')
}

/** A provider on the same laptop as this server is one more place to go to. */
function formSources(c: RequestContext, target: string): string {
  const issuer = c.get('issuer')
  return [...new Set([target, ...(issuer.startsWith('http:') ? [issuer] : [])].map(formSource))].join(' ')
}

/** By its path, and no other of its host. A query is no part of a policy; what would end one is escaped. */
function frameSource(uri: string): string[] {
  const { origin, pathname } = new URL(uri)
  if (!/^https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d+)?$/.test(origin)) return [] // of an older registration
  return [` ${origin}${pathname.replaceAll(';', '%3B').replaceAll(',', '%2C')}`]
}

function formSource(uri: string): string {
  const { protocol, hostname } = new URL(uri)
  // A loopback client redirects within the loopback, whatever the port. A policy cannot name an IPv6 address.
  return protocol === 'http:' && !hostname.startsWith('[') ? `http://${hostname}:*` : protocol
}

/** For what clients in browsers call. No cookie is ever read there, so any origin may. */
export function corsHeaders(c: RequestContext): void {
  c.header('Access-Control-Allow-Origin', '*')
  c.header('Access-Control-Expose-Headers', 'WWW-Authenticate, X-Request-Id, Retry-After')
}

/** The answer to a CORS preflight. */
export function preflight(c: RequestContext, methods: readonly string[]): Response {
  corsHeaders(c)
  c.header('Access-Control-Allow-Methods', methods.join(', '))
  c.header('Access-Control-Allow-Headers', 'Authorization, Content-Type, DPoP, MCP-Protocol-Version')
  c.header('Access-Control-Max-Age', '7200')
  return c.body(null, 204)
}
