/** What happened to the account, from the audit trail, in the words of whoever it is about. */
import { readQuery } from '../../http/form.ts'
import { ActivityPage, type ShownActivity } from '../../pages/account/activity.tsx'
import type { MessageKey, Text } from '../../pages/text.ts'
import { type AuditEvent, auditTypes, countOf } from '../../protocol/audit.ts'
import { deviceIn } from '../../tokens/device-name.ts'
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
  const times = timesFor(frame.t, person)
  const page = ActivityPage({
    frame,
    events: events.map((event) => ({
      ...said(frame.t, event, subOf(visit), clients.get(event.clientId ?? '')?.record.client_name),
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

const refusals: Readonly<Record<string, MessageKey>> = {
  wrong_credentials: 'activity.why_wrong',
  throttled: 'activity.why_throttled',
  disabled: 'activity.why_disabled',
}

export function said(t: Text, event: AuditEvent, sub: string, registered: string | undefined): Said {
  const { actor, origin, outcome, detail, clientId } = event
  const own = actor.kind === 'person' && actor.id === sub
  const named = typeof detail?.client === 'string' ? detail.client : undefined
  const application = registered ?? named ?? (actor.kind === 'client' ? actor.name : undefined)
  const [what, alarming = false] = sentence(event, { own, through: clientId !== undefined })
  const why = outcome === 'ok' ? undefined : refusals[outcome]
  const count = countOf(event)
  const told =
    what === undefined
      ? (auditTypes[event.type] ?? event.type)
      : t(what, { application: application ?? t('activity.an_application') })
  return {
    what: why === undefined ? told : t('activity.because', { what: told, why: t(why) }),
    alarming,
    ...(count > 1 && { count }),
    // From where an operator or an application's server came is theirs.
    ...((own || actor.kind === 'stranger') && {
      device: origin.userAgent === undefined ? undefined : deviceIn(t, origin.userAgent).name,
      address: origin.address,
    }),
  }
}

type Sentence = readonly [what: MessageKey | undefined, alarming?: boolean]

/** Said by whoever did it: the person themself, or somebody who runs this server. */
const byWhom: Readonly<Record<string, readonly [own: Sentence, other: Sentence]>> = {
  'grant.ended': [['activity.disconnected'], ['activity.disconnected_by_operator']],
  'user.grants_ended': [['activity.all_disconnected'], ['activity.all_disconnected_by_operator']],
  'session.ended': [['activity.session_ended'], ['activity.session_ended_by_operator']],
  'user.sessions_ended': [['activity.sessions_ended'], ['activity.sessions_ended_by_operator']],
  'user.updated': [['activity.updated'], ['activity.updated_by_operator']],
  'user.password_set': [['activity.password_set'], ['activity.password_set_by_operator', true]],
  export: [['activity.downloaded'], [undefined]],
  'user.credential_added': [['activity.credential_added'], ['activity.credential_added', true]],
  'user.credential_changed': [['activity.credential_changed'], ['activity.credential_changed']],
  'user.credential_removed': [['activity.credential_removed'], ['activity.credential_removed', true]],
  'user.recovery_codes_made': [['activity.recovery_codes'], ['activity.recovery_codes', true]],
  'user.second_factors_reset': [['activity.factors_reset'], ['activity.factors_reset', true]],
  'user.provider_linked': [['activity.linked'], ['activity.linked', true]],
  'user.provider_unlinked': [['activity.unlinked'], ['activity.unlinked', true]],
  'user.password_link': [['activity.password_link'], ['activity.password_link']],
  'user.email_verified': [['activity.email_verified'], ['activity.email_verified']],
}

function sentence(
  { type, outcome }: Pick<AuditEvent, 'type' | 'outcome'>,
  { own, through }: { own: boolean; through: boolean },
): Sentence {
  switch (type) {
    case 'sign_in':
      if (outcome !== 'ok') return ['activity.refused', true]
      return [through ? 'activity.signed_in_to' : 'activity.signed_in']
    case 'sign_in_refused':
      return ['activity.refused', true]
    case 'sign_out':
      return ['activity.signed_out']
    case 'consent':
      return ['activity.consented']
    case 'grant':
      return ['activity.granted']
    case 'grant_revoked':
      return outcome === 'ok' ? ['activity.grant_returned'] : ['activity.grant_misused', true]
    case 'token_revoked':
      return ['activity.token_returned']
    case 'user.created':
      return ['activity.created']
    default:
      return byWhom[type]?.[own ? 0 : 1] ?? [undefined]
  }
}
