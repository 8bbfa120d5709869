/** Tells people by mail what happened to their account, so that they notice what was not them. */
import { type NoticeKind, type Notices, noticeMail } from '../pages/mail/notices.tsx'
import type { Text } from '../pages/text.ts'
import { date } from '../runtime.ts'
import type { User } from '../stores/users.ts'
import { mailConfigured, textOfPerson, trySendMail } from './mail.ts'
import type { Server } from './server.ts'

/** Whom it is for: a record of theirs, or what their shard has of it. */
export type Told = Pick<User, 'user_id' | 'claims'>

/**
 * Does nothing where no mail can be sent or the person has no address. Never throws; it is work for the background.
 * @param now milliseconds
 * @param to another address than theirs: that of before
 */
export async function notify<Kind extends NoticeKind>(
  server: Server,
  user: Told,
  kind: Kind,
  values: Notices[Kind],
  now: number,
  to = user.claims.email,
): Promise<void> {
  if (to === undefined || !mailConfigured(server)) return
  const t = textOfPerson(server, user)
  const about = {
    login: user.user_id,
    time: timeIn(t, user.claims.zoneinfo, now),
    link: `${server.config.issuer}/account/security`,
  }
  await trySendMail(server, to, (_, name) => noticeMail(t, kind, values, { server: name, ...about }), t, now)
}

/** In their own time zone where they have told one that exists. */
function timeIn(t: Text, zone: string | undefined, now: number): string {
  const format = (timeZone: string) =>
    `${new Intl.DateTimeFormat(t.language, {
      timeZone,
      dateStyle: 'long',
      timeStyle: 'short',
    }).format(date(now))} (${timeZone})`
  try {
    return format(zone ?? 'UTC')
  } catch {
    return format('UTC')
  }
}
