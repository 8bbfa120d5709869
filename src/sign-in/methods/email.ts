/**
 * A code by mail, or the link that brings it: whoever reads what comes to an address that was verified. A first step only;
 * it proves the mailbox and nothing else. Answer and work are the same whether the account exists.
 */
import { codeMail } from '../../pages/mail/codes.tsx'
import { english } from '../../pages/text.ts'
import { normalizeLogin, type User } from '../../stores/users.ts'
import { mailConfigured, reachedByMail, trySendMail } from '../../tokens/mail.ts'
import type { Server } from '../../tokens/server.ts'
import { knownDevice } from '../known-devices.ts'
import { codeMinutes, type EmailKept, mayMail, newMailCode, pauseLeft, reserveMail } from '../mail-code.ts'
import type { SignInAttempt, SignInMethod, SignInOutcome } from '../sign-in-method.ts'
import { type CodeOutcome, tryMailCode } from '../typed-code.ts'

const longestLogin = 254
/** A link longer than that is cut by some who carry it; the code does without. */
const longestLink = 2_000

export const email: SignInMethod = {
  value: 'email',
  name: 'email',
  steps: ['first'],
  offered: mailConfigured,

  async begin(attempt, server) {
    const { form, now, remoteAddress } = attempt
    const before = attempt.kept as EmailKept | undefined
    const login = (form.get('login') ?? before?.login ?? '').trim().slice(0, longestLogin)
    if (login === '') return before ? loginEmpty : { kind: 'page', kept: { login } }
    const soon = before?.code && before.login === login ? pauseLeft(before.code, now) : 0
    const found = await server.stores.users.findByLogin(login)
    const device = await knownDevice(server, attempt.knownDevice, found, now)
    const wait = soon || (await reserveMail(server, normalizeLogin(login), remoteAddress, device))
    if (wait > 0) return tooSoon(wait, before)

    const user = mailable(server, found)
    const { code, kept: made } = await newMailCode(server, user && mailboxOf(user), now)
    const kept: EmailKept = { login, code: made }
    const link = await linkFor(attempt, kept, code)
    if (user) attempt.background(send(server, user, { code, link, device }, attempt))
    return { kind: 'page', kept }
  },

  async complete(attempt, server): Promise<SignInOutcome> {
    const { form, now, remoteAddress, background } = attempt
    const kept = attempt.kept as EmailKept | undefined
    if (!kept?.code) return email.begin ? email.begin(attempt, server) : loginEmpty
    const found = await server.stores.users.findByLogin(kept.login)
    const user = mailable(server, found)
    const outcome = await tryMailCode(server, {
      who: normalizeLogin(kept.login),
      kept: kept.code,
      proves: user && mailboxOf(user),
      typed: form.get('code') ?? '',
      signIn: attempt.interactionId,
      device: await knownDevice(server, attempt.knownDevice, found, now),
      remoteAddress,
      now,
      background,
    })
    if (outcome.kind === 'right' && user) return { kind: 'authenticated', user, amr: ['otp'] } // RFC 8176 §2
    return refusal(outcome, kept, found)
  },
}

const mailable = (server: Server, user: User | undefined): User | undefined =>
  user?.status === 'active' && reachedByMail(server, user) ? user : undefined

const mailboxOf = ({ sub, claims }: User) => `sign-in|${sub}|${claims.email ?? ''}`

function refusal(outcome: CodeOutcome, kept: EmailKept, user: User | undefined): SignInOutcome {
  if (outcome.kind === 'right') throw new Error('a code that proves nobody')
  const { status, problem, retryAfter, why, kept: code } = outcome
  return {
    kind: 'retry',
    status,
    problem,
    ...(retryAfter !== undefined && { retryAfter }),
    ...(why && { refused: { why, ...(user && { subject: user.sub }) } }),
    ...(code && { kept: { ...kept, code } }),
  }
}

const loginEmpty: SignInOutcome = { kind: 'retry', status: 400, problem: ['email.login_empty'] }

function tooSoon(seconds: number, kept: EmailKept | undefined): SignInOutcome {
  return {
    kind: 'retry',
    status: 429,
    problem: ['email_code.too_soon', { seconds }],
    retryAfter: seconds,
    ...(kept && { kept }),
  }
}

async function linkFor({ link }: SignInAttempt, kept: EmailKept, code: string): Promise<string | undefined> {
  const page = link && (await link(kept))
  const whole = page && `${page}&code=${code}`
  return whole !== undefined && whole.length <= longestLink ? whole : undefined
}

async function send(
  server: Server,
  { claims }: User,
  { code, link, device }: { code: string; link: string | undefined; device: string | undefined },
  { t = english, now }: SignInAttempt,
): Promise<void> {
  const { email: to } = claims
  if (to === undefined || !(await mayMail(server, to, device))) return
  const compose: Parameters<typeof trySendMail>[2] = (text, name) =>
    codeMail(text, { server: name, what: 'sign_in', code, minutes: codeMinutes, link })
  await trySendMail(server, to, compose, t, now)
}
