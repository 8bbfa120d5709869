/**
 * Somebody who is signed in links an account elsewhere with their own, from their account page: the same way there and
 * back as in a sign-in, for a session that must still be there at its end.
 */
import type { RequestContext } from '../http/context.ts'
import { noStore } from '../http/headers.ts'
import { Parameters } from '../protocol/parameters.ts'
import { changeOf } from '../registry/change.ts'
import { linkProvider } from '../registry/link.ts'
import { randomToken, seconds } from '../runtime.ts'
import { readAccounts } from '../sign-in/accounts.ts'
import { providerMethod as provider } from '../sign-in/methods/index.ts'
import type { Kept, Retry, SignInAttempt } from '../sign-in/sign-in-method.ts'
import type { User } from '../stores/users.ts'
import { noteRefusedSignIn } from '../tokens/note.ts'
import { serverOf } from '../tokens/server.ts'
import { ownClientId } from './portal-request.ts'
import { interrupted } from './steps.ts'
import { depart } from './way-back.ts'

interface Carried {
  readonly sub: string
  /** The private id of the session that asked for it. */
  readonly session: string
  readonly source: string
  readonly kept: Kept
}

export const linkedPage = '/account/linked'
const secondsThere = 1_800

/** @param person whose session it is, which was begun a short while ago */
export async function beginLinking(
  c: RequestContext,
  person: Pick<Carried, 'sub' | 'session'>,
  source: string,
): Promise<Response> {
  const state = randomToken(16)
  const outcome = await provider.begin?.({ ...attemptOf(c, source), state }, serverOf(c))
  if (outcome?.kind === 'retry') return refused(c, person.sub, source, outcome)
  if (outcome?.kind !== 'redirect') throw new Error('a provider is elsewhere')
  const now = c.get('now')
  const endsAt = seconds(now) + secondsThere
  const carried: Carried = { ...person, source, kept: outcome.kept }
  await depart(
    c,
    state,
    await serverOf(c).sealer.seal('linking', carried, { now, expiresAt: endsAt }),
    endsAt,
  )
  return goTo(c, outcome.url)
}

/** @returns undefined where what waited is a sign-in */
export async function finishLinking(
  c: RequestContext,
  sealed: string,
  answer: Parameters,
): Promise<Response | undefined> {
  const opened = await serverOf(c).sealer.open<Carried>('linking', sealed, c.get('now'))
  if (!opened) return undefined
  const { sub, session, source, kept } = opened.payload
  const user = await stillThere(c, sub, session)
  if (!user || opened.expired || source !== c.req.param('source')) return interrupted(c, { kind: 'expired' })
  const attempt = { ...attemptOf(c, source), form: answer, kept }
  const outcome = await provider.complete(attempt, serverOf(c))
  if (outcome.kind === 'retry') return refused(c, sub, source, outcome)
  if (outcome.kind !== 'identified') throw new Error('a provider tells who somebody is')
  const change = changeOf(c, { kind: 'person', id: sub, name: user.user_id })
  const linked = await linkProvider(serverOf(c), change, user, outcome.identity)
  const ended = linked === 'taken' ? { problem: 'taken', provider: source } : { done: 'linked' }
  return goTo(c, `${linkedPage}?${new URLSearchParams(ended)}`)
}

/** Nobody's account is linked for a session that has ended meanwhile. */
async function stillThere(c: RequestContext, sub: string, session: string): Promise<User | undefined> {
  const { stores } = serverOf(c)
  const account = (await readAccounts(c)).find((each) => each.sub === sub && each.session === session)
  if (!account) return undefined
  const outcome = await stores.subjects.session(account.home, session, ownClientId)
  return outcome.kind === 'live' ? stores.users.findBySub(sub) : undefined
}

const attemptOf = (c: RequestContext, source: string): SignInAttempt => ({
  form: Parameters.from({}),
  now: c.get('now'),
  remoteAddress: c.req.header('cf-connecting-ip'),
  source,
  background: (work) => c.executionCtx.waitUntil(work),
})

function refused(
  c: RequestContext,
  subject: string,
  source: string,
  { problem, refused: why }: Retry,
): Response {
  if (why) noteRefusedSignIn(c, { ...why, subject, clientId: undefined })
  const query = new URLSearchParams({ problem: problem[0].split('.')[1] ?? '', provider: source })
  return goTo(c, `${linkedPage}?${query}`)
}

function goTo(c: RequestContext, url: string): Response {
  noStore(c)
  return c.redirect(url, 303)
}
