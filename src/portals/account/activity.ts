/** What happened to the account, from the audit trail, in the words of whoever it is about. */
import { readQuery } from '../../http/form.ts'
import { ActivityPage, type ShownActivity } from '../../pages/account/activity.tsx'
import { type AuditEvent, auditTypes, countOf } from '../../protocol/audit.ts'
import { deviceOf } from '../../protocol/user-agent.ts'
import { show, type Visit } from '../portal.ts'
import { subOf } from './own.ts'
import { timesFor } from './when.ts'

const shownAtOnce = 30

export async function showActivity(visit: Visit): Promise<Response> {
  const { c, server, frame, person } = visit
  const cursor = readQuery(c.req.raw).assertSingle().get('before')
  const { events, next } = await server.stores.audit.list({
    subject: subOf(visit),
    limit: shownAtOnce,
    ...(cursor !== undefined && { cursor: cursor.slice(0, 100) }),
  })
  const ids = [...new Set(events.flatMap(({ clientId }) => clientId ?? []))]
  const clients = new Map(await server.stores.clients.storedAll(ids))
  const times = timesFor(person)
  const page = ActivityPage({
    frame,
    events: events.map((event) => ({
      ...said(event, subOf(visit), clients.get(event.clientId ?? '')?.record.client_name),
      id: event.id,
      when: times.minute(event.at),
    })),
    zone: times.zone,
    retentionDays: server.settings.audit_retention_days,
    older: next === undefined ? undefined : `/account/activity?before=${encodeURIComponent(next)}`,
    newest: cursor === undefined,
  })
  return show(visit, page)
}

type Said = Omit<ShownActivity, 'id' | 'when'>

const refusals: Readonly<Record<string, string>> = {
  wrong_credentials: 'the password was wrong',
  throttled: 'too many tries',
  disabled: 'the account was disabled',
}

export function said(event: AuditEvent, sub: string, registered: string | undefined): Said {
  const { actor, origin, outcome, detail, clientId } = event
  const own = actor.kind === 'person' && actor.id === sub
  const named = typeof detail?.client === 'string' ? detail.client : undefined
  const application =
    registered ?? named ?? (actor.kind === 'client' ? actor.name : undefined) ?? 'an application'
  const [what, alarming = false] = sentence(event, { own, application, through: clientId !== undefined })
  const count = countOf(event)
  return {
    what: `${what}${outcome !== 'ok' && refusals[outcome] ? `: ${refusals[outcome]}` : ''}`,
    alarming,
    ...(count > 1 && { count }),
    // From where an operator or an application's server came is theirs.
    ...((own || actor.kind === 'stranger') && {
      device: origin.userAgent === undefined ? undefined : deviceOf(origin.userAgent).name,
      address: origin.address,
    }),
  }
}

function sentence(
  { type, outcome }: Pick<AuditEvent, 'type' | 'outcome'>,
  { own, application, through }: { own: boolean; application: string; through: boolean },
): [what: string, alarming?: boolean] {
  const who = own ? 'You' : 'An operator'
  switch (type) {
    case 'sign_in':
      if (outcome !== 'ok') return ['A sign-in was refused', true]
      return [through ? `You signed in to ${application}` : 'You signed in']
    case 'sign_in_refused':
      return ['A sign-in was refused', true]
    case 'sign_out':
      return ['You signed out']
    case 'consent':
      return [`You allowed ${application} to use your account`]
    case 'grant':
      return [`${upper(application)} was given access`]
    case 'grant_revoked':
      return outcome === 'ok'
        ? [`${upper(application)} gave its access back`]
        : [`Access of ${application} was ended, because somebody used what only it should have`, true]
    case 'token_revoked':
      return [`${upper(application)} gave a token back`]
    case 'grant.ended':
      return [own ? `You disconnected ${application}` : `An operator ended the access of ${application}`]
    case 'user.grants_ended':
      return [`${who} ended the access of all applications`]
    case 'session.ended':
      return [own ? 'You signed another browser out' : 'An operator signed a browser of yours out']
    case 'user.sessions_ended':
      return [own ? 'You signed out everywhere else' : 'An operator signed you out everywhere']
    case 'user.created':
      return ['Your account was made']
    case 'user.updated':
      return [own ? 'You changed your profile' : 'An operator changed your account']
    case 'user.password_set':
      return [own ? 'You changed your password' : 'An operator replaced your password', !own]
    case 'export':
      return [own ? 'You downloaded your data' : auditTypes[type]]
    default:
      return [auditTypes[type] ?? type]
  }
}

const upper = (text: string) => (text === 'an application' ? 'An application' : text)
