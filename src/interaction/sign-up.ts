/**
 * Somebody new makes an account: the address is proven by a code before there is one, or by the invitation that came to
 * it. An address that has one already gets a mail that says so; the page says the same.
 */
import type { RequestContext } from '../http/context.ts'
import { readQuery } from '../http/form.ts'
import { noStore, pageHeaders } from '../http/headers.ts'
import { SaidPage } from '../pages/email-code.tsx'
import { codeMail, haveAccountMail } from '../pages/mail/codes.tsx'
import type { Message } from '../pages/text.ts'
import { readMailAddress } from '../protocol/mail-address.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { changeOf } from '../registry/change.ts'
import { RegistryError } from '../registry/errors.ts'
import { goodInvitation, openInvitation } from '../registry/invitations.ts'
import { passwordProblem } from '../registry/password-policy.ts'
import { mayHaveAccount, signUp, signUpOffered } from '../registry/sign-up.ts'
import { randomToken } from '../runtime.ts'
import { challengeFor, passesChallenge } from '../sign-in/challenge.ts'
import {
  codeMinutes,
  type MailCode,
  mayMail,
  newMailCode,
  pauseLeft,
  reserveMail,
} from '../sign-in/mail-code.ts'
import { signInMethods } from '../sign-in/methods/index.ts'
import { tryMailCode } from '../sign-in/typed-code.ts'
import type { User } from '../stores/users.ts'
import { textOf } from '../tokens/language.ts'
import { type Compose, trySendMail } from '../tokens/mail.ts'
import { noteRefusedSignIn } from '../tokens/note.ts'
import { type Server, serverOf } from '../tokens/server.ts'
import { showPage } from '../tokens/show-page.ts'
import { type Interaction, interactionUrl } from './interaction.ts'
import { type Page, proceed, type State } from './proceed.ts'
import { detailsPage, emailPage, newcomerCodePage } from './sign-up-pages.ts'
import { advance } from './signed-in.ts'
import { cancel, readPost, resume } from './steps.ts'

/** How far it has come. */
export interface SigningUp {
  readonly email?: string
  readonly code?: MailCode
  /** When the address was shown to be theirs; 0 where only the invitation says so. */
  readonly proven?: number
  readonly invitation?: string
}

/** Milliseconds from the code to the account. */
const patience = 30 * 60_000

export async function showSignUp(c: RequestContext): Promise<Response> {
  const query = readQuery(c.req.raw)
  const token = query.get('invitation')
  if (token !== undefined) return invited(c, token)
  if (query.get('request') === undefined && signUpOffered(serverOf(c))) return goOn(c, toOurPages({}))
  return resume(c, 'sign-up', page(), { anyway: true })
}

export async function submitSignUp(c: RequestContext): Promise<Response> {
  const post = await readPost(c, 'sign-up')
  if (post instanceof Response) return post
  const { interaction, form } = post
  const { signingUp: { email } = {}, ...others } = interaction.progress
  switch (form.get('action')) {
    case 'cancel':
      return cancel(c, interaction)
    case 'sign-in': {
      const { signingUp: _, ...rest } = interaction.progress
      const login = email ?? form.get('email')?.slice(0, 254)
      const progress = { ...rest, choosing: 'another' as const, ...(login && { login }) }
      return goTo(c, await interactionUrl(c, 'sign-in', { ...interaction, progress }))
    }
    case 'back':
      return goOn(c, { ...interaction, progress: { ...others, ...(email && { login: email }) } })
    default:
      return proceed(c, interaction, { step: 'sign-up', anyway: true, page: act(form) })
  }
}

const act =
  (form: Parameters): Page =>
  async (c, state) => {
    switch (form.get('action')) {
      case 'check':
        return check(c, state, form)
      case 'create':
      case 'passkey':
        return create(c, state, form)
      default:
        return begin(c, state, form)
    }
  }

const toOurPages = (signingUp: SigningUp): Interaction => ({
  id: randomToken(6),
  portal: '/account',
  parameters: {},
  progress: { signingUp },
})

/** A mailed one proves the mailbox by itself; the session that follows is bound to this browser. */
async function invited(c: RequestContext, token: string): Promise<Response> {
  const now = c.get('now')
  const invitation = await openInvitation(serverOf(c), token, now)
  if (!invitation) return endedPage(c)
  const { id, email } = invitation
  return goOn(c, toOurPages({ invitation: id, email, proven: now }))
}

function goTo(c: RequestContext, url: string): Response {
  noStore(c)
  return c.redirect(url, 303)
}

const goOn = async (c: RequestContext, interaction: Interaction): Promise<Response> =>
  goTo(c, await interactionUrl(c, 'sign-up', interaction))

const withSignUp = (interaction: Interaction, signingUp: SigningUp): Interaction => ({
  ...interaction,
  progress: { ...interaction.progress, signingUp },
})

async function begin(c: RequestContext, state: State, form: Parameters): Promise<Response> {
  const server = serverOf(c)
  const { interaction } = state
  const { signingUp = {} } = interaction.progress
  const now = c.get('now')
  const typed = form.get('email') ?? signingUp.email ?? ''
  const again = (problem: Message, status?: number) => page(problem, status, form)(c, state)
  const email = readMailAddress(typed)
  if (email === undefined || !signUpOffered(server)) return again(['sign_up.email_faulty'])
  if (!mayHaveAccount(server, email)) return again(['sign_up.domain_refused'])
  const { terms } = server.settings.sign_up
  const agreed = form.get('agree') === 'on' || signingUp.email !== undefined
  if (terms !== undefined && !agreed) return again(['sign_up.agree_missing'])
  // Who asks for another code has answered it before.
  const asks = signingUp.code === undefined && challengeFor(server, 'sign-up') !== undefined
  if (asks && !(await passesChallenge(server, form, 'sign-up', server.remoteAddress, now)))
    return again(['challenge.missing'])
  const soon = signingUp.code && signingUp.email === email ? pauseLeft(signingUp.code, now) : 0
  const wait = soon || (await reserveMail(server, `sign-up ${email.toLowerCase()}`, server.remoteAddress))
  if (wait > 0) return again(['email_code.too_soon', { seconds: wait }], 429)

  const owner = await server.stores.users.findByLogin(email)
  const { code, kept } = await newMailCode(server, owner ? undefined : proves(email), now)
  const next = withSignUp(interaction, { email, code: kept })
  const link = `${server.config.issuer}${await interactionUrl(c, 'sign-up', next)}&code=${code}`
  c.executionCtx.waitUntil(send(c, server, email, { owner, code, link }))
  return goOn(c, next)
}

const proves = (email: string) => `sign-up|${email}`
const longestLink = 2_000

async function send(
  c: RequestContext,
  server: Server,
  email: string,
  { owner, code, link }: { owner: User | undefined; code: string; link: string },
): Promise<void> {
  if (!(await mayMail(server, email)) || owner?.status === 'disabled') return
  const compose: Compose = (t, name) =>
    owner
      ? haveAccountMail(t, name, `${server.config.issuer}/account`)
      : codeMail(t, {
          server: name,
          what: 'sign_up',
          code,
          minutes: codeMinutes,
          link: link.length <= longestLink ? link : undefined,
        })
  await trySendMail(server, email, compose, textOf(c), c.get('now'))
}

async function check(c: RequestContext, state: State, form: Parameters): Promise<Response> {
  const server = serverOf(c)
  const { interaction } = state
  const { signingUp } = interaction.progress
  if (!signingUp?.code || signingUp.email === undefined) return goOn(c, interaction)
  const { email, code } = signingUp
  const now = c.get('now')
  const outcome = await tryMailCode(server, {
    who: `sign-up ${email.toLowerCase()}`,
    kept: code,
    proves: proves(email),
    typed: form.get('code') ?? '',
    signIn: interaction.id,
    remoteAddress: server.remoteAddress,
    now,
    background: (work) => c.executionCtx.waitUntil(work),
  })
  if (outcome.kind === 'right') return goOn(c, withSignUp(interaction, { email, proven: now }))
  const { status, problem, retryAfter, why, kept } = outcome
  c.get('log').what = 'sign_up_refused'
  if (why) noteRefusedSignIn(c, { why, clientId: interaction.parameters.client_id })
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter))
  const next = kept ? withSignUp(interaction, { ...signingUp, code: kept }) : interaction
  return page(problem, status)(c, { ...state, interaction: next })
}

async function create(c: RequestContext, state: State, form: Parameters): Promise<Response> {
  const server = serverOf(c)
  const { interaction } = state
  const { email, proven, invitation: invitationId } = interaction.progress.signingUp ?? {}
  const now = c.get('now')
  if (email === undefined || proven === undefined || now - proven > patience) {
    const { signingUp: _, ...progress } = interaction.progress
    return page(['email_code.expired'])(c, { ...state, interaction: { ...interaction, progress } })
  }
  const invitation =
    invitationId === undefined ? undefined : await goodInvitation(server.stores, invitationId, now)
  if (invitationId !== undefined && !invitation) return endedPage(c)
  // What was open when the code was sent may be closed by now.
  if (!invitation && !(signUpOffered(server) && mayHaveAccount(server, email))) return endedPage(c)
  const again = (problem: Message) => page(problem, 400, form)(c, state)

  const name = (form.get('name') ?? '').trim()
  if (name === '' || name.length > 200 || /\p{Cc}/u.test(name)) return again(['sign_up.name_faulty'])
  if (invitation && server.settings.sign_up.terms !== undefined && form.get('agree') !== 'on')
    return again(['sign_up.agree_missing'])
  const withPasskey = form.get('action') === 'passkey'
  const password = withPasskey ? undefined : (form.get('password') ?? '')
  const problem =
    password === undefined
      ? undefined
      : passwordProblem(password, { user_id: email, claims: { name, email } })
  if (problem) return again(problem)

  const verified = invitation?.mailed ?? true
  const locale = textOf(c).language
  let user: User
  try {
    const change = changeOf(c, { kind: 'stranger', id: server.remoteAddress ?? 'unknown' })
    user = await signUp(server, change, { email, verified, name, password, locale, invitation })
  } catch (error) {
    if (!(error instanceof RegistryError) || error.fault.kind !== 'conflict') throw error
    return error.fault.path === 'invitation' ? endedPage(c) : again(['sign_up.taken'])
  }
  c.get('log').what = 'signed_up'
  // What they have proven is the mailbox; where nothing was mailed, it is the password that they just made.
  const amr = verified ? (['otp'] as const) : (['pwd'] as const)
  const method = signInMethods.find((each) => each.value === (verified ? 'email' : 'password'))
  if (!method) throw new Error('no way to sign in')
  const { signingUp: _, ...rest } = interaction.progress
  const progress = withPasskey ? { ...rest, level: 'phr' as const } : rest
  const begun = { ...state, interaction: { ...interaction, progress } }
  return advance(c, begun, { user, amr, step: 'first', way: { method } })
}

function endedPage(c: RequestContext): Response {
  const t = textOf(c)
  pageHeaders(c)
  c.get('log').what = 'invitation_ended'
  return showPage(c, SaidPage({ t, title: t('sign_up.ended_title'), said: t('sign_up.ended') }), 400, t)
}

const page =
  (problem?: Message, status = problem ? 400 : 200, form?: Parameters): Page =>
  async (c, state) => {
    const { email, code, proven } = state.interaction.progress.signingUp ?? {}
    if (email !== undefined && proven !== undefined) return detailsPage(c, state, { problem, status, form })
    if (email !== undefined && code) return newcomerCodePage(c, state, { problem, status, form })
    // Where it is off by now, or an application's page was kept for long.
    if (!signUpOffered(serverOf(c))) return endedPage(c)
    return emailPage(c, state, { problem, status, form })
  }
