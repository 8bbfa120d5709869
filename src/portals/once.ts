/** A secret that was just made, on its way to the one page that shows it: sealed, to this session, and gone when shown. */
import type { RequestContext } from '../http/context.ts'
import { type CookieName, readCookie, writeCookie } from '../http/cookies.ts'
import { seconds } from '../runtime.ts'
import { serverOf } from '../tokens/server.ts'
import type { Person } from './person.ts'

const cookie: CookieName = { name: 'edgegrant-once' }
const maxAge = 120

interface Once {
  readonly session: string
  /** What it belongs to, such as the id of a client. */
  readonly of: string
  readonly secret: string
}

export async function showOnce(
  c: RequestContext,
  { session }: Person,
  { of, secret }: Pick<Once, 'of' | 'secret'>,
): Promise<void> {
  const { sealer, config } = serverOf(c)
  const now = c.get('now')
  const once: Once = { session: session.id, of, secret }
  const sealed = await sealer.seal('once', once, { now, expiresAt: seconds(now) + maxAge })
  writeCookie(c, cookie, sealed, { secure: config.secure, maxAge })
}

/** The secret of that thing, the first time that it is asked for. */
export async function takeOnce(
  c: RequestContext,
  { session }: Person,
  of: string,
): Promise<string | undefined> {
  const { sealer, config } = serverOf(c)
  const value = readCookie(c, cookie, config.secure)
  if (value === undefined) return undefined
  const opened = await sealer.open<Once>('once', value, c.get('now'))
  if (!opened || opened.expired || opened.payload.session !== session.id || opened.payload.of !== of)
    return undefined
  writeCookie(c, cookie, '', { secure: config.secure, maxAge: 0 })
  return opened.payload.secret
}
