/** The email address: verified, or changed to one that is, by a code that is sent to it. */
import { EmailCodePanelPage, EmailPage } from '../../pages/account/email.tsx'
import { addressTakenMail, codeMail } from '../../pages/mail/codes.tsx'
import type { Message } from '../../pages/text.ts'
import { readMailAddress } from '../../protocol/mail-address.ts'
import { RegistryError } from '../../registry/errors.ts'
import { changeEmail } from '../../registry/own-email.ts'
import { seconds } from '../../runtime.ts'
import { knownDevice, knownDeviceCookie } from '../../sign-in/known-devices.ts'
import {
  codeMinutes,
  type MailCode,
  mayMail,
  newMailCode,
  pauseLeft,
  reserveMail,
} from '../../sign-in/mail-code.ts'
import { tryMailCode } from '../../sign-in/typed-code.ts'
import { normalizeLogin, type User } from '../../stores/users.ts'
import { type Compose, mailConfigured, trySendMail } from '../../tokens/mail.ts'
import { noteRefusedSignIn } from '../../tokens/note.ts'
import { goTo, show, type Visit } from '../portal.ts'
import { askForAll } from './level.ts'
import { changeAccount, ownChange, subOf } from './own.ts'

/** What waits for its code: sealed, and good in this session only. */
interface EmailChange {
  readonly session: string
  readonly email: string
  readonly code: MailCode
}

const minutes = 15

export async function showEmail(visit: Visit): Promise<Response> {
  const query = new URL(visit.c.req.url).searchParams
  const sealed = query.get('change')
  if (sealed === null) return emailPage(visit)
  const change = await opened(visit, sealed)
  if (!change) return emailPage(visit, ['account_email.another_session'])
  return codePage(visit, sealed, change, undefined, query.get('code') ?? undefined)
}

export async function submitEmail(visit: Visit): Promise<Response> {
  const { form, server } = visit
  if (!mailConfigured(server)) return emailPage(visit)
  return form.get('action') === 'check' ? check(visit) : send(visit)
}

async function opened({ c, server, person }: Visit, sealed: string): Promise<EmailChange | undefined> {
  const found = await server.sealer.open<EmailChange>('email_change', sealed, c.get('now'))
  return found && !found.expired && found.payload.session === person.session.id ? found.payload : undefined
}

function seal({ c, server, person }: Visit, change: Omit<EmailChange, 'session'>): Promise<string> {
  const now = c.get('now')
  const payload: EmailChange = { session: person.session.id, ...change }
  return server.sealer.seal('email_change', payload, { now, expiresAt: seconds(now) + minutes * 60 })
}

async function own({ server, person }: Visit): Promise<User> {
  const user = await server.stores.users.findBySub(person.subject.sub)
  if (!user) throw new Error('signed in, and not on record')
  return user
}

/** An address that a directory or the operator looks after is theirs to change, and ours only to verify. */
const mayChange = ({ server }: Visit, { credentials }: User): boolean =>
  server.settings.account_page.change_profile && !credentials.includes('directory')

const provesOf = (sub: string, email: string) => `verify|${sub}|${email}`

async function send(visit: Visit): Promise<Response> {
  const again = await askForAll(visit, await own(visit))
  if (again) return again
  const { c, server, form } = visit
  const now = c.get('now')
  const user = await own(visit)
  const { sub, claims } = user
  const before = form.get('change') === undefined ? undefined : await opened(visit, form.get('change') ?? '')
  const email = readMailAddress(form.get('email') ?? before?.email ?? '')
  if (email === undefined) return emailPage(visit, ['account_email.faulty'])
  const isSame = claims.email !== undefined && normalizeLogin(claims.email) === normalizeLogin(email)
  if (isSame ? claims.email_verified === true : !mayChange(visit, user))
    return emailPage(visit, ['account_email.same'])
  const soon = before?.email === email ? pauseLeft(before.code, now) : 0
  const wait = soon || (await reserveMail(server, `own ${sub}`, server.remoteAddress))
  if (wait > 0) return emailPage(visit, ['email_code.too_soon', { seconds: wait }], 429)

  const owner = await server.stores.users.findByLogin(email)
  const isFree = owner === undefined || owner.sub === sub
  const { code, kept } = await newMailCode(server, isFree ? provesOf(sub, email) : undefined, now)
  const sealed = await seal(visit, { email, code: kept })
  const link = `${server.config.issuer}/account/email?change=${sealed}&code=${code}`
  c.executionCtx.waitUntil(mail(visit, email, isFree ? { code, link } : undefined, owner))
  return goTo(visit, `/account/email?change=${sealed}`)
}

/** @param sent absent where the address is somebody else's, who is told */
async function mail(
  { c, server, frame }: Visit,
  to: string,
  sent: { code: string; link: string } | undefined,
  owner: User | undefined,
): Promise<void> {
  // A user name may look like an address: then whoever has the mailbox has nothing to do with it.
  const isOwners = normalizeLogin(owner?.claims.email ?? '') === normalizeLogin(to)
  if ((!sent && !isOwners) || !(await mayMail(server, to))) return
  const compose: Compose = (t, name) =>
    sent
      ? codeMail(t, { server: name, what: 'verify', minutes: codeMinutes, ...sent })
      : addressTakenMail(t, name)
  await trySendMail(server, to, compose, frame.t, c.get('now'))
}

async function check(visit: Visit): Promise<Response> {
  const { c, server, form } = visit
  const sealed = form.get('change') ?? ''
  const change = await opened(visit, sealed)
  if (!change) return emailPage(visit, ['account_email.another_session'])
  const sub = subOf(visit)
  const now = c.get('now')
  const user = await own(visit)
  const outcome = await tryMailCode(server, {
    who: sub,
    kept: change.code,
    proves: provesOf(sub, change.email),
    typed: form.get('code') ?? '',
    device: await knownDevice(server, knownDeviceCookie(c), user, now),
    remoteAddress: server.remoteAddress,
    now,
    background: (work) => c.executionCtx.waitUntil(work),
  })
  if (outcome.kind === 'refused') {
    const { problem, kept, why, status } = outcome
    if (why) noteRefusedSignIn(c, { why, subject: sub, clientId: undefined })
    const next = kept ? await seal(visit, { email: change.email, code: kept }) : sealed
    return codePage(visit, next, change, problem, undefined, status)
  }
  try {
    const { user: changed } = await changeEmail(server, ownChange(visit), sub, change.email)
    await changeAccount(visit, {
      email: change.email.length <= 64 ? change.email : '',
      login: changed.user_id.slice(0, 64),
    })
  } catch (error) {
    if (!(error instanceof RegistryError) || error.fault.kind !== 'conflict') throw error
    return emailPage(visit, ['account_email.taken'])
  }
  return goTo(visit, '/account/email?done=verified')
}

async function emailPage(visit: Visit, problem?: Message, status: 400 | 429 = 400): Promise<Response> {
  const { frame, server, form, c } = visit
  const user = await own(visit)
  const { email, email_verified: verified } = user.claims
  const isDone = new URL(c.req.url).searchParams.get('done') === 'verified' && email !== undefined
  const page = EmailPage({
    frame,
    email,
    verified: verified === true,
    typed: form.get('email') ?? '',
    mail: mailConfigured(server),
    mayChange: mayChange(visit, user),
    problem: problem && frame.t(...problem),
    notice: isDone ? frame.t('account_email.done', { email }) : undefined,
  })
  return show(visit, page, problem ? status : 200)
}

function codePage(
  visit: Visit,
  sealed: string,
  { email }: EmailChange,
  problem?: Message,
  code?: string,
  status: 400 | 429 = 400,
): Response {
  const { frame } = visit
  const page = EmailCodePanelPage({
    frame,
    change: sealed,
    email,
    code,
    minutes: codeMinutes,
    problem: problem && frame.t(...problem),
  })
  return show(visit, page, problem ? status : 200)
}
