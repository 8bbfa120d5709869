/**
 * The one dispatcher: looks at a request under way, decides, and answers with the page that comes next or with the
 * response. Every step of the sign-in comes back here; none goes to another.
 */
import type { RequestContext } from '../http/context.ts'
import { sent } from '../http/form.ts'
import { noStore } from '../http/headers.ts'
import { toOAuthError } from '../http/json-error.ts'
import { acrOf, reaches } from '../protocol/credential.ts'
import { errorEntry, OAuthError } from '../protocol/errors.ts'
import { Parameters } from '../protocol/parameters.ts'
import type { Subject } from '../protocol/subject.ts'
import { seconds } from '../runtime.ts'
import { type Account, readAccounts } from '../sign-in/accounts.ts'
import { neededAcr } from '../sign-in/level.ts'
import type { SessionOutcome } from '../stores/shards/subject-outcomes.ts'
import type { User } from '../stores/users.ts'
import { serverOf } from '../tokens/server.ts'
import { standingHere } from '../tokens/standing.ts'
import { wantedBy } from './acr-request.ts'
import { type Decision, decide, type Progress, type Raising } from './decision.ts'
import { noteFinished } from './finished.ts'
import { askLanguages, type Interaction, interactionUrl, type Step } from './interaction.ts'
import type { AuthorizationRequest } from './request.ts'
import { kindOf } from './request-kind.ts'
import { reachedWith, secondWays } from './ways.ts'

type Live = Extract<SessionOutcome, { kind: 'live' }>

/** What the dispatcher found out; a page shows what it needs of it. */
export interface State {
  readonly interaction: Interaction
  readonly request: AuthorizationRequest
  readonly decision: Decision
  readonly accounts: readonly Account[]
  /** The account that is meant, and its session where that lives. */
  readonly account: Account | undefined
  readonly live: Live | undefined
  /** Whoever has proven who they are, where that is not enough yet. */
  readonly raising: (Raising & { readonly user: User }) | undefined
}

export type Page = (c: RequestContext, state: State) => Promise<Response>

export interface At {
  readonly step: Step
  readonly page: Page
  /** Whether it is for that page, whatever has come meanwhile: somebody proves who they are. */
  readonly anyway?: boolean
}

/**
 * @param at the page that is being asked for, with its renderer: shown in place where it is still what comes next
 * @param signedIn what a sign-in for this request has just found out: the accounts, and the session of the first
 */
export async function proceed(
  c: RequestContext,
  interaction: Interaction,
  at?: At,
  signedIn?: { accounts: readonly Account[]; outcome: SessionOutcome },
): Promise<Response> {
  const kind = kindOf(interaction)
  sent(c, Parameters.from(interaction.parameters))
  askLanguages(c, interaction)
  const destination = await kind.destination(c, interaction)
  c.get('log').client = destination.client.client_name
  try {
    const request = await kind.request(c, destination, interaction)
    const state = await assess(c, interaction, request, signedIn ?? { accounts: await readAccounts(c) })
    if (state.decision.kind !== 'error' && at?.anyway) return await at.page(c, state)
    c.get('log').what ??= state.decision.kind
    const step = stepOf(state.decision)
    if (step !== undefined) {
      if (at?.step === step) return await at.page(c, state)
      noStore(c)
      return c.redirect(await interactionUrl(c, step, state.interaction), 303)
    }
    if (state.decision.kind === 'error') {
      throw new OAuthError(state.decision.code, { description: state.decision.description })
    }
    return await kind.answer(c, state, () => {
      if (at || c.req.method === 'POST') noteFinished(c, interaction.id) // a person took part
    })
  } catch (error) {
    const oauthError = toOAuthError(error)
    const failed = errorEntry(oauthError.code).status >= 500
    // A person is better served by a page here; a client that asked for none must hear of it (RFC 6749 §4.1.2.1).
    if (failed && !/\bnone\b/.test(interaction.parameters.prompt ?? '')) throw error
    return kind.refuse(c, destination, oauthError)
  }
}

function stepOf(decision: Decision): Step | undefined {
  switch (decision.kind) {
    case 'login':
      return 'sign-in'
    case 'second-factor':
      return 'second-factor'
    case 'enroll':
      return 'enroll'
    case 'link':
      return 'link'
    case 'sign-up':
      return 'sign-up'
    case 'select':
      return 'select-account'
    case 'consent':
      return 'consent'
    default:
      return undefined
  }
}

async function assess(
  c: RequestContext,
  interaction: Interaction,
  request: AuthorizationRequest,
  { accounts, outcome: known }: { accounts: readonly Account[]; outcome?: SessionOutcome },
): Promise<State> {
  const { stores, pairwise } = serverOf(c)
  const { progress } = interaction
  const people = accounts.map(({ sub }) => sub)
  const expectedSub = await pairwise.meant(request.client, request.expectedSub, people, c.get('now'))
  const account = pick(accounts, { ...request, expectedSub }, progress.session)
  const outcome =
    known ??
    (account && (await stores.subjects.session(account.home, account.session, request.client.client_id)))
  const live = outcome?.kind === 'live' && (await mayGoOn(c, outcome.subject)) ? outcome : undefined
  const raising = await raisingOf(c, request, progress, live)
  // A first step that counts no more is as none: what follows is not for the person who took it.
  const counts = raising?.from === 'proof'
  const going = counts ? interaction : { ...interaction, progress: withoutProof(progress) }
  const decision = decide({
    request: { ...request, expectedSub },
    progress: going.progress,
    raising,
    accounts: accounts.length,
    picked: live,
    // A person who is named but not signed in here is not among those who could be chosen.
    ambiguous: account === undefined && accounts.length > 1 && request.expectedSub === undefined,
    now: seconds(c.get('now')),
  })
  return { interaction: going, request, decision, accounts, account, live, raising }
}

/** Whom their directory no longer vouches for is not signed in here, though the session may stand yet. */
const mayGoOn = async (c: RequestContext, subject: Subject): Promise<boolean> =>
  (await standingHere(c, subject)) === 'good'

/** Nor is the page of a second step that was for them. */
function withoutProof(progress: Progress): Progress {
  const { proven, doing, ...rest } = progress
  if (!proven) return progress
  return doing?.step === 'first' ? { ...rest, doing } : rest
}

/** Seconds that somebody has for the second step. */
const provenFor = 1_800

/** A person whose proof so far is less than is needed. Their record is read only then. */
async function raisingOf(
  c: RequestContext,
  request: AuthorizationRequest,
  { proven, level }: Progress,
  live: Live | undefined,
): Promise<State['raising']> {
  const server = serverOf(c)
  const wanted = wantedBy(request, level)
  const isRecent = proven && seconds(c.get('now')) - proven.at < provenFor
  if (isRecent) {
    const user = await server.stores.users.findBySub(proven.sub)
    // What ended their sessions meanwhile ends this too.
    const raising =
      user?.status === 'active' && user.not_before <= proven.at ? raisingBy(user, 'proof', proven) : undefined
    if (raising) return raising
  }
  if (!live) return undefined
  const { session, subject } = live
  if (reaches(session.acr, neededAcr(wanted, subject, server.settings))) return undefined
  const user = await server.stores.users.findBySub(subject.sub)
  const before = { amr: session.amr, at: session.createdAt, ways: waysOf(session.amr) }
  return user && raisingBy(user, 'session', before)

  function raisingBy(
    user: User,
    from: Raising['from'],
    { amr, at, ways }: Pick<Raising, 'amr' | 'at' | 'ways'>,
  ): State['raising'] {
    const needed = neededAcr(wanted, user, server.settings)
    if (reaches(acrOf(amr), needed)) return undefined
    const within = secondWays(server, user, ways).map((way) => reachedWith(way, amr))
    return { user, from, amr, at, ways, needed, within }
  }
}

/** Of a session only `amr` is kept: whose two proofs hold a code had it as the second one. */
const waysOf = (amr: readonly string[]) => (reaches(acrOf(amr), '2') && amr.includes('otp') ? ['totp'] : [])

/** The account that the person chose, or else that the request names, or else the only one. */
function pick(
  accounts: readonly Account[],
  { expectedSub, loginHint }: AuthorizationRequest,
  chosen: string | undefined,
): Account | undefined {
  const known = accounts.find((account) => account.session === chosen)
  if (known) return known
  const named = accounts.find((account) => account.sub === expectedSub)
  if (expectedSub !== undefined) return named ?? (accounts.length === 1 ? accounts[0] : undefined)
  const hint = loginHint?.toLowerCase()
  const hinted =
    hint === undefined
      ? undefined
      : accounts.find(({ login, email }) => hint === login.toLowerCase() || hint === email?.toLowerCase())
  return hinted ?? (accounts.length === 1 ? accounts[0] : undefined)
}
