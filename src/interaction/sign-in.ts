/** The sign-in page: shows it, and takes what it posts. */
import type { RequestContext } from '../http/context.ts'
import { pageHeaders } from '../http/headers.ts'
import { SignInPage } from '../pages/sign-in.tsx'
import { english } from '../pages/text.ts'
import { OAuthError } from '../protocol/errors.ts'
import { readAccounts } from '../sign-in/accounts.ts'
import { signInMethods } from '../sign-in/methods/index.ts'
import { beginSession } from '../sign-in/session.ts'
import type { Retry, SignInOutcome } from '../sign-in/sign-in-method.ts'
import { noteCount, noteRefusedSignIn } from '../tokens/note.ts'
import { serverOf } from '../tokens/server.ts'
import { showPage } from '../tokens/show-page.ts'
import { applicationOf } from './application.ts'
import { sealInteraction } from './interaction.ts'
import { type Page, proceed, type State } from './proceed.ts'
import { cancel, readPost, resume } from './steps.ts'

export const showSignIn = (c: RequestContext) => resume(c, 'sign-in', page())

export async function submitSignIn(c: RequestContext): Promise<Response> {
  const post = await readPost(c, 'sign-in')
  if (post instanceof Response) return post
  const { interaction, form } = post
  if (form.get('action') === 'cancel') return cancel(c, interaction)
  if (form.get('action') === 'accounts') {
    return proceed(c, { ...interaction, progress: { choosing: 'account' } })
  }
  const [method] = signInMethods
  if (!method) throw new Error('no way to sign in')
  let outcome: SignInOutcome
  try {
    const remoteAddress = c.req.header('cf-connecting-ip')
    const background = (work: Promise<unknown>) => c.executionCtx.waitUntil(work)
    outcome = await method.complete({ form, remoteAddress, background, now: c.get('now') }, serverOf(c))
  } catch (error) {
    if (!(error instanceof OAuthError) || error.code !== 'temporarily_unavailable') throw error
    outcome = {
      kind: 'retry',
      status: 429,
      problem: ['sign_in.busy'],
      retryAfter: 2,
    }
  }
  if (outcome.kind === 'retry') {
    c.get('log').what = 'sign_in_refused'
    const clientId = interaction.parameters.client_id
    if (outcome.refused) noteRefusedSignIn(c, { ...outcome.refused, clientId })
    return proceed(c, interaction, { step: 'sign-in', page: page(outcome, form.get('login')) })
  }
  if (outcome.kind !== 'authenticated') throw new Error('no such step yet')
  c.get('log').what = 'signed_in'
  const clientId = interaction.parameters.client_id ?? ''
  const begun = await beginSession(c, outcome, clientId)
  noteCount(c, { what: 'sign_in', key: method.value, ...(clientId !== '' && { client: clientId }) })
  const { account } = begun
  const others = (await readAccounts(c)).filter((other) => other.sub !== account.sub)
  const progress = { session: account.session, authenticated: true }
  const accounts = [account, ...others]
  return proceed(c, { ...interaction, progress }, undefined, { accounts, outcome: begun.outcome })
}

const page =
  (retry?: Retry, typed?: string): Page =>
  async (c: RequestContext, { interaction, request, account, accounts, decision, live }: State) => {
    const again = decision.kind === 'login' && decision.again && account
    pageHeaders(c, request.redirectUri)
    if (retry?.retryAfter !== undefined) c.header('Retry-After', String(retry.retryAfter))
    const view = SignInPage({
      application: applicationOf(c, request.client),
      request: await sealInteraction(c, 'sign-in', interaction),
      login: typed ?? (account && (again || !live) ? account.login : request.loginHint),
      problem: retry && english(...retry.problem),
      again: again ? { name: account.name } : undefined,
      hasAccounts: accounts.length > 0,
    })
    return showPage(c, view, retry?.status)
  }
