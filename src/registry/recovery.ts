/** A new password for who has lost the old one: by themselves, or by a link that an operator sends. */
import { linkMail } from '../pages/mail/codes.tsx'
import { managementScopeNames } from '../protocol/management.ts'
import { randomToken, seconds } from '../runtime.ts'
import { hashPassword } from '../sign-in/password-hash.ts'
import type { User } from '../stores/users.ts'
import { mailConfigured, sendMail, textOfPerson } from '../tokens/mail.ts'
import { notify } from '../tokens/notify.ts'
import type { Server } from '../tokens/server.ts'
import { type Change, eventOf } from './change.ts'
import { checkedPassword } from './checked-password.ts'
import { conflict } from './errors.ts'
import { about, access, found, guardOperators, revisePerson } from './users.ts'

/** Whether there is a password here that can be made anew; of a directory's, or where they have other ways, there is none. */
export function recoverable({ passwordHash, credentials }: User): 'password' | 'directory' | 'none' {
  if (credentials.includes('directory')) return 'directory'
  if (passwordHash !== null) return 'password'
  return credentials.includes('passkey') || credentials.includes('provider') ? 'none' : 'password'
}

/**
 * Ends all that was signed in and granted before; who did it reads the mailbox, so that is theirs. Second factors stay.
 * @param stamp of the password that is replaced, from `passwordStamp`
 * @param address whose mailbox they have shown to read, where they have
 * @throws {RegistryError} invalid; conflict where the password or the address is another one by now
 */
export async function resetPassword(
  server: Server,
  change: Change,
  sub: string,
  { password, stamp, address }: { password: string; stamp: string; address?: string | undefined },
): Promise<void> {
  const user = await found(server.stores, sub) // before the hash, which is dear
  if ((await passwordStamp(server, user)) !== stamp) throw outdated()
  const passwordHash = await hashPassword(checkedPassword(password, user))
  const own: Change = { ...change, manages: managementScopeNames } // an operator's, too, is reset by its owner
  await revisePerson(server, own, sub, {}, (before) => {
    const { email } = before.claims
    const isSame = before.passwordHash === user.passwordHash && email === user.claims.email
    if (!isSame || before.status !== 'active') throw outdated()
    const proven = address !== undefined && address === email && { email_verified: true }
    return {
      user: {
        ...before,
        passwordHash,
        not_before: seconds(change.now),
        claims: { ...before.claims, ...proven },
      },
      event: { ...about('user.password_set', before), detail: { made: false, reset: true } },
      ending: access,
    }
  })
  change.background?.(notify(server, user, 'password_changed', {}, change.now))
}

const outdated = () => conflict('The password has been changed meanwhile', 'password')

/**
 * Stands for the password that somebody has now and the address to which a way to another one goes, and tells nothing of
 * them: what went to an address ends with it.
 */
export const passwordStamp = ({ sealer }: Server, { sub, passwordHash, claims }: User): Promise<string> =>
  sealer.pseudonym(`password|${JSON.stringify([sub, passwordHash, claims.email])}`)

interface PasswordLink {
  readonly sub: string
  readonly stamp: string
  /** Of the links that they were sent, the last one is good. */
  readonly id: string
  /** The mailbox that alone has it; absent where it was told. */
  readonly address?: string
}

const linkDays = { reset: 1, welcome: 7 } as const
const dayMs = 86_400_000

/**
 * A link with which somebody makes their password, in any browser: by mail, or where that cannot be, told this once.
 * @throws {RegistryError} not_found; forbidden; conflict where no password of theirs is kept here
 */
export async function sendPasswordLink(
  server: Server,
  change: Change,
  sub: string,
  what: keyof typeof linkDays = 'reset',
): Promise<{ mailed: true } | { mailed: false; link: string }> {
  const user = await found(server.stores, sub)
  guardOperators(change, user)
  if (recoverable(user) !== 'password') throw conflict('They have no password here')
  const days = linkDays[what]
  const { email } = user.claims
  const id = randomToken(12)
  // Before it is sent: who has it can use it at once.
  await server.stores.commit([server.stores.users.linking(sub, id)])
  const mailed = email !== undefined && mailConfigured(server) && (await send(email))
  await server.stores.audit.record([
    eventOf(change, { ...about('user.password_link', user), detail: { mailed, days } }),
  ])
  return mailed ? { mailed } : { mailed, link: await linkOf() }

  async function linkOf(address?: string): Promise<string> {
    const stamp = await passwordStamp(server, user)
    const payload: PasswordLink = { sub, stamp, id, ...(address !== undefined && { address }) }
    const { now } = change
    const expiresAt = seconds(now + days * dayMs)
    const token = await server.sealer.seal('password_link', payload, { now, expiresAt })
    return `${server.config.issuer}/reset-password?link=${token}`
  }

  async function send(to: string): Promise<boolean> {
    const t = textOfPerson(server, user)
    const link = await linkOf(to)
    try {
      await sendMail(server, to, (text, name) => linkMail(text, { server: name, what, link, days }), t)
      return true
    } catch (error) {
      console.error(JSON.stringify({ event: 'mail_not_sent', cause: String(error) }))
      return false
    }
  }
}

/** Whom such a link is for; undefined where it has ended, was used, or password or address were changed since, or another link sent. */
export async function openPasswordLink(
  server: Server,
  token: string,
  now: number,
): Promise<{ user: User; stamp: string; address?: string | undefined } | undefined> {
  const opened = await server.sealer.open<PasswordLink>('password_link', token, now)
  if (!opened || opened.expired) return undefined
  const { sub, stamp, id, address } = opened.payload
  const user = await server.stores.users.findBySub(sub)
  if (user?.status !== 'active' || user.passwordLink !== id) return undefined
  if (address !== undefined && address !== user.claims.email) return undefined
  return (await passwordStamp(server, user)) === stamp ? { user, stamp, address } : undefined
}
