/**
 * Which interactions have ended in this browser: a step back or a bookmark then says so, instead of sending the
 * application an answer that it no longer waits for.
 */
import type { RequestContext } from '../http/context.ts'
import { type CookieName, readCookie, writeCookie } from '../http/cookies.ts'
import { serverOf } from '../tokens/server.ts'

const cookie: CookieName = { name: 'edgegrant-finished' }
const remembered = 10

export function isFinished(c: RequestContext, id: string): boolean {
  return finished(c).includes(id)
}

export function noteFinished(c: RequestContext, id: string): void {
  const ids = [id, ...finished(c)].slice(0, remembered)
  const { config, settings } = serverOf(c)
  writeCookie(c, cookie, ids.join('.'), {
    secure: config.secure,
    maxAge: settings.lifetimes.interaction,
  })
}

const finished = (c: RequestContext): string[] =>
  (readCookie(c, cookie, serverOf(c).config.secure) ?? '').split('.')
