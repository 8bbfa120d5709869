/** The browser cookie: what travels through a browser is bound to it, so a half-finished sign-in cannot be planted. */

import { base64url } from 'jose'
import type { RequestContext } from '../http/context.ts'
import { type CookieName, readCookie, writeCookie } from '../http/cookies.ts'
import { randomToken } from '../runtime.ts'
import { serverOf } from '../tokens/server.ts'

const cookie: CookieName = { name: 'edgegrant-browser' }
const maxAge = 400 * 86_400

/** The hash of this browser's cookie, or undefined where it sent none. */
export async function browserHash(c: RequestContext): Promise<string | undefined> {
  const value = readCookie(c, cookie, serverOf(c).config.secure)
  return value === undefined ? undefined : hash(value)
}

/** The same, giving the browser a cookie where it has none. */
export async function knownBrowser(c: RequestContext): Promise<string> {
  const known = await browserHash(c)
  if (known !== undefined) return known
  const value = randomToken()
  writeCookie(c, cookie, value, { secure: serverOf(c).config.secure, maxAge })
  return hash(value)
}

async function hash(value: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(value))
  return base64url.encode(new Uint8Array(digest).slice(0, 16))
}
