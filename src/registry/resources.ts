/** APIs (protected resources): registered, changed, deleted; their owners, and the clients that may ask for them. */
import { type AuditEvent, differences } from '../protocol/audit.ts'
import { isStandardScope } from '../protocol/claims.ts'
import { type Client, parseClient } from '../protocol/client-metadata.ts'
import { managementAudience } from '../protocol/management.ts'
import {
  type ProtectedResource,
  type ProtectedResourceInput,
  parseProtectedResource,
} from '../protocol/protected-resource.ts'
import type { Stored } from '../stores/copied-table.ts'
import { asciiLower } from '../stores/list.ts'
import type { ListQuery } from '../stores/registered.ts'
import type { Server } from '../tokens/server.ts'
import { type Change, eventOf } from './change.ts'
import { type Listed, type ListOptions, listed, pageOptions } from './cursor.ts'
import { conflict, notFound, validated, versionMismatch } from './errors.ts'
import { guardManagement, refuseOwnApi, refuseOwnScopes, refuseUnasked } from './own-api.ts'
import { checkOwners } from './owners.ts'
import { commitRecord, equal, merged, revise, type Update, type Versioned } from './revise.ts'

/** Times in milliseconds. */
export interface ResourceSummary {
  readonly resource: ProtectedResource
  readonly version: number
  readonly createdAt: number
  readonly changedAt: number
}

export interface ResourceDetails extends ResourceSummary {
  readonly owners: readonly string[]
}

/** @throws {RegistryError} invalid; conflict where the identifier is taken */
export async function createResource(
  server: Server,
  change: Change,
  input: ProtectedResourceInput,
  { owners = [] }: { owners?: readonly string[] } = {},
): Promise<{ resource: ProtectedResource; version: number }> {
  const { resources, audit } = server.stores
  const resource = validated(() => parseProtectedResource(input))
  refuseOwnApi(server, resource.identifier)
  refuseOwnScopes(resource.scopes)
  await checkOwners(server, owners)
  const id = resource.identifier
  const outcome = await commitRecord(server.stores, resources, change, id, [
    resources.revision(id, resource, 0, change.now),
    ...resources.ownersRevision(id, owners),
    ...audit.statements([
      eventOf(change, { ...about('resource.created', resource), detail: { after: resource, owners } }),
    ]),
  ])
  if (outcome !== 'done') throw conflict('An API with this identifier is registered already', 'identifier')
  return { resource, version: (await resources.stored(id))?.version ?? 1 }
}

/**
 * @param input fields to change; null takes one away
 * @throws {RegistryError} invalid, not_found, version_mismatch
 */
export async function updateResource(
  server: Server,
  change: Change,
  id: string,
  input: Readonly<Record<string, unknown>>,
  options: Update = {},
): Promise<{ resource: ProtectedResource; version: number }> {
  let resource: ProtectedResource | undefined
  refuseOwnApi(server, id)
  const version = await reviseResource(server, change, id, options, ({ record: before }) => {
    const after = validated(() => parseProtectedResource(merged(before, input, options, ['identifier'])))
    refuseOwnScopes(after.scopes, before.scopes)
    resource = after
    if (equal(after, before)) return { record: before, events: [] }
    const detail = differences(before, after)
    return { record: after, events: [eventOf(change, { ...about('resource.updated', after), detail })] }
  })
  if (!resource) throw notFound(id)
  return { resource, version }
}

/** More clients than this are not unlinked in one go. */
const unlinkedAtOnce = 100

/**
 * Clients that could ask for it no longer can: whoever registers the identifier anew starts with none.
 * @throws {RegistryError} not_found, version_mismatch; conflict where many clients are linked
 */
export async function deleteResource(
  server: Server,
  change: Change,
  id: string,
  options: Versioned = {},
): Promise<void> {
  const { clients, resources } = server.stores
  refuseOwnApi(server, id)
  const stored = await resources.stored(id)
  if (!stored) throw notFound('There is no such API')
  const { ifVersion } = options
  if (ifVersion !== undefined && ifVersion !== stored.version) throw versionMismatch(stored.version)
  const linked = await clients.linkedTo(id, { limit: unlinkedAtOnce + 1 })
  if (linked.length > unlinkedAtOnce)
    throw conflict(`More than ${unlinkedAtOnce} clients are linked to this API; unlink them first`)
  // First: what breaks off here is begun again, and no link outlives the API.
  for (const clientId of linked) await unlinkClient(server, change, id, clientId)
  await reviseResource(server, change, id, options, ({ record }) => ({
    record: null,
    events: [eventOf(change, { ...about('resource.deleted', record), detail: { before: record } })],
    also: resources.ownersRevision(id, []),
  }))
}

/**
 * @param scope scopes of the API that the client may ask for from now on, besides those it may already
 * @throws {RegistryError} not_found, forbidden; conflict where it would open more than is asked for
 */
export async function linkClient(
  server: Server,
  change: Change,
  id: string,
  clientId: string,
  scope: readonly string[] = [],
): Promise<{ client: Client; version: number }> {
  const stored = await server.stores.resources.stored(id)
  if (!stored) throw notFound('There is no such API')
  return reviseLinks(server, change, clientId, 'client.resource_linked', id, (before) => {
    const after = {
      ...before,
      resources: [...new Set([...before.resources, id])],
      scope: [
        ...new Set([...before.scope, ...scope.filter((each) => Object.hasOwn(stored.record.scopes, each))]),
      ],
    }
    guardManagement(server, change, before)
    guardManagement(server, change, after)
    refuseUnasked(server, { before, after }, { api: id, scope })
    if (!before.resources.includes(id)) refuseSameNamed(before, stored.record, scope)
    return after
  })
}

/** A scope that the client has by another API would open this one too: only what is asked for here may. */
function refuseSameNamed(client: Client, { scopes }: ProtectedResource, asked: readonly string[]): void {
  const unasked = client.scope.filter(
    (scope) => Object.hasOwn(scopes, scope) && !asked.includes(scope) && !isStandardScope(scope),
  )
  if (unasked.length > 0)
    throw conflict(
      `This would also open the API for ${unasked.join(' ')}, which the client has by another API`,
    )
}

/** Takes the API from the client, and with it the scopes that none of its other APIs has. */
export async function unlinkClient(
  server: Server,
  change: Change,
  id: string,
  clientId: string,
): Promise<{ client: Client; version: number }> {
  return reviseLinks(server, change, clientId, 'client.resource_unlinked', id, async (before) => {
    // Of another API that is for its owners to say: nothing of ours changes with it.
    if (id === managementAudience(server.config.issuer)) guardManagement(server, change, before)
    const resources = before.resources.filter((each) => each !== id)
    const apis = await server.stores.resources.storedAll(before.resources)
    const isOf = (scope: string, which: (api: string) => boolean) =>
      apis.some(([api, { record }]) => which(api) && Object.hasOwn(record.scopes, scope))
    const goes = (scope: string) =>
      !isStandardScope(scope) && isOf(scope, (api) => api === id) && !isOf(scope, (api) => api !== id)
    return {
      ...before,
      resources,
      scope: before.scope.filter((scope) => !goes(scope)),
      default_scope: before.default_scope.filter((scope) => !goes(scope)),
    }
  })
}

async function reviseLinks(
  { stores }: Server,
  change: Change,
  clientId: string,
  type: AuditEvent['type'],
  resource: string,
  decide: (before: Client) => Client | Promise<Client>,
): Promise<{ client: Client; version: number }> {
  let client: Client | undefined
  const at = { id: clientId }
  const version = await revise<Client>(stores, stores.clients, change, at, async ({ record: before }) => {
    const after = await decide(before)
    client = validated(() => parseClient(after))
    if (equal(after, before)) return { record: before, events: [] }
    const target = { kind: 'client', id: clientId, name: before.client_name } as const
    const detail = { resource, ...differences(before, after) }
    return { record: client, events: [eventOf(change, { type, clientId, target, detail })] }
  })
  if (!client) throw notFound('There is no such client')
  return { client, version }
}

/** The clients that may ask for the API. The cursor is the last id of the page before. */
export async function listLinkedClients(
  { stores }: Server,
  id: string,
  { limit, cursor }: ListOptions,
): Promise<Listed<{ client: Client; version: number }>> {
  pageOptions({ limit })
  const ids = await stores.clients.linkedTo(id, { after: cursor, limit: limit + 1 })
  const shown = ids.slice(0, limit)
  const stored = new Map(await stores.clients.storedAll(shown))
  const items = shown.flatMap((clientId) => {
    const found = stored.get(clientId)
    return found ? [{ client: found.record, version: found.version }] : []
  })
  const last = ids.length > limit ? shown.at(-1) : undefined
  return { items, ...(last !== undefined && { next: last }) }
}

/** @throws {RegistryError} not_found; invalid where somebody is not known */
export async function setResourceOwners(
  server: Server,
  change: Change,
  id: string,
  owners: readonly string[],
): Promise<void> {
  const { resources } = server.stores
  refuseOwnApi(server, id)
  await checkOwners(server, owners)
  const before = await resources.owners(id)
  await reviseResource(server, change, id, {}, ({ record }) => ({
    record,
    events: [
      eventOf(change, { ...about('resource.owners_changed', record), detail: { before, after: owners } }),
    ],
    also: resources.ownersRevision(id, owners),
  }))
}

/** From D1: as it is now. */
export async function getResource(server: Server, id: string): Promise<ResourceDetails | undefined> {
  const { resources } = server.stores
  const [stored, owners] = await Promise.all([resources.stored(id), resources.owners(id)])
  return stored && { ...summary(stored), owners }
}

/** By name. `search`: how a name or an identifier begins. `owner`: a `sub`. `open`: to every developer. `own`: with this server's own, first. */
export async function listResources(
  server: Server,
  {
    search,
    owner,
    open,
    own = false,
    ...options
  }: Pick<ListQuery, 'search' | 'owner' | 'open'> & ListOptions & { readonly own?: boolean },
): Promise<Listed<ResourceSummary>> {
  const { after, limit } = pageOptions(options)
  const { resources } = server.stores
  const start = asciiLower(search ?? '')
  const fitting = resources.own.filter(
    ({ name, identifier }) => asciiLower(name).startsWith(start) || identifier.startsWith(search ?? ''),
  )
  const first = !own || after || owner !== undefined || open ? [] : fitting.slice(0, limit)
  const page = await resources.list({ search, owner, open, after, limit: limit - first.length })
  const shown = listed(page, summary)
  return { ...shown, items: [...first.map(ownSummary), ...shown.items] }
}

const ownSummary = (resource: ProtectedResource): ResourceSummary => ({
  ...{ resource, version: 0, createdAt: 0, changedAt: 0 },
})

const summary = ({ record: resource, ...stored }: Stored<ProtectedResource>): ResourceSummary => ({
  resource,
  ...stored,
})

const reviseResource = (
  { stores }: Server,
  change: Change,
  id: string,
  { ifVersion }: Versioned,
  decide: Parameters<typeof revise<ProtectedResource>>[4],
) => revise<ProtectedResource>(stores, stores.resources, change, { id, ifVersion }, decide)

const about = <T extends AuditEvent['type']>(type: T, { identifier, name }: ProtectedResource) => ({
  type,
  target: { kind: 'resource', id: identifier, name } as const,
})
