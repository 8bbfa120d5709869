/** The page of the second step: somebody has proven who they are, and proves it once more in another way. */
import type { RequestContext } from '../http/context.ts'
import { pageHeaders } from '../http/headers.ts'
import { SecondFactorPage } from '../pages/second-factor.tsx'
import { reaches } from '../protocol/credential.ts'
import type { Parameters } from '../protocol/parameters.ts'
import type { Retry } from '../sign-in/sign-in-method.ts'
import { textOf } from '../tokens/language.ts'
import { serverOf } from '../tokens/server.ts'
import { showPage } from '../tokens/show-page.ts'
import { applicationOf } from './application.ts'
import { attempt, prepare } from './attempt.ts'
import { methodPageOf } from './method-pages.ts'
import { type Page, proceed, type State } from './proceed.ts'
import { passkeyOf } from './sign-in.ts'
import { back, cancel, readPost, resume } from './steps.ts'
import { reachedWith, secondWays, type Way, wayValue } from './ways.ts'

export const showSecondFactor = (c: RequestContext) => resume(c, 'second-factor', page())

export async function submitSecondFactor(c: RequestContext): Promise<Response> {
  const post = await readPost(c, 'second-factor')
  if (post instanceof Response) return post
  const { interaction, form } = post
  switch (form.get('action')) {
    case 'cancel':
      return cancel(c, interaction)
    case 'back':
      return proceed(c, back(interaction))
    case 'restart': // "Not you?"
      return proceed(c, { ...interaction, progress: { choosing: 'another' } })
    default:
      return proceed(c, interaction, { step: 'second-factor', page: prove(form) })
  }
}

const prove =
  (form: Parameters): Page =>
  async (c, state) => {
    const ways = waysFor(c, state)
    const named = form.get('show') ?? form.get('method')
    const here = (retry?: Retry) => page(retry, named)
    if (form.get('show') !== undefined) return here()(c, state)
    const way = ways.find((each) => wayValue(each) === named)
    if (!way) return here({ kind: 'retry', status: 400, problem: ['sign_in.not_this_way'] })(c, state)
    const action = form.get('action') === 'begin' ? 'begin' : 'complete'
    return attempt(c, state, { way, step: 'second', action, form, page: here })
  }

/** Those that are enough; or, where none is, all: what they have comes before what they enrol. */
function waysFor(c: RequestContext, { raising }: State): Way[] {
  if (!raising) return []
  const all = secondWays(serverOf(c), raising.user, raising.ways)
  const enough = all.filter((way) => reaches(reachedWith(way, raising.amr), raising.needed))
  return enough.length > 0 ? enough : all
}

const page =
  (retry?: Retry, wanted?: string): Page =>
  async (c, state) => {
    const { request, raising } = state
    if (!raising) throw new Error('a second step for nobody')
    const t = textOf(c)
    const { status, retryAfter, problem } = retry ?? {}
    pageHeaders(c, request.redirectUri)
    if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter))
    const own = await methodPageOf(c, state, 'second', problem)
    if (own) return showPage(c, own, status, t)

    const ways = waysFor(c, state)
    const { sealed, prepared } = await prepare(c, state, 'second', ways)
    const codes = (['totp', 'recovery_code'] as const).filter((code) =>
      ways.some(({ method }) => method.value === code),
    )
    const code = codes.find((each) => each === wanted) ?? codes[0]
    const { claims, user_id } = raising.user
    const view = SecondFactorPage({
      t,
      application: applicationOf(c, request.client),
      request: sealed,
      person: claims.name ?? user_id,
      problem: problem && t(...problem),
      code,
      otherCode: codes.find((each) => each !== code),
      passkey: passkeyOf(prepared),
    })
    return showPage(c, view, status, t)
  }
