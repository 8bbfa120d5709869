/** Begins and ends sessions: a row in the person's shard, and their account in this browser's cookie. */

import type { RequestContext } from '../http/context.ts'
import { causeOf, originOf } from '../http/origin.ts'
import { acrOf } from '../protocol/credential.ts'
import type { Subject } from '../protocol/subject.ts'
import { randomBytes, randomToken, seconds } from '../runtime.ts'
import { homeFor, type Place } from '../stores/shards/home.ts'
import type { Session } from '../stores/shards/subject-decisions.ts'
import type { SessionOutcome } from '../stores/shards/subject-outcomes.ts'
import { subjectOf, type User } from '../stores/users.ts'
import { type Server, serverOf } from '../tokens/server.ts'
import { type Account, readAccounts, writeAccounts } from './accounts.ts'
import { noteDevice } from './known-devices.ts'

export interface Authenticated {
  readonly user: User
  readonly amr: readonly string[]
  /** What they were asked for; for the audit trail, since a recovery code and a one-time code have the same `amr`. */
  readonly methods?: readonly string[]
  /** NumericDate; now where it is not said. */
  readonly authTime?: number | undefined
}

/** A new private id at every sign-in, also when the same person signs in again (session fixation). */
export async function beginSession(
  c: RequestContext,
  { user, amr, methods, authTime }: Authenticated,
  clientId: string,
): Promise<{ account: Account; outcome: SessionOutcome }> {
  const {
    stores,
    settings: { lifetimes },
  } = serverOf(c)
  const now = seconds(c.get('now'))
  const { subject, home } = await settle(serverOf(c), user, placeOf(c))
  const session: Session = {
    id: randomToken(),
    sub: user.sub,
    sid: randomToken(16),
    authTime: authTime ?? now,
    acr: acrOf(amr),
    amr,
    createdAt: now,
    lastSeen: now,
    expiresAt: now + lifetimes.session,
    idleLifetime: lifetimes.session_idle,
    ...seenOf(c),
  }
  const accounts = await readAccounts(c)
  const former = accounts.find((account) => account.sub === user.sub)
  const outcome = await stores.subjects.signIn(home, subject, session, former?.session, clientId, {
    ...causeOf(c),
    ...(methods && { methods }),
  })

  const { email, name } = user.claims
  const account: Account = {
    home,
    sub: user.sub,
    session: session.id,
    login: short(user.user_id),
    name: short(name ?? user.user_id),
    ...(email !== undefined && email.length <= longestShown && { email }),
  }
  const dropped = await writeAccounts(c, [account, ...accounts.filter((other) => other !== former)])
  await Promise.all(dropped.map((other) => stores.subjects.endSession(other.home, other.session, causeOf(c))))
  // A session that goes on in the new one keeps its sid; what a cookie names may have ended long ago.
  const wasHere = outcome.kind === 'live' && outcome.session.sid !== session.sid
  await noteDevice(c, user, wasHere)
  return { account, outcome }
}

const longestShown = 64
const short = (text: string) => (text.length <= longestShown ? text : `${text.slice(0, longestShown - 1)}…`)

/** The person's record as their shard keeps it, and the shard, which is chosen the first time it is needed. */
export async function settle(
  server: Server,
  user: User,
  place: Place | undefined,
): Promise<{ subject: Subject; home: string }> {
  const home =
    user.home ?? (await server.stores.users.settle(user.sub, homeFor(place, randomBytes(1)[0] ?? 0)))
  return { subject: subjectOf(user), home }
}

/** How the person may know this browser again in the list of where they are signed in. */
function seenOf(c: RequestContext): Pick<Session, 'userAgent' | 'place'> {
  const { userAgent } = originOf(c)
  const { city, country } = placeOf(c) ?? {}
  const place = {
    ...(city && { city: city.slice(0, longestShown) }),
    ...(country && { country: country.slice(0, 2) }),
  }
  return { ...(userAgent && { userAgent }), ...(Object.keys(place).length > 0 && { place }) }
}

/** Cloudflare's own idea of where the request comes from; a client cannot set it. */
export function placeOf(c: RequestContext): (Place & { city?: string; country?: string }) | undefined {
  return (c.req.raw as Request<unknown, IncomingRequestCfProperties>).cf
}
