/**
 * A password that was forgotten: a code to the mailbox, then a new one. It signs nobody in: who has it signs in with it,
 * second step and all. Answer and work are the same whether the account exists.
 */
import type { RequestContext } from '../http/context.ts'
import { readForm, readQuery } from '../http/form.ts'
import { noStore, pageHeaders } from '../http/headers.ts'
import { EmailCodePage, SaidPage } from '../pages/email-code.tsx'
import { EmailLoginPage } from '../pages/email-login.tsx'
import { NewPasswordPage } from '../pages/new-password.tsx'
import { plainName } from '../pages/plain-name.ts'
import type { Message } from '../pages/text.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { changeOf } from '../registry/change.ts'
import { RegistryError } from '../registry/errors.ts'
import { passwordProblem } from '../registry/password-policy.ts'
import { openPasswordLink, passwordStamp, resetPassword } from '../registry/recovery.ts'
import { knownDevice, knownDeviceCookie } from '../sign-in/known-devices.ts'
import { codeMinutes, type MailCode, newMailCode, pauseLeft, reserveMail } from '../sign-in/mail-code.ts'
import { tryMailCode } from '../sign-in/typed-code.ts'
import { normalizeLogin, type User } from '../stores/users.ts'
import { textOf } from '../tokens/language.ts'
import { mailConfigured } from '../tokens/mail.ts'
import { noteRefusedSignIn } from '../tokens/note.ts'
import { serverOf } from '../tokens/server.ts'
import { showPage } from '../tokens/show-page.ts'
import { applicationOf } from './application.ts'
import { type Interaction, interactionUrl, sealInteraction } from './interaction.ts'
import { type Page, proceed, type State } from './proceed.ts'
import { mailable, provesOf, send } from './reset-mail.ts'
import { readPost, refuseForeignOrigin, resume } from './steps.ts'

/** How far it has come. */
export interface Resetting {
  readonly login: string
  readonly code?: MailCode
  /** Whose mailbox was proven, and the password that goes. */
  readonly proven?: {
    readonly sub: string
    readonly stamp: string
    readonly address?: string | undefined
    readonly at: number
  }
}

const longestLogin = 254
/** Milliseconds from the code to the new password. */
const patience = 15 * 60_000

export async function showResetPassword(c: RequestContext): Promise<Response> {
  const link = readQuery(c.req.raw).get('link')
  if (link !== undefined) return linkPage(c, link)
  return resume(c, 'reset-password', page(), { anyway: true })
}

export async function submitResetPassword(c: RequestContext): Promise<Response> {
  const copy = await readForm(c.req.raw.clone())
  if (copy.get('link') !== undefined) return submitLink(c, copy)
  const post = await readPost(c, 'reset-password')
  if (post instanceof Response) return post
  const { interaction, form } = post
  return proceed(c, interaction, { step: 'reset-password', anyway: true, page: act(form) })
}

const act =
  (form: Parameters): Page =>
  async (c, state) => {
    const { interaction } = state
    const { resetting } = interaction.progress
    switch (form.get('action')) {
      case 'back':
        return resetting?.code
          ? goOn(c, { ...interaction, progress: { ...rest(interaction), login: resetting.login } })
          : proceed(c, { ...interaction, progress: rest(interaction) })
      case 'check':
        return check(c, state, form)
      case 'save':
        return save(c, state, form)
      default:
        return begin(c, state, form)
    }
  }

const rest = ({ progress: { resetting: _, ...others } }: Interaction) => others

async function goOn(c: RequestContext, interaction: Interaction): Promise<Response> {
  noStore(c)
  return c.redirect(await interactionUrl(c, 'reset-password', interaction), 303)
}

const withReset = (interaction: Interaction, resetting: Resetting): Interaction => ({
  ...interaction,
  progress: { ...rest(interaction), resetting },
})

async function begin(c: RequestContext, state: State, form: Parameters): Promise<Response> {
  const server = serverOf(c)
  const { interaction } = state
  const { resetting } = interaction.progress
  const now = c.get('now')
  const login = (form.get('login') ?? resetting?.login ?? '').trim().slice(0, longestLogin)
  if (login === '' || !mailConfigured(server)) return page(['reset.login_empty'])(c, state)
  const soon = resetting?.code && resetting.login === login ? pauseLeft(resetting.code, now) : 0
  const found = await server.stores.users.findByLogin(login)
  const device = await knownDevice(server, knownDeviceCookie(c), found, now)
  const wait = soon || (await reserveMail(server, normalizeLogin(login), server.remoteAddress, device))
  if (wait > 0) return page(['email_code.too_soon', { seconds: wait }], 429, login)(c, state)

  const user = mailable(found)
  const { code, kept } = await newMailCode(server, provesOf(user), now)
  const next = withReset(interaction, { login, code: kept })
  const link = `${server.config.issuer}${await interactionUrl(c, 'reset-password', next)}&code=${code}`
  if (user) c.executionCtx.waitUntil(send(c, server, user, { code, link, device }))
  return goOn(c, next)
}

async function check(c: RequestContext, state: State, form: Parameters): Promise<Response> {
  const server = serverOf(c)
  const { interaction } = state
  const { resetting } = interaction.progress
  if (!resetting?.code) return goOn(c, interaction)
  const now = c.get('now')
  const found = await server.stores.users.findByLogin(resetting.login)
  const user = mailable(found)
  const outcome = await tryMailCode(server, {
    who: normalizeLogin(resetting.login),
    kept: resetting.code,
    proves: provesOf(user),
    typed: form.get('code') ?? '',
    signIn: interaction.id,
    device: await knownDevice(server, knownDeviceCookie(c), found, now),
    remoteAddress: server.remoteAddress,
    now,
    background: (work) => c.executionCtx.waitUntil(work),
  })
  if (outcome.kind === 'right' && user) {
    const { email: address } = user.claims // the code went there
    const proven = { sub: user.sub, stamp: await passwordStamp(server, user), address, at: now }
    return goOn(c, withReset(interaction, { login: resetting.login, proven }))
  }
  if (outcome.kind === 'right') throw new Error('a code that proves nobody')
  const { status, problem, retryAfter, why, kept } = outcome
  if (why) noteRefusal(c, interaction, why, found)
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter))
  const next = kept ? withReset(interaction, { ...resetting, code: kept }) : interaction
  return page(problem, status)(c, { ...state, interaction: next })
}

function noteRefusal(
  c: RequestContext,
  { parameters }: Interaction,
  why: string,
  user: User | undefined,
): void {
  c.get('log').what = 'reset_refused'
  noteRefusedSignIn(c, { why, ...(user && { subject: user.sub }), clientId: parameters.client_id })
}

async function save(c: RequestContext, state: State, form: Parameters): Promise<Response> {
  const { interaction } = state
  const { resetting } = interaction.progress
  const proven = resetting?.proven
  if (!proven || c.get('now') - proven.at > patience) {
    const expired = { ...interaction, progress: rest(interaction) }
    return page(['email_code.expired'], 400, resetting?.login)(c, { ...state, interaction: expired })
  }
  const user = await serverOf(c).stores.users.findBySub(proven.sub)
  const problem = await saved(c, user, form, proven)
  if (problem === 'ended') return endedPage(c)
  if (problem) return page(problem)(c, state)
  const login = { ...rest(interaction), login: resetting.login }
  return donePage(c, await interactionUrl(c, 'sign-in', { ...interaction, progress: login }), state)
}

/** @returns what was wrong with the password; `ended` where it can be changed no more */
async function saved(
  c: RequestContext,
  user: User | undefined,
  form: Parameters,
  { stamp, address }: { stamp: string; address?: string | undefined },
): Promise<Message | 'ended' | undefined> {
  if (!user) return 'ended'
  const password = form.get('password') ?? ''
  const problem = passwordProblem(password, user)
  if (problem) return problem
  if (password !== form.get('again')) return ['password.differ']
  const change = changeOf(c, { kind: 'person', id: user.sub, name: user.user_id })
  try {
    await resetPassword(serverOf(c), change, user.sub, { password, stamp, address })
    return undefined
  } catch (error) {
    if (error instanceof RegistryError && error.fault.kind !== 'invalid') return 'ended'
    throw error
  }
}

async function linkPage(c: RequestContext, link: string, problem?: Message): Promise<Response> {
  const opened = await openPasswordLink(serverOf(c), link, c.get('now'))
  if (!opened) return endedPage(c)
  const t = textOf(c)
  pageHeaders(c)
  const { user_id: login } = opened.user
  const view = NewPasswordPage({ t, link, login, problem: problem && t(...problem) })
  return showPage(c, view, problem ? 400 : 200, t)
}

async function submitLink(c: RequestContext, form: Parameters): Promise<Response> {
  refuseForeignOrigin(c)
  form.assertSingle()
  const link = form.get('link') ?? ''
  const opened = await openPasswordLink(serverOf(c), link, c.get('now'))
  if (!opened) return endedPage(c)
  const problem = await saved(c, opened.user, form, opened)
  if (problem === 'ended') return endedPage(c)
  return problem ? linkPage(c, link, problem) : donePage(c, '/account')
}

function donePage(c: RequestContext, href: string, state?: State): Response {
  const t = textOf(c)
  pageHeaders(c)
  c.get('log').what = 'password_reset'
  const application = state && applicationOf(c, state.request.client)
  const on = { label: t('reset.done_submit'), href }
  return showPage(
    c,
    SaidPage({ t, application, title: t('reset.done_title'), said: t('reset.done'), on }),
    200,
    t,
  )
}

function endedPage(c: RequestContext): Response {
  const t = textOf(c)
  pageHeaders(c)
  return showPage(c, SaidPage({ t, title: t('reset.ended_title'), said: t('reset.ended') }), 400, t)
}

const page =
  (problem?: Message, status = problem ? 400 : 200, typed?: string): Page =>
  async (c, { interaction, request }) => {
    const t = textOf(c)
    pageHeaders(c, request.redirectUri)
    const { resetting, login } = interaction.progress
    const common = {
      t,
      application: applicationOf(c, request.client),
      action: '/reset-password',
      request: await sealInteraction(c, 'reset-password', interaction),
      problem: problem && t(...problem),
    }
    if (resetting?.proven) {
      return showPage(c, NewPasswordPage({ ...common, login: resetting.login }), status, t)
    }
    if (resetting?.code) {
      const view = EmailCodePage({
        ...common,
        lead: t('email_code.lead', { login: plainName(resetting.login) }),
        minutes: codeMinutes,
        code: c.req.method === 'GET' ? readQuery(c.req.raw).get('code') : undefined,
        submit: 'check',
      })
      return showPage(c, view, status, t)
    }
    const said = { title: t('reset.title'), lead: t('reset.lead') }
    const view = EmailLoginPage({ ...common, ...said, login: typed ?? login ?? request.loginHint ?? '' })
    return showPage(c, view, status, t)
  }
