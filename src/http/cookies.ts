/** Cookies: `__Host-` and Secure on https, HttpOnly and Lax always. */
import { getCookie, setCookie } from 'hono/cookie'
import type { RequestContext } from './context.ts'

export interface CookieName {
  readonly name: string
}

const fullName = ({ name }: CookieName, secure: boolean) => (secure ? `__Host-${name}` : name)

export const readCookie = (c: RequestContext, cookie: CookieName, secure: boolean): string | undefined =>
  getCookie(c, fullName(cookie, secure))

/** The cookies that begin like this, oldest first (RFC 6265 §5.4); by the rest of their names. */
export const cookiesLike = (c: RequestContext, { name }: CookieName, secure: boolean): string[] => {
  const start = fullName({ name }, secure)
  return Object.keys(getCookie(c))
    .filter((each) => each.startsWith(start))
    .map((each) => each.slice(start.length))
}

/** @param options.maxAge seconds */
export function writeCookie(
  c: RequestContext,
  cookie: CookieName,
  value: string,
  { secure, maxAge }: { secure: boolean; maxAge: number },
): void {
  setCookie(c, fullName(cookie, secure), value, {
    path: '/',
    httpOnly: true,
    secure,
    sameSite: 'Lax',
    maxAge,
  })
}

/** One that scripts of ours read, in a frame on other sites too: it must hold nothing that lets anybody in. */
export function writeReadableCookie(
  c: RequestContext,
  cookie: CookieName,
  value: string,
  { secure, maxAge }: { secure: boolean; maxAge: number },
): void {
  // Browsers take None on https alone; on a laptop all are of one site.
  const sameSite = secure ? 'None' : 'Lax'
  setCookie(c, fullName(cookie, secure), value, { path: '/', secure, sameSite, maxAge })
}

export function dropCookie(c: RequestContext, cookie: CookieName, secure: boolean): void {
  setCookie(c, fullName(cookie, secure), '', { path: '/', secure, maxAge: 0 })
}
