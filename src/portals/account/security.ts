/** The password, and where the person is signed in: ended one by one, or all others at once. */
import { SecurityPage } from '../../pages/account/security.tsx'
import { deviceOf } from '../../protocol/user-agent.ts'
import {
  endSession,
  endSessions,
  listSessionsAndGrants,
  type SessionView,
} from '../../registry/sessions-grants.ts'
import { goTo, missing, show, type Visit } from '../portal.ts'
import { placeOf } from '../session-place.ts'
import { noticeOf, ownChange, ownRecord, subOf } from './own.ts'
import { lately, timesFor } from './when.ts'

const notices = {
  password:
    'Your password is changed. You are signed out everywhere else, and applications have to ask you again.',
  'password-only': 'Your password is changed.',
  ended: 'That browser is signed out.',
  others: 'You are signed out everywhere else.',
}

export async function showSecurity(visit: Visit): Promise<Response> {
  const { c, frame, person, server } = visit
  const [{ user }, { sessions }] = await Promise.all([
    ownRecord(visit),
    listSessionsAndGrants(server, subOf(visit)),
  ])
  const now = c.get('now')
  const times = timesFor(person)
  // This browser first; then the one that was used last.
  const ordered = [...sessions].sort(
    (one, other) => rank(other, person.session.sid) - rank(one, person.session.sid),
  )
  const page = SecurityPage({
    frame,
    hasPassword: user.has_password,
    notice: noticeOf(visit, notices),
    sessions: ordered.map((session) => {
      const { sid, userAgent, authTime, amr, lastSeen } = session
      return {
        sid,
        current: sid === person.session.sid,
        device: deviceOf(userAgent),
        seen: [placeOf(session), `last used ${lately(lastSeen * 1000, now)}`].filter(Boolean).join(', '),
        since: `Signed in on ${times.minute(authTime * 1000)}${methodsOf(amr)}`,
      }
    }),
    zone: times.zone,
  })
  return show(visit, page)
}

const rank = ({ sid, lastSeen }: SessionView, current: string) => (sid === current ? Infinity : lastSeen)

/** RFC 8176 values in words. */
const methods: Readonly<Record<string, string>> = {
  pwd: 'a password',
  otp: 'a one-time code',
  hwk: 'a passkey',
  swk: 'a passkey',
}

function methodsOf(amr: readonly string[]): string {
  const said = [...new Set(amr.flatMap((value) => methods[value] ?? []))]
  return said.length === 0 ? '' : `, with ${said.join(' and ')}`
}

export async function submitSessions(visit: Visit): Promise<Response> {
  const { server, form, person } = visit
  const change = ownChange(visit)
  if (form.get('action') === 'end-others') {
    await endSessions(server, change, subOf(visit), person.session.sid)
    return goTo(visit, '/account/security?done=others')
  }
  if (form.get('action') !== 'end') return missing(visit)
  // Of this person only: whose session another id is, the shard does not say.
  await endSession(server, change, subOf(visit), form.get('session') ?? '')
  return goTo(visit, '/account/security?done=ended')
}
