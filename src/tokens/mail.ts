/** Mail as this server sends it: in the language of whoever reads it, and in the background. */
import type { Mail } from '../outbound/mail.ts'
import { type MailParts, writeMail } from '../pages/mail/mail.tsx'
import type { Text } from '../pages/text.ts'
import type { User } from '../stores/users.ts'
import { textFor } from './language.ts'
import type { Server } from './server.ts'

/** Whether mail can be sent: it is bound, and there is an address to send from. Without it, what needs it is hidden. */
export const mailConfigured = ({ mailer, settings }: Pick<Server, 'mailer' | 'settings'>): boolean =>
  mailer.isBound && settings.mail.from !== undefined

/**
 * Whether mail can let them in: only to an address that was shown to be theirs, or a code would let in whoever has that
 * mailbox.
 */
export const reachedByMail = (
  server: Pick<Server, 'mailer' | 'settings'>,
  { claims }: Pick<User, 'claims'>,
): boolean => mailConfigured(server) && claims.email !== undefined && claims.email_verified === true

/** What makes a mail of the right words, once it is known in which language. */
export type Compose = (t: Text, server: string) => MailParts

/** @throws {Error} why it was not sent */
export async function sendMail(server: Server, to: string, compose: Compose, t: Text): Promise<void> {
  const { settings, config, mailer } = server
  const { from, from_name, reply_to } = settings.mail
  if (from === undefined) throw new Error('mail.from is not set')
  const { server_name: serverName } = settings
  const written = writeMail(compose(t, serverName), { t, serverName, issuer: config.issuer })
  const mail: Mail = {
    ...written,
    to,
    from: { email: from, name: from_name ?? serverName },
    replyTo: reply_to,
  }
  await mailer.send(mail)
}

/**
 * The same for whoever need not wait for it: a failure is logged and counted, and whoever waits for the mail asks again.
 * @param now milliseconds
 */
export async function trySendMail(
  server: Server,
  to: string,
  compose: Compose,
  t: Text,
  now: number,
): Promise<void> {
  try {
    await sendMail(server, to, compose, t)
  } catch (error) {
    console.error(JSON.stringify({ event: 'mail_not_sent', cause: String(error) }))
    const { stores, settings } = server
    const counted = { what: 'refusal', key: 'mail_not_sent' } as const
    stores.tally.count(counted, stores.counters.source(settings.analytics !== undefined), now)
  }
}

/** The language that somebody has told, where it is one of ours. */
export const textOfPerson = ({ settings }: Server, { claims }: Pick<User, 'claims'>): Text =>
  textFor(settings.languages, claims.locale === undefined ? [] : [claims.locale])
