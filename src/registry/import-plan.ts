/** What each imported line comes to, against what is there: made, changed, or nothing. */
import { hashSecret } from '../client-auth/client-secret.ts'
import { differences } from '../protocol/audit.ts'
import type { Client } from '../protocol/client-metadata.ts'
import type { ProtectedResource } from '../protocol/protected-resource.ts'
import { seconds } from '../runtime.ts'
import { isLightHash } from '../sign-in/light-oauth2-hash.ts'
import type { Stored } from '../stores/copied-table.ts'
import type { Registered } from '../stores/registered.ts'
import type { Stores } from '../stores/stores.ts'
import type { User } from '../stores/users.ts'
import type { Server } from '../tokens/server.ts'
import type { Change, Told } from './change.ts'
import { guardClient, refuseOwnApi, refuseOwnScopes } from './own-api.ts'
import { checkKnown } from './owners.ts'
import { equal } from './revise.ts'
import { replaceCredentials } from './transfer-credentials.ts'
import { clientOf, type TransferKind, type TransferLine } from './transfer-line.ts'
import { guardOperators, toldOf } from './users.ts'

type Statements = Parameters<Stores['commit']>[0]

export interface Planned {
  readonly kind: TransferKind
  readonly id: string
  readonly outcome: 'created' | 'updated' | 'unchanged'
  readonly statements: Statements
  readonly event?: Told
  /** KV may have an older copy. One that never was there is copied by cron; until then D1 serves. */
  readonly copy?: boolean
  /** What the person signed in and granted before ends. */
  readonly endsAll?: boolean
}

type Of<K extends TransferKind> = Extract<TransferLine, { kind: K }>
const those = <K extends TransferKind>(kind: K, lines: readonly TransferLine[]) =>
  lines.filter((line): line is Of<K> => line.kind === kind)

/** @throws {RegistryError} where one of the lines is refused */
export async function planImport(
  server: Server,
  change: Change,
  lines: readonly TransferLine[],
): Promise<Planned[]> {
  await checkOwnersOf(server, lines)
  const planned = await Promise.all([
    planUsers(server, change, those('user', lines)),
    planResources(server, change, those('resource', lines)),
    planClients(server, change, those('client', lines)),
  ])
  return planned.flat()
}

/** Somebody who comes with the same lines is known: it is one transaction. */
async function checkOwnersOf(server: Server, lines: readonly TransferLine[]): Promise<void> {
  const coming = new Set(those('user', lines).map(({ id }) => id))
  const owners = lines.flatMap((line) => (line.kind === 'user' ? [] : (line.owners ?? [])))
  await checkKnown(
    server,
    [...new Set(owners)].filter((sub) => !coming.has(sub)),
  )
}

async function planUsers(server: Server, change: Change, lines: readonly Of<'user'>[]): Promise<Planned[]> {
  if (lines.length === 0) return []
  const { stores } = server
  const ids = lines.map(({ id }) => id)
  const known = new Map((await stores.users.storedAll(ids)).map((user) => [user.sub, user]))
  const proofs = await stores.credentials.ofAll(ids)
  const plan = async ({ kind, id, record }: Of<'user'>): Promise<Planned> => {
    const before = known.get(id)
    guardOperators(change, ...(before ? [before] : []), record)
    const { password_hash: given, not_before, credentials, ...fields } = record
    const passwordHash = passwordHashOf(given, before)
    const endsAll =
      before !== undefined &&
      (passwordHash !== before.passwordHash || (fields.status === 'disabled' && before.status === 'active'))
    const ended = endsAll ? seconds(change.now) : 0
    const after = {
      ...fields,
      passwordHash,
      not_before: Math.max(not_before, before?.not_before ?? 0, ended),
    }
    const replaced = credentials
      ? await replaceCredentials(server, id, {
          given: credentials,
          before: proofs.get(id) ?? [],
          now: change.now,
        })
      : []
    if (before && replaced.length === 0 && equal(after, revisionOf(before))) return unchanged(kind, id)
    return {
      kind,
      id,
      outcome: before ? 'updated' : 'created',
      statements: [stores.users.revision(after, before?.version ?? 0, change.now), ...replaced],
      event: {
        type: before ? 'user.updated' : 'user.created',
        subject: id,
        target: { kind: 'user', id, name: fields.user_id },
        detail: {
          imported: true,
          ...differences(before ? toldOf(before) : {}, toldOf(fields)),
          password_changed: passwordHash !== (before?.passwordHash ?? null),
          credentials_changed: replaced.length > 0,
        },
      },
      endsAll,
    }
  }
  return Promise.all(lines.map(plan))
}

/** A line without one leaves the password as it is; an old hash never replaces the better one of the same person. */
function passwordHashOf(given: string | null | undefined, before: User | undefined): string | null {
  const present = before?.passwordHash ?? null
  if (given == null) return present
  return isLightHash(given) && present !== null && !isLightHash(present) ? present : given
}

const revisionOf = ({
  version: _,
  home: __,
  created_at: ___,
  changed_at: ____,
  credentials: _____,
  devicesFrom: ______,
  passwordLink: _______,
  ...user
}: User) => user

async function planResources(
  server: Server,
  change: Change,
  lines: readonly Of<'resource'>[],
): Promise<Planned[]> {
  const { resources } = server.stores
  const known = await knownOf(resources, lines)
  return lines.map((line) => {
    const { id, record } = line
    refuseOwnApi(server, id)
    refuseOwnScopes(record.scopes, known.get(id)?.stored?.record.scopes)
    const target = { kind: 'resource', id, name: record.name } as const
    return planRecord(resources, change, { line, record, before: known.get(id) }, (verb) => ({
      type: `resource.${verb}`,
      target,
    }))
  })
}

async function planClients(
  server: Server,
  change: Change,
  lines: readonly Of<'client'>[],
): Promise<Planned[]> {
  const { clients } = server.stores
  const known = await knownOf(clients, lines)
  return Promise.all(
    lines.map(async (line) => {
      const { id, client_secret, registration_token_hash } = line
      const before = known.get(id)
      const kept = 'secret_hashes' in line.record ? [] : (before?.stored?.record.secret_hashes ?? [])
      const given = client_secret === undefined ? kept : [await hashSecret(client_secret)]
      const read = clientOf(line, given)
      const not_before = Math.max(read.not_before, before?.stored?.record.not_before ?? 0)
      const record = { ...read, not_before }
      guardClient(server, change, { before: before?.stored?.record, after: record })
      const planned = planRecord(clients, change, { line, record, before }, (verb) => ({
        type: `client.${verb}`,
        clientId: id,
        target: { kind: 'client', id, name: record.client_name },
      }))
      if (planned.outcome === 'unchanged') return planned
      const token = registration_token_hash
      return {
        ...planned,
        statements: [
          ...planned.statements,
          ...clients.secretsRevision(id, record.secret_hashes, [], change.now),
          ...(token === undefined ? [] : [clients.registrationRevision(id, token)]),
        ],
      }
    }),
  )
}

interface Known<T> {
  readonly stored: Stored<T> | undefined
  readonly owners: readonly string[]
}

/** What is known of these ids; nothing of one that never was here. */
async function knownOf<T>(
  records: Registered<T>,
  lines: readonly { id: string }[],
): Promise<Map<string, Known<T>>> {
  const ids = lines.map(({ id }) => id)
  if (ids.length === 0) return new Map()
  const [ever, stored, owners] = await Promise.all([
    records.everStored(ids),
    records.storedAll(ids),
    records.ownersOf(ids),
  ])
  const present = new Map(stored)
  return new Map(ever.map((id) => [id, { stored: present.get(id), owners: owners.get(id) ?? [] }]))
}

function planRecord<T extends Client | ProtectedResource>(
  records: Registered<T>,
  { now }: Change,
  { line, record, before }: { line: Of<'client' | 'resource'>; record: T; before: Known<T> | undefined },
  tell: (verb: 'created' | 'updated') => Told,
): Planned {
  const { kind, id, owners = before?.owners ?? [] } = line
  const stored = before?.stored
  const sameOwners = equal([...owners].sort(), [...(before?.owners ?? [])].sort())
  if (stored && sameOwners && equal(record, stored.record)) return unchanged(kind, id)
  const detail = differences({ ...stored?.record }, { ...record }, ['secret_hashes', 'software_statement'])
  return {
    kind,
    id,
    outcome: stored ? 'updated' : 'created',
    statements: [
      records.revision(id, record, stored?.version ?? 0, now),
      ...(sameOwners ? [] : records.ownersRevision(id, owners)),
    ],
    event: { ...tell(stored ? 'updated' : 'created'), detail: { imported: true, ...detail, owners } },
    copy: before !== undefined,
  }
}

const unchanged = (kind: TransferKind, id: string): Planned => ({
  kind,
  id,
  outcome: 'unchanged',
  statements: [],
})
