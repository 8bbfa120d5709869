/** One try at proving who somebody is: asks the method, and goes on where its answer leads. */
import type { RequestContext } from '../http/context.ts'
import { noStore } from '../http/headers.ts'
import { reaches } from '../protocol/credential.ts'
import { OAuthError } from '../protocol/errors.ts'
import { Parameters } from '../protocol/parameters.ts'
import { provision } from '../registry/provision.ts'
import { randomToken, seconds } from '../runtime.ts'
import { knownDeviceCookie } from '../sign-in/known-devices.ts'
import type { Kept, Retry, SignInAttempt, SignInOutcome, StepOfProof } from '../sign-in/sign-in-method.ts'
import { subjectOf, type User } from '../stores/users.ts'
import { textOf } from '../tokens/language.ts'
import { noteRefusedSignIn } from '../tokens/note.ts'
import { serverOf } from '../tokens/server.ts'
import { standingHere } from '../tokens/standing.ts'
import { anotherWay, isTooOld } from './freshness.ts'
import { type Interaction, interactionUrl, sealInteraction } from './interaction.ts'
import { linkingOf } from './link.ts'
import { type Page, proceed, type State } from './proceed.ts'
import { advance } from './signed-in.ts'
import { depart } from './way-back.ts'
import { firstWays, type Way, wayValue } from './ways.ts'

export interface Try {
  readonly way: Way
  readonly step: StepOfProof
  readonly action: 'begin' | 'complete'
  readonly form: Parameters
  /** The page, with what went wrong. */
  readonly page: (retry: Retry) => Page
}

export const pathOf = { first: 'sign-in', second: 'second-factor' } as const

export async function attempt(c: RequestContext, state: State, tried: Try): Promise<Response> {
  const { way, step } = tried
  const { interaction } = state
  const wayBack = randomToken(16)
  const outcome = await outcomeOf(c, { ...attemptOf(c, state, tried), state: wayBack }, tried)
  switch (outcome.kind) {
    case 'authenticated': {
      const { user } = outcome
      const barred = notTheirWay(c, state, tried, user, wayValue(way)) ?? (await barredByDirectory(c, user))
      if (barred) return again(c, state, tried, barred)
      accept(c, outcome)
      return advance(c, state, { user, amr: outcome.amr, step, way })
    }
    case 'identified': {
      const { identity, amr, authTime } = outcome
      const provisioned = await provision(c, identity)
      if (provisioned.kind === 'link') {
        accept(c, outcome)
        return proceed(c, { ...interaction, progress: { linking: linkingOf(identity, provisioned.user) } })
      }
      if (provisioned.kind === 'refused') {
        const { problem, refused } = provisioned
        return again(c, state, tried, { kind: 'retry', status: 400, problem, refused, kept: null })
      }
      const { user } = provisioned
      const { kind, id } = identity.source
      // A directory has just said yes itself.
      const barred =
        notTheirWay(c, state, tried, user, `${kind}:${id}`) ??
        (kind === 'directory' ? undefined : await barredByDirectory(c, user)) ??
        (authTime !== undefined && isTooOld(state.request, authTime, seconds(c.get('now')))
          ? anotherWay(serverOf(c), user, { amr, source: id, client: state.request.client })
          : undefined)
      if (barred) return again(c, state, tried, barred)
      accept(c, outcome)
      return advance(c, state, { user, amr, step, way, authTime })
    }
    case 'page':
      // By way of a redirect, so that a reload begins nothing anew.
      return proceed(c, doing(interaction, tried, outcome.kept))
    case 'redirect': {
      const sealed = await sealInteraction(c, 'callback', doing(interaction, tried, outcome.kept))
      const endsAt = seconds(c.get('now')) + serverOf(c).settings.lifetimes.interaction
      await depart(c, wayBack, sealed, endsAt)
      noStore(c)
      return c.redirect(outcome.url, 303)
    }
    case 'retry':
      return again(c, state, tried, outcome)
  }
}

function accept(c: RequestContext, { accepted }: { accepted?(): Promise<void> }): void {
  if (accepted) c.executionCtx.waitUntil(accepted())
}

async function outcomeOf(
  c: RequestContext,
  made: SignInAttempt,
  { way: { method }, action }: Try,
): Promise<SignInOutcome> {
  try {
    const server = serverOf(c)
    return await (action === 'begin' && method.begin
      ? method.begin(made, server)
      : method.complete(made, server))
  } catch (error) {
    if (!(error instanceof OAuthError) || error.code !== 'temporarily_unavailable') throw error
    return { kind: 'retry', status: 429, problem: ['sign_in.busy'], retryAfter: 2 }
  }
}

/** The sealed request for a page that shows these ways, and what their parts of it are made with. */
export async function prepare(
  c: RequestContext,
  state: State,
  step: StepOfProof,
  ways: readonly Way[],
): Promise<{ sealed: string; prepared: Readonly<Record<string, Kept>> }> {
  const form = Parameters.from({})
  const made = ways.map(async (way): Promise<[string, Kept][]> => {
    const kept = await way.method.prepare?.(attemptOf(c, state, { way, step, form }), serverOf(c))
    return kept ? [[way.method.value, kept]] : []
  })
  const prepared = Object.fromEntries((await Promise.all(made)).flat())
  const { interaction } = state
  const progress = { ...interaction.progress, prepared }
  return { sealed: await sealInteraction(c, pathOf[step], { ...interaction, progress }), prepared }
}

/**
 * Which ways are open depends on who it is. Whoever proved a password that does not count hears what they would hear of
 * a wrong one.
 */
function notTheirWay(
  c: RequestContext,
  { request }: State,
  { way, step }: Try,
  { sub: subject, user_type }: User,
  value: string,
): Retry | undefined {
  const open = firstWays(serverOf(c), request.client, user_type)
  if (step === 'second' || open.some((each) => wayValue(each) === value)) return undefined
  const typed = way.method.name === 'password' || way.method.name === 'directory'
  return {
    kind: 'retry',
    status: 400,
    problem: [typed ? 'password.wrong' : 'sign_in.not_this_way'],
    refused: { why: 'not_allowed', subject },
    kept: null,
  }
}

/** Who came from a directory signs in, by whatever way, only as long as it still has them. */
async function barredByDirectory(c: RequestContext, user: User): Promise<Retry | undefined> {
  const { directory } = subjectOf(user)
  const standing = await standingHere(c, { sub: user.sub, ...(directory && { directory }) })
  if (standing === 'good') return undefined
  const stopped = standing === 'stopped'
  return {
    kind: 'retry',
    status: 400,
    problem: [stopped ? 'directory.disabled' : 'directory.unreachable'],
    refused: { why: stopped ? 'disabled' : 'unreachable', subject: user.sub },
    kept: null,
  }
}

/** Says what went wrong, where it still matters. */
function again(c: RequestContext, { interaction }: State, tried: Try, retry: Retry): Promise<Response> {
  const { refused, kept } = retry
  c.get('log').what = 'sign_in_refused'
  const clientId = interaction.parameters.client_id
  if (refused) noteRefusedSignIn(c, { ...refused, clientId })
  const next = kept === undefined ? interaction : doing(interaction, tried, kept)
  return proceed(c, next, { step: pathOf[tried.step], page: tried.page(retry) })
}

function attemptOf(
  c: RequestContext,
  { interaction, request, decision, raising }: State,
  tried: Pick<Try, 'way' | 'step' | 'form'>,
): SignInAttempt {
  const { way, step, form } = tried
  const before = interaction.progress.doing
  const own = before?.method === wayValue(way) && before.step === step
  return {
    form,
    remoteAddress: c.req.header('cf-connecting-ip'),
    knownDevice: knownDeviceCookie(c),
    background: (work) => c.executionCtx.waitUntil(work),
    now: c.get('now'),
    client: request.client,
    interactionId: interaction.id,
    t: textOf(c),
    kept: own ? before.kept : interaction.progress.prepared?.[way.method.value],
    link: async (kept) =>
      serverOf(c).config.issuer + (await interactionUrl(c, pathOf[step], doing(interaction, tried, kept))),
    source: way.source?.id,
    user: step === 'second' ? raising?.user : undefined,
    asked: {
      again: request.prompt.has('login') || (decision.kind === 'login' && decision.again),
      maxAge: request.maxAge,
      twoFactors: request.acr.values.length > 0 && !request.acr.values.some((value) => reaches('1', value)),
      loginHint: form.get('login') ?? request.loginHint,
    },
  }
}

function doing(
  interaction: Interaction,
  { way, step }: Pick<Try, 'way' | 'step'>,
  kept: Kept | null,
): Interaction {
  const { doing: _, prepared: __, ...rest } = interaction.progress
  const own = kept === null ? undefined : { doing: { method: wayValue(way), kept, step } }
  return { ...interaction, progress: { ...rest, ...own } }
}
