/** The mail to somebody who has forgotten their password. */
import type { RequestContext } from '../http/context.ts'
import { codeMail, noPasswordMail } from '../pages/mail/codes.tsx'
import { recoverable } from '../registry/recovery.ts'
import { codeMinutes, mayMail } from '../sign-in/mail-code.ts'
import type { User } from '../stores/users.ts'
import { textOf } from '../tokens/language.ts'
import { type Compose, trySendMail } from '../tokens/mail.ts'
import type { Server } from '../tokens/server.ts'

/** Not only verified addresses: it is the one on record, and the code proves it. Unless another provider said it alone. */
export function mailable(user: User | undefined): User | undefined {
  const { email, email_verified: verified } = user?.claims ?? {}
  if (user?.status !== 'active' || email === undefined) return undefined
  return verified === true || !user.credentials.includes('provider') ? user : undefined
}

/** What the code shows; undefined where there is no password here that could be made anew. */
export const provesOf = (user: User | undefined) =>
  user && recoverable(user) === 'password' ? `reset|${user.sub}|${user.claims.email ?? ''}` : undefined

const longestLink = 2_000

/** A code, or why there is none for them. */
export async function send(
  c: RequestContext,
  server: Server,
  user: User,
  { code, link, device }: { code: string; link: string; device: string | undefined },
): Promise<void> {
  const { email: to } = user.claims
  if (to === undefined || !(await mayMail(server, to, device))) return
  const kind = recoverable(user)
  const account = `${server.config.issuer}/account`
  const compose: Compose = (t, name) =>
    kind === 'password'
      ? codeMail(t, {
          server: name,
          what: 'reset',
          code,
          minutes: codeMinutes,
          link: link.length <= longestLink ? link : undefined,
        })
      : noPasswordMail(t, name, kind === 'directory', account)
  await trySendMail(server, to, compose, textOf(c), c.get('now'))
}
