/**
 * What applications may know of this browser without asking the server: that who is signed in has changed, and nothing
 * else. OpenID Connect Session Management §2, §3.2.
 */
import { base64url } from 'jose'
import type { RequestContext } from '../http/context.ts'
import { type CookieName, dropCookie, readCookie, writeReadableCookie } from '../http/cookies.ts'
import { randomToken } from '../runtime.ts'
import { serverOf } from '../tokens/server.ts'

/** A script of ours reads it in a frame of other sites. */
const cookie: CookieName = { name: 'edgegrant-state' }

interface InSession {
  /** The private id. */
  readonly session: string
}

/** Follows the sessions of this browser: another one wherever somebody signs in or out, whichever was used last. */
export async function showBrowserState(c: RequestContext, sessions: readonly InSession[]): Promise<void> {
  const { config, settings } = serverOf(c)
  const known = readCookie(c, cookie, config.secure)
  const state = await stateOf(sessions)
  if (known === state) return
  if (state !== undefined)
    writeReadableCookie(c, cookie, state, { secure: config.secure, maxAge: settings.lifetimes.session })
  else if (known !== undefined) dropCookie(c, cookie, config.secure)
}

/** `session_state` of an answer that goes there; none for an application that has no origin. */
export async function sessionState(
  clientId: string,
  redirectUri: string,
  sessions: readonly InSession[],
): Promise<string | undefined> {
  const { protocol, origin } = new URL(redirectUri)
  if (protocol !== 'https:' && protocol !== 'http:') return undefined
  const salt = randomToken(12)
  return `${await hash([clientId, origin, (await stateOf(sessions)) ?? '', salt].join(' '))}.${salt}`
}

/** A hash of private ids, each of 256 random bits, tells nothing of them. Undefined where nobody is signed in. */
async function stateOf(sessions: readonly InSession[]): Promise<string | undefined> {
  if (sessions.length === 0) return undefined
  return hash(['state', ...sessions.map(({ session }) => session).sort()].join(' '))
}

async function hash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return base64url.encode(new Uint8Array(digest))
}
