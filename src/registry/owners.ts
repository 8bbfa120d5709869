/** Owners of clients and APIs: people who may change them besides operators. */
import type { OwnerChange } from '../stores/registered.ts'
import type { Server } from '../tokens/server.ts'
import { type Change, eventOf } from './change.ts'
import { invalid, notFound } from './errors.ts'

const mostOwners = 50

/** @throws {RegistryError} invalid, naming those who are nobody here */
export async function checkOwners(server: Server, subs: readonly string[]): Promise<void> {
  if (subs.length > mostOwners) throw invalid({ path: 'owners', message: `${mostOwners} are the most` })
  await checkKnown(server, subs)
}

/** @throws {RegistryError} invalid, naming those who are nobody here */
export async function checkKnown({ stores }: Server, subs: readonly string[]): Promise<void> {
  if (subs.length === 0) return
  const known = new Set((await stores.users.storedAll(subs)).map(({ sub }) => sub))
  const unknown = subs.filter((sub) => !known.has(sub))
  if (unknown.length > 0)
    throw invalid({ path: 'owners', message: `nobody here is ${unknown.join(', ').slice(0, 500)}` })
}

/**
 * One owner more or less, whatever others change at the same moment. The last one stays.
 * @throws {RegistryError} not_found; invalid for somebody who is not known, or one too many
 */
export async function changeOwner(
  server: Server,
  change: Change,
  { kind, id }: { readonly kind: 'client' | 'resource'; readonly id: string },
  owner: OwnerChange,
): Promise<void> {
  const { clients, resources, commit, audit } = server.stores
  const records = kind === 'client' ? clients : resources
  const [stored, before] = await Promise.all([records.stored(id), records.owners(id)])
  if (!stored) throw notFound(`There is no ${id}`)
  if (owner.add !== undefined) await checkOwners(server, [...before, owner.add])
  const after = [...before, ...(owner.add === undefined ? [] : [owner.add])].filter(
    (sub) => sub !== owner.remove,
  )
  const name = 'client_name' in stored.record ? stored.record.client_name : stored.record.name
  await commit([
    ...records.ownerRevision(id, owner),
    ...audit.statements([
      eventOf(change, {
        type: `${kind}.owners_changed`,
        target: { kind, id, name },
        ...(kind === 'client' && { clientId: id }),
        detail: { before, after },
      }),
    ]),
  ])
}
