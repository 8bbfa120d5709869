/** The password, and where the person is signed in: ended one by one, or all others at once. */
import { SecurityPage } from '../../pages/account/security.tsx'
import type { MessageKey, Text } from '../../pages/text.ts'
import type { CredentialKind } from '../../protocol/credential.ts'
import { listCredentials } from '../../registry/credentials.ts'
import {
  endSession,
  endSessions,
  listSessionsAndGrants,
  type SessionView,
} from '../../registry/sessions-grants.ts'
import { deviceIn } from '../../tokens/device-name.ts'
import { goTo, missing, show, type Visit } from '../portal.ts'
import { placeOf } from '../session-place.ts'
import { linkedNames } from './linked.ts'
import { noticeOf, ownChange, ownRecord, subOf } from './own.ts'
import { lately, timesFor } from './when.ts'

const notices = {
  password: 'security.done_password',
  'password-only': 'security.done_password_only',
  ended: 'security.done_ended',
  others: 'security.done_others',
} as const

export async function showSecurity(visit: Visit): Promise<Response> {
  const { c, frame, person, server } = visit
  const [{ user }, { sessions }, linked, credentials] = await Promise.all([
    ownRecord(visit),
    listSessionsAndGrants(server, subOf(visit)),
    linkedNames(visit),
    listCredentials(server, subOf(visit)),
  ])
  const now = c.get('now')
  const { t } = frame
  const times = timesFor(t, person)
  const count = (kind: CredentialKind) => credentials.filter((each) => each.kind === kind).length
  // This browser first; then the one that was used last.
  const ordered = [...sessions].sort(
    (one, other) => rank(other, person.session.sid) - rank(one, person.session.sid),
  )
  const page = SecurityPage({
    frame,
    hasPassword: user.has_password,
    secondFactors: {
      passkeys: count('passkey'),
      oneTimeCodes: count('totp') > 0,
      recoveryCodes: count('recovery_code'),
    },
    linked,
    notice: noticeOf(visit, notices),
    sessions: ordered.map((session) => {
      const { sid, userAgent, createdAt, amr, lastSeen } = session
      return {
        sid,
        current: sid === person.session.sid,
        device: deviceIn(t, userAgent),
        place: placeOf(session, t),
        seen: t('security.last_used', { when: lately(t, times, lastSeen * 1000, now) }),
        since: sinceOf(t, times.minute(createdAt * 1000), amr),
      }
    }),
    zone: times.zone,
  })
  return show(visit, page)
}

const rank = ({ sid, lastSeen }: SessionView, current: string) => (sid === current ? Infinity : lastSeen)

/** RFC 8176 values in words. */
const methods: Readonly<Record<string, MessageKey>> = {
  pwd: 'security.with_password',
  otp: 'security.with_code',
  hwk: 'security.with_passkey',
  swk: 'security.with_passkey',
}

function sinceOf(t: Text, when: string, amr: readonly string[]): string {
  const said = [...new Set(amr.flatMap((value) => methods[value] ?? []))].map((each) => t(each))
  if (said.length === 0) return t('security.since', { when })
  const list = new Intl.ListFormat(t.language).format(said)
  return t('security.since_with', { when, methods: list })
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
