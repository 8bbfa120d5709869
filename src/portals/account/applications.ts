/** Which applications may act for the person, what each may do, and its end. */
import { applicationOf } from '../../interaction/application.ts'
import { consentItems, describeItems } from '../../interaction/consent-items.ts'
import { ApplicationsPage, type ConnectedApplication } from '../../pages/account/applications.tsx'
import type { Text } from '../../pages/text.ts'
import { isClientUrl } from '../../protocol/client-document.ts'
import type { Client } from '../../protocol/client-metadata.ts'
import {
  type ConsentView,
  type GrantView,
  listSessionsAndGrants,
  withdrawConsent,
} from '../../registry/sessions-grants.ts'
import type { Server } from '../../tokens/server.ts'
import { resourcesOf } from '../../tokens/target.ts'
import { goTo, missing, show, type Visit } from '../portal.ts'
import { noticeOf, ownChange, subOf } from './own.ts'
import { lately, type Times, timesFor } from './when.ts'

/** All that a person allows one client. */
interface Connection {
  readonly clientId: string
  readonly grants: readonly GrantView[]
  readonly consent: ConsentView | undefined
}

async function connectionsOf({ server, person }: Visit): Promise<Connection[]> {
  const { grants, consents } = await listSessionsAndGrants(server, person.subject.sub)
  const ids = [...new Set([...grants, ...consents].map(({ clientId }) => clientId))]
  return ids.map((clientId) => ({
    clientId,
    grants: grants.filter((grant) => grant.clientId === clientId),
    consent: consents.find((consent) => consent.clientId === clientId),
  }))
}

export async function showApplications(visit: Visit): Promise<Response> {
  const { c, server, frame, person } = visit
  const connections = await connectionsOf(visit)
  const clients = await clientsOf(server, connections, c.get('now'))
  const times = timesFor(frame.t, person)
  const applications = await Promise.all(
    connections.map((connection) => connected(visit, connection, clients.get(connection.clientId), times)),
  )
  const page = ApplicationsPage({
    frame,
    applications: applications.sort((one, other) =>
      one.application.name.localeCompare(other.application.name, frame.t.language),
    ),
    notice: noticeOf(visit, {
      disconnected: 'applications.done',
    }),
  })
  return show(visit, page)
}

/** Nothing is fetched for this: a stranger's document counts where it is at hand. */
async function clientsOf(
  { stores }: Server,
  connections: readonly Connection[],
  now: number,
): Promise<Map<string, Client>> {
  const ids = connections.map(({ clientId }) => clientId)
  const registered = new Map(await stores.clients.storedAll(ids))
  return new Map(
    ids.flatMap((id) => {
      const client = registered.get(id)?.record ?? stores.clientDocuments.remembered(id, now)
      return client ? [[id, client]] : []
    }),
  )
}

async function connected(
  { c, server, frame }: Visit,
  { clientId, grants, consent }: Connection,
  client: Client | undefined,
  times: Times,
): Promise<ConnectedApplication> {
  const now = c.get('now')
  const items = consent?.scopes ?? []
  const named = items.filter((item) => !item.startsWith('claim ')).flatMap((item) => item.split(' ')[1] ?? [])
  const identifiers = [...named, ...grants.flatMap(({ audience }) => audience), ...(client?.resources ?? [])]
  const apis = await resourcesOf(server, { resources: identifiers }, now)
  const granted = grants.flatMap(({ scope, audience }) =>
    consentItems(
      scope,
      apis.filter(({ identifier }) => audience.includes(identifier)),
      [],
    ),
  )
  const since = Math.min(...grants.map(({ createdAt }) => createdAt), consent?.changedAt ?? Infinity)
  const used = Math.max(...grants.map(({ usedAt }) => usedAt))
  return {
    clientId,
    application: client ? applicationOf(c, client) : unknownApplication(frame.t, clientId),
    sentences: describeItems(frame.t, [...new Set([...items, ...granted])], apis).map(
      ({ description }) => description,
    ),
    when: [
      frame.t('applications.since', { day: times.day(since * 1000) }),
      grants.length === 0
        ? frame.t('applications.no_access')
        : frame.t('security.last_used', { when: lately(frame.t, times, used * 1000, now) }),
    ].join(' · '),
    trusted: client?.first_party === true,
  }
}

/** What can be said of it without its document. */
const unknownApplication = (t: Text, clientId: string) =>
  isClientUrl(clientId)
    ? { name: new URL(clientId).hostname, stranger: true, host: new URL(clientId).hostname }
    : { name: t('applications.gone') }

export async function submitDisconnect(visit: Visit): Promise<Response> {
  const clientId = visit.form.get('application') ?? ''
  const connections = await connectionsOf(visit)
  if (!connections.some((connection) => connection.clientId === clientId)) return missing(visit)
  await withdrawConsent(visit.server, ownChange(visit), subOf(visit), clientId)
  return goTo(visit, '/account/applications?done=disconnected')
}
