/** Clients: registered, changed, deleted; their secrets and owners. */
import { hashSecret } from '../client-auth/client-secret.ts'
import { type Client, type ClientInput, parseClient } from '../protocol/client-metadata.ts'
import { constantTimeEqual } from '../protocol/constant-time.ts'
import { isPromoted } from '../protocol/self-registered.ts'
import { randomId, randomToken, seconds } from '../runtime.ts'
import { type ClientSecret, secretIdOf } from '../stores/clients.ts'
import type { Stored } from '../stores/copied-table.ts'
import type { ListQuery } from '../stores/registered.ts'
import type { Server } from '../tokens/server.ts'
import { type Change, eventOf } from './change.ts'
import { about, createdEvent, deletedEvent, updatedEvent } from './client-events.ts'
import { type Listed, type ListOptions, listed, pageOptions } from './cursor.ts'
import { conflict, notFound, validated } from './errors.ts'
import { guardClient, guardManagement, guardRemoval } from './own-api.ts'
import { checkOwners } from './owners.ts'
import { commitRecord, equal, merged, revise, type Update, type Versioned } from './revise.ts'
import { sectorCheck } from './sector.ts'

/** A registration as it is asked for: the server gives the id and makes the secret. */
export type NewClient = Omit<ClientInput, 'client_id' | 'secret_hashes' | 'not_before'>

/** Times in milliseconds. */
export interface ClientSummary {
  readonly client: Client
  readonly version: number
  readonly createdAt: number
  readonly changedAt: number
}

export interface ClientDetails extends ClientSummary {
  readonly owners: readonly string[]
  readonly secrets: readonly ClientSecret[]
}

/** What may be told once, when it is made: only its hash is kept. */
export interface ClientCredentials {
  readonly clientSecret?: string
  /** RFC 7592 §3 */
  readonly registrationAccessToken?: string
}

export interface Registration {
  readonly owners?: readonly string[] | undefined
  /** The client manages itself (RFC 7592): make it a token for that. */
  readonly managesItself?: boolean | undefined
  /** The id of the initial access token that this uses up. */
  readonly initialAccessToken?: string | undefined
}

const own = ['client_id', 'secret_hashes', 'not_before'] as const
const mostSecrets = 2

/** Of an input that was not parsed yet. */
const usesSecret = ({
  token_endpoint_auth_method: method,
}: {
  token_endpoint_auth_method?: unknown
}): boolean => method == null || (typeof method === 'string' && method.startsWith('client_secret_'))

/** @throws {RegistryError} invalid, forbidden; conflict where the initial access token was used up meanwhile */
export async function createClient(
  server: Server,
  change: Change,
  input: NewClient,
  { owners = [], managesItself = false, initialAccessToken }: Registration = {},
): Promise<{ client: Client; version: number } & ClientCredentials> {
  const { clients, audit, initialAccessTokens } = server.stores
  const { now } = change
  const secret = usesSecret(input) ? randomToken() : undefined
  const hashes = secret === undefined ? [] : [await hashSecret(secret)]
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value != null))
  const client = validated(() => parseClient({ ...given, client_id: randomId(), secret_hashes: hashes }))
  guardClient(server, change, { after: client })
  await checkOwners(server, owners)
  await sectorCheck(server)(client)
  const id = client.client_id
  const registrationAccessToken = managesItself ? randomToken() : undefined
  const outcome = await commitRecord(server.stores, clients, change, id, [
    clients.revision(id, client, 0, now),
    ...clients.ownersRevision(id, owners),
    ...clients.secretsRevision(id, hashes, hashes, now),
    ...(registrationAccessToken === undefined
      ? []
      : [clients.registrationRevision(id, await hashSecret(registrationAccessToken))]),
    ...(initialAccessToken === undefined ? [] : initialAccessTokens.use(initialAccessToken, now)),
    ...audit.statements([
      await createdEvent(change, client, {
        owners,
        ...(initialAccessToken !== undefined && { initialAccessToken }),
      }),
    ]),
  ])
  if (outcome !== 'done') throw conflict('The initial access token is no longer good')
  return {
    client,
    version: 1,
    ...(secret !== undefined && { clientSecret: secret }),
    ...(registrationAccessToken !== undefined && { registrationAccessToken }),
  }
}

/**
 * @param input fields to change; null takes one away
 * @returns a new secret where the client needs one now and had none
 * @throws {RegistryError} invalid, forbidden, not_found, version_mismatch
 */
export async function updateClient(
  server: Server,
  change: Change,
  id: string,
  input: Readonly<Record<string, unknown>>,
  options: Update = {},
): Promise<{ client: Client; version: number } & ClientCredentials> {
  const { clients } = server.stores
  let client: Client | undefined
  let secret: string | undefined
  const checkSector = sectorCheck(server)
  const version = await reviseClient(server, change, id, options, async ({ record: before }) => {
    const fields = merged(before, input, options, own, ['status', 'self_registered'])
    const method = fields.token_endpoint_auth_method as string | undefined
    const needsOne = usesSecret({ token_endpoint_auth_method: method })
    secret = needsOne && before.secret_hashes.length === 0 ? randomToken() : undefined
    const made = secret === undefined ? [] : [await hashSecret(secret)]
    const hashes = needsOne ? [...made, ...before.secret_hashes] : []
    client = validated(() => parseClient({ ...fields, secret_hashes: hashes }))
    guardClient(server, change, { before, after: client })
    await checkSector(client, before)
    if (equal(client, before)) return { record: before, events: [] }
    return {
      record: client,
      events: [await updatedEvent(change, before, client)],
      also: [
        ...clients.secretsRevision(id, hashes, made, change.now),
        ...(isPromoted(client) ? [clients.registrationRevision(id, null)] : []),
      ],
    }
  })
  if (!client) throw notFound(id)
  return { client, version, ...(secret !== undefined && { clientSecret: secret }) }
}

/** Within two minutes it is nowhere known any more. Its id never comes back. */
export async function deleteClient(
  server: Server,
  change: Change,
  id: string,
  options: Versioned = {},
): Promise<void> {
  const { clients } = server.stores
  await reviseClient(server, change, id, options, async ({ record }) => {
    guardRemoval(server, change, record)
    return {
      record: null,
      events: [await deletedEvent(change, record)],
      also: [
        ...clients.ownersRevision(id, []),
        ...clients.secretsRevision(id, [], [], change.now),
        clients.registrationRevision(id, null),
        server.stores.refusals.removal(id),
      ],
    }
  })
}

/**
 * A second secret beside the first, so that it can be rotated without an outage.
 * @returns the secret, told this once
 * @throws {RegistryError} not_found, forbidden; conflict where there are two already, or the client uses none
 */
export async function addClientSecret(
  server: Server,
  change: Change,
  id: string,
  options: Versioned = {},
): Promise<{ id: string; clientSecret: string; version: number }> {
  const secret = randomToken()
  const hash = await hashSecret(secret)
  const version = await reviseClient(server, change, id, options, ({ record }) => {
    guardManagement(server, change, record)
    if (!usesSecret(record))
      throw conflict(`A client with ${record.token_endpoint_auth_method} has no secret`)
    if (record.secret_hashes.length >= mostSecrets)
      throw conflict('It has two secrets already; remove the one that is no longer used')
    const hashes = [hash, ...record.secret_hashes]
    return {
      record: { ...record, secret_hashes: hashes },
      events: [
        eventOf(change, { ...about('client.secret_added', record), detail: { secret: secretIdOf(hash) } }),
      ],
      also: server.stores.clients.secretsRevision(id, hashes, [hash], change.now),
    }
  })
  return { id: secretIdOf(hash), clientSecret: secret, version }
}

/** @throws {RegistryError} not_found; conflict for the last one */
export async function removeClientSecret(
  server: Server,
  change: Change,
  id: string,
  secretId: string,
  options: Versioned = {},
): Promise<{ version: number }> {
  const version = await reviseClient(server, change, id, options, ({ record }) => {
    guardRemoval(server, change, record)
    const hashes = record.secret_hashes.filter((hash) => secretIdOf(hash) !== secretId)
    if (hashes.length === record.secret_hashes.length) throw notFound('The client has no such secret')
    if (hashes.length === 0) throw conflict('This is its only secret; add another first')
    return {
      record: { ...record, secret_hashes: hashes },
      events: [eventOf(change, { ...about('client.secret_removed', record), detail: { secret: secretId } })],
      also: server.stores.clients.secretsRevision(id, hashes, [], change.now),
    }
  })
  return { version }
}

/** Ends every session with the client and every grant to it; what begins afterwards is good. */
export async function endClientGrants(
  server: Server,
  change: Change,
  id: string,
  options: Versioned = {},
): Promise<{ version: number }> {
  // What began in this very second is ended too.
  const notBefore = seconds(change.now) + 1
  const version = await reviseClient(server, change, id, options, ({ record }) => ({
    record: { ...record, not_before: Math.max(record.not_before, notBefore) },
    events: [eventOf(change, about('client.grants_ended', record))],
  }))
  return { version }
}

/** @throws {RegistryError} not_found; invalid where somebody is not known */
export async function setOwners(
  server: Server,
  change: Change,
  id: string,
  owners: readonly string[],
): Promise<void> {
  const { clients } = server.stores
  await checkOwners(server, owners)
  const before = await clients.owners(id)
  await reviseClient(server, change, id, {}, ({ record }) => {
    guardRemoval(server, change, record)
    const detail = { before, after: owners }
    const events = [eventOf(change, { ...about('client.owners_changed', record), detail })]
    return { record, events, also: clients.ownersRevision(id, owners) }
  })
}

/** From D1: as it is now. */
export async function getClient(server: Server, id: string): Promise<ClientDetails | undefined> {
  const { clients } = server.stores
  const stored = await clients.stored(id)
  if (!stored) return undefined
  const [owners, secrets] = await Promise.all([clients.owners(id), clients.secrets(stored.record)])
  return { ...summary(stored), owners, secrets }
}

/** By name. `search`: how a name or an id begins. `owner`: a `sub`. */
export async function listClients(
  server: Server,
  { search, owner, status, ...options }: Pick<ListQuery, 'search' | 'owner' | 'status'> & ListOptions,
): Promise<Listed<ClientSummary>> {
  const query = { search, owner, status, ...pageOptions(options) }
  return listed(await server.stores.clients.list(query), summary)
}

/** RFC 7592 §2: whether this is the token that came with the client's registration. */
export async function isRegistrationToken(server: Server, id: string, token: string): Promise<boolean> {
  const [known, given] = await Promise.all([server.stores.clients.registrationHash(id), hashSecret(token)])
  return constantTimeEqual(given, known ?? '') && known !== undefined
}

const summary = ({ record: client, ...stored }: Stored<Client>): ClientSummary => ({ client, ...stored })

const reviseClient = (
  { stores }: Server,
  change: Change,
  id: string,
  { ifVersion }: Versioned,
  decide: Parameters<typeof revise<Client>>[4],
) => revise<Client>(stores, stores.clients, change, { id, ifVersion }, decide)
