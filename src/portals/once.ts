/** A secret that was just made, on its way to the one page that shows it: sealed, to this session, and gone when shown. */
import type { RequestContext } from '../http/context.ts'
import { type CookieName, cookiesLike, readCookie, writeCookie } from '../http/cookies.ts'
import { seconds } from '../runtime.ts'
import { type Server, serverOf } from '../tokens/server.ts'
import type { Person } from './person.ts'

const prefix: CookieName = { name: 'edgegrant-once-' }
const maxAge = 120
/** Secrets that wait for their pages at a time; one more, and the oldest is shown no more. */
const most = 10

/** One for each thing: two pages may be on their way at once. */
const cookieOf = async ({ sealer }: Server, of: string): Promise<CookieName> => ({
  name: prefix.name + (await sealer.pseudonym(`once|${of}`)),
})

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
  const server = serverOf(c)
  const { sealer, config } = server
  const { secure } = config
  const now = c.get('now')
  for (const name of cookiesLike(c, prefix, secure).slice(0, 1 - most))
    writeCookie(c, { name: prefix.name + name }, '', { secure, maxAge: 0 })
  const once: Once = { session: session.id, of, secret }
  const sealed = await sealer.seal('once', once, { now, expiresAt: seconds(now) + maxAge })
  writeCookie(c, await cookieOf(server, of), sealed, { secure, maxAge })
}

/** The secret of that thing, the first time that it is asked for. */
export async function takeOnce(
  c: RequestContext,
  { session }: Person,
  of: string,
): Promise<string | undefined> {
  const server = serverOf(c)
  const { sealer, config } = server
  const cookie = await cookieOf(server, of)
  const value = readCookie(c, cookie, config.secure)
  if (value === undefined) return undefined
  const opened = await sealer.open<Once>('once', value, c.get('now'))
  if (!opened || opened.expired || opened.payload.session !== session.id || opened.payload.of !== of)
    return undefined
  writeCookie(c, cookie, '', { secure: config.secure, maxAge: 0 })
  return opened.payload.secret
}
