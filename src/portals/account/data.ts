/** All that is kept about a person, as one file of JSON. No hash, no private id, nothing of other people. */
import { DataPage } from '../../pages/account/data.tsx'
import type { AuditEvent } from '../../protocol/audit.ts'
import { eventOf } from '../../registry/change.ts'
import { listClients } from '../../registry/clients.ts'
import { listCredentials } from '../../registry/credentials.ts'
import { mostOwned } from '../../registry/owners.ts'
import { listResources } from '../../registry/resources.ts'
import { listSessionsAndGrants } from '../../registry/sessions-grants.ts'
import { isoTime } from '../../runtime.ts'
import type { AuditQuery } from '../../stores/audit.ts'
import { show, type Visit } from '../portal.ts'
import { askAgain } from '../recent.ts'
import { minutesAgo, ownChange, ownRecord, subOf } from './own.ts'

export function showData(visit: Visit): Response {
  const { frame, server } = visit
  return show(
    visit,
    DataPage({
      frame,
      retentionDays: server.settings.audit_retention_days,
      deletable: server.settings.account_page.delete_account,
    }),
  )
}

/** The events, which may be many, are read a page at a time while the file is sent. */
export async function downloadData(visit: Visit): Promise<Response> {
  const again = await askAgain(visit, minutesAgo, '/account/data')
  if (again) return again
  const { c, server } = visit
  const sub = subOf(visit)
  const now = c.get('now')
  const known = await kept(visit)
  await server.stores.audit.record([
    eventOf(ownChange(visit), { type: 'export', subject: sub, detail: { what: 'own account' } }),
  ])
  const text = new TextEncoder()
  const head = JSON.stringify(known, null, 2).replace(/\n\}$/, '')
  const pages = eventsOf(visit, now)
  let first = true
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(text.encode(`${head},\n  "events": [`))
    },
    async pull(controller) {
      const { value, done } = await pages.next()
      if (done) {
        controller.enqueue(text.encode('\n  ]\n}\n'))
        controller.close()
        return
      }
      const lines = value.map((event) => `\n    ${JSON.stringify(event)}`).join(',')
      controller.enqueue(text.encode(lines === '' ? '' : `${first ? '' : ','}${lines}`))
      if (lines !== '') first = false
    },
  })
  c.header('Cache-Control', 'no-store')
  c.header('Content-Type', 'application/json; charset=utf-8')
  c.header('Content-Disposition', `attachment; filename="account-${isoTime(now).slice(0, 10)}.json"`)
  return c.body(body)
}

async function kept(visit: Visit): Promise<Record<string, unknown>> {
  const { c, server } = visit
  const sub = subOf(visit)
  const [{ user }, { sessions, grants, consents }, credentials, clients, apis] = await Promise.all([
    ownRecord(visit),
    listSessionsAndGrants(server, sub),
    listCredentials(server, sub),
    listClients(server, { owner: sub, limit: mostOwned }),
    listResources(server, { owner: sub, limit: mostOwned }),
  ])
  const date = (numericDate: number) => isoTime(numericDate * 1000)
  return {
    server: server.config.issuer,
    downloaded_at: isoTime(c.get('now')),
    account: {
      ...user,
      not_before: date(user.not_before),
      created_at: isoTime(user.created_at),
      changed_at: isoTime(user.changed_at),
    },
    credentials: credentials.map(({ id, kind, created_at, used_at, ...more }) => ({
      kind,
      ...(kind === 'passkey' && { id }), // of the others it is a hash, or says what is said below
      ...more,
      created_at: isoTime(created_at),
      last_used_at: used_at === null ? null : isoTime(used_at),
    })),
    sessions: sessions.map(({ sid, acr, amr, userAgent, place, ...times }) => ({
      ...{ sid, acr, amr, user_agent: userAgent, ...place },
      ...{
        signed_in_at: date(times.authTime || times.createdAt),
        last_seen_at: date(times.lastSeen),
        ends_at: date(times.expiresAt),
      },
    })),
    grants: grants.map(({ id, clientId, scope, audience, createdAt, usedAt, expiresAt }) => ({
      ...{ id, client_id: clientId, scope, audience },
      ...{ created_at: date(createdAt), last_used_at: date(usedAt), ends_at: date(expiresAt) },
    })),
    consents: consents.map(({ clientId, scopes, changedAt }) => ({
      ...{ client_id: clientId, allowed: scopes, changed_at: date(changedAt) },
    })),
    owner_of: {
      applications: clients.items.map(({ client }) => client.client_id),
      apis: apis.items.map(({ resource }) => resource.identifier),
    },
  }
}

/** What is about them, then what they did that is about nobody: as a developer, or as an operator. */
async function* eventsOf({ c, server, person }: Visit, to: number): AsyncGenerator<unknown[], undefined> {
  const { sub } = person.subject
  const queries: [Omit<AuditQuery, 'limit'>, (event: AuditEvent) => boolean][] = [
    [{ subject: sub, to }, () => true],
    [{ actor: sub, to }, ({ subject, actor }) => subject === undefined && actor.kind === 'person'],
  ]
  for (const [query, wanted] of queries) {
    let cursor: string | undefined
    do {
      const page = await server.stores.audit.list({
        ...query,
        limit: 500,
        ...(cursor !== undefined && { cursor }),
      })
      cursor = page.next
      yield page.events.filter(wanted).map((event) => told(event, sub))
    } while (cursor !== undefined)
  }
  c.get('log').what = 'data_downloaded'
  return undefined
}

/** Who else did it, and from where, is not theirs to know. */
function told({ id: _, at, actor, origin, ...event }: AuditEvent, sub: string) {
  const own = actor.kind === 'person' && actor.id === sub
  const others = actor.kind === 'person' ? { kind: 'person' } : actor
  const from =
    own || actor.kind === 'stranger' ? { address: origin.address, user_agent: origin.userAgent } : {}
  return { at: isoTime(at), ...event, by: own ? 'you' : others, ...from }
}
