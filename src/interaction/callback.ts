/** Somebody comes back from elsewhere: the sign-in that they left goes on, once, in the browser in which it began. */
import type { RequestContext } from '../http/context.ts'
import { readForm, readQuery } from '../http/form.ts'
import { noStore } from '../http/headers.ts'
import { Parameters } from '../protocol/parameters.ts'
import { seconds } from '../runtime.ts'
import type { Retry } from '../sign-in/sign-in-method.ts'
import { noteRefusedSignIn } from '../tokens/note.ts'
import { serverOf } from '../tokens/server.ts'
import { attempt } from './attempt.ts'
import { readInteraction } from './interaction.ts'
import { finishLinking } from './link-account.ts'
import { type Page, proceed } from './proceed.ts'
import { page } from './sign-in.ts'
import { interrupted } from './steps.ts'
import { arrive } from './way-back.ts'
import { firstWays, wayValue } from './ways.ts'

export async function showCallback(c: RequestContext): Promise<Response> {
  const query = readQuery(c.req.raw).assertSingle()
  const sealed = query.get('answer')
  if (sealed === undefined) return comeBack(c, query)
  const opened = await serverOf(c).sealer.open<Record<string, string>>(
    'provider_answer',
    sealed,
    c.get('now'),
  )
  if (!opened || opened.expired) return interrupted(c, { kind: 'expired' })
  return comeBack(c, Parameters.from(opened.payload))
}

const answerNames = ['state', 'code', 'iss', 'error', 'error_description']
const secondsToItself = 60

/** OAuth 2.0 Form Post Response Mode: another site's form comes without our cookies, and a redirect to ourselves with them. */
export async function submitCallback(c: RequestContext): Promise<Response> {
  const form = (await readForm(c.req.raw)).toRecord()
  const answer = Object.fromEntries(Object.entries(form).filter(([name]) => answerNames.includes(name)))
  const now = c.get('now')
  const sealed = await serverOf(c).sealer.seal('provider_answer', answer, {
    now,
    expiresAt: seconds(now) + secondsToItself,
  })
  noStore(c)
  return c.redirect(`${c.req.path}?answer=${sealed}`, 303)
}

async function comeBack(c: RequestContext, answer: Parameters): Promise<Response> {
  const state = answer.get('state')
  if (state === undefined) return interrupted(c, { kind: 'not_begun' })
  const outcome = await arrive(c, state)
  if (outcome.kind === 'other_browser') return interrupted(c, { kind: 'other_browser' })
  if (outcome.kind !== 'back')
    return interrupted(c, { kind: outcome.kind === 'used' ? 'finished' : 'expired' })
  const { sealed } = outcome
  const linked = await finishLinking(c, sealed, answer)
  if (linked) return linked
  const read = await readInteraction(c, 'callback', sealed)
  if (read.kind !== 'live') return interrupted(c, read)
  const { interaction } = read
  return proceed(c, interaction, {
    step: 'sign-in',
    anyway: true,
    page: goOn(interaction.progress.doing?.method, answer),
  })
}

const goOn =
  (method: string | undefined, form: Parameters): Page =>
  async (c, state) => {
    const way = firstWays(serverOf(c), state.request.client).find((each) => wayValue(each) === method)
    if (!way) return page(notThisWay)(c, state)
    // RFC 9700 §4.4.2.2: each source has an address of its own, so no answer of one passes for another's.
    if (way.source?.id !== c.req.param('source')) {
      noteRefusedSignIn(c, { why: 'bad_answer', clientId: state.request.client.client_id })
      return page(notThisWay)(c, state)
    }
    return attempt(c, state, { way, step: 'first', action: 'complete', form, page: (retry) => page(retry) })
  }

const notThisWay: Retry = { kind: 'retry', status: 400, problem: ['sign_in.not_this_way'] }
