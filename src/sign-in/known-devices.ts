/**
 * Browsers in which somebody has signed in before. Guessing from elsewhere does not make them wait, and a sign-in from a
 * browser that is none of them is told by mail. One sealed cookie; the accounts in it bear pseudonyms.
 */
import type { RequestContext } from '../http/context.ts'
import { type CookieName, readCookie, writeCookie } from '../http/cookies.ts'
import { originOf } from '../http/origin.ts'
import { randomToken, seconds } from '../runtime.ts'
import type { User } from '../stores/users.ts'
import { deviceIn } from '../tokens/device-name.ts'
import { textOfPerson } from '../tokens/mail.ts'
import { notify } from '../tokens/notify.ts'
import { type Server, serverOf } from '../tokens/server.ts'

interface KnownAt {
  /** Pseudonym of the account. */
  a: string
  /** This browser at this account: what its own tries are counted by. */
  d: string
  /** When it signed in last, in milliseconds. */
  t: number
}

const cookie: CookieName = { name: 'edgegrant-known' }
const dayMs = 86_400_000
const keptAccounts = 10

/** The cookie as it came: what `SignInAttempt.knownDevice` holds. */
export const knownDeviceCookie = (c: RequestContext): string | undefined =>
  readCookie(c, cookie, serverOf(c).config.secure)

/**
 * The browser's id at this account, or undefined where it is none that its owner has used, or where the owner has
 * changed the password or signed out everywhere since.
 */
export async function knownDevice(
  server: Server,
  sent: string | undefined,
  user: Pick<User, 'sub' | 'devicesFrom'> | undefined,
  now: number,
): Promise<string | undefined> {
  // Also for nobody: the work is the same.
  const [all, name] = await Promise.all([read(server, sent, now), nameOf(server, user?.sub ?? '')])
  return all.find(({ a, t }) => a === name && user && t > user.devicesFrom)?.d
}

/** After a sign-in: the browser is known from now on. Where it was not, its owner hears of it by mail. */
export async function noteDevice(c: RequestContext, user: User, here: boolean): Promise<void> {
  const server = serverOf(c)
  const device = await rememberDevice(c, user, here)
  if (device !== 'new' || !server.settings.known_devices.notice) return
  const t = textOfPerson(server, user)
  const values = { device: deviceIn(t, originOf(c).userAgent).name, place: placeIn(c, t.language) }
  c.executionCtx.waitUntil(notify(server, user, 'new_device', values, c.get('now')))
}

/** `Oslo, Norway`: Cloudflare's own idea of it; a client cannot set it. */
function placeIn(c: RequestContext, language: string): string {
  const { city, country }: { city?: string; country?: string } =
    (c.req.raw as Request<unknown, IncomingRequestCfProperties>).cf ?? {}
  const named = country && /^[A-Z]{2}$/.test(country) && country !== 'XX'
  const land = named ? new Intl.DisplayNames([language], { type: 'region' }).of(country) : undefined
  return [city?.slice(0, 64), land].filter(Boolean).join(', ')
}

/**
 * After a sign-in: this browser is known at the account from now on.
 * @param here whether a session of theirs was alive in this browser anyway
 * @returns `first`: nobody has ever signed in to the account; `new`: not from this browser
 */
async function rememberDevice(
  c: RequestContext,
  user: User,
  here: boolean,
): Promise<'known' | 'new' | 'first'> {
  const server = serverOf(c)
  const now = c.get('now')
  const { days } = server.settings.known_devices
  const all = await read(server, knownDeviceCookie(c), now)
  const a = await nameOf(server, user.sub)
  const before = all.find((each) => each.a === a)
  const known = before && before.t > user.devicesFrom ? before : undefined
  if (days > 0) {
    // What was revoked is not taken up again: whoever holds a copy of the old cookie has nothing of the new one.
    const d = known?.d ?? randomToken(9)
    const others = all.filter((each) => each !== before)
    const kept = [{ a, d, t: now }, ...others].slice(0, keptAccounts)
    const expiresAt = seconds(now) + days * 86_400
    const value = await server.sealer.seal('known_devices', kept, { now, expiresAt })
    writeCookie(c, cookie, value, { secure: server.config.secure, maxAge: days * 86_400 })
  }
  if (known || here) return 'known'
  return user.home === null ? 'first' : 'new'
}

async function read({ sealer, settings }: Server, sent: string | undefined, now: number): Promise<KnownAt[]> {
  const opened = sent === undefined ? undefined : await sealer.open<KnownAt[]>('known_devices', sent, now)
  if (!opened || opened.expired) return []
  return opened.payload.filter(({ t }) => t > now - settings.known_devices.days * dayMs)
}

const nameOf = ({ sealer }: Server, sub: string) => sealer.pseudonym(`known|${sub}`)
