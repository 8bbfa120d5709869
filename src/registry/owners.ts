/** Owners of clients and APIs: people who may change them besides operators. */
import type { OwnerChange } from '../stores/registered.ts'
import type { Server } from '../tokens/server.ts'
import { type Change, eventOf } from './change.ts'
import { conflict, invalid, notFound } from './errors.ts'

const mostOwners = 50
/** Applications, and APIs, of one person in the portal: nobody fills the database. Operators have no such limit. */
export const mostOwned = 100

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

interface Owned {
  readonly kind: 'client' | 'resource'
  readonly id: string
}

/**
 * One owner more or less, whatever others change at the same moment. The last one stays.
 * @throws {RegistryError} not_found; invalid for somebody who is not known, or one too many; conflict for the last one
 */
export async function changeOwner(
  server: Server,
  change: Change,
  owned: Owned,
  owner: OwnerChange,
): Promise<void> {
  const records = recordsOf(server, owned)
  const [stored, before] = await Promise.all([records.stored(owned.id), records.owners(owned.id)])
  if (!stored) throw notFound(`There is no ${owned.id}`)
  if (owner.add !== undefined) await checkOwners(server, [...before, owner.add])
  const event = eventOf(change, { type: `${owned.kind}.owners_changed`, ...about(owned, stored.record) })
  await server.stores.commit(records.ownerRevision(owned.id, owner, event))
  if (owner.remove !== undefined && (await records.owners(owned.id)).includes(owner.remove))
    throw conflict('The last owner stays; make somebody else one first, or delete it')
}

/** That somebody was asked to become an owner; the link itself is nobody's to read here. */
export async function noteInvitation(
  server: Server,
  change: Change,
  owned: Owned & { readonly name: string },
  login: string,
): Promise<void> {
  const invited = await server.stores.users.findByLogin(login)
  await server.stores.audit.record([
    eventOf(change, {
      type: `${owned.kind}.owner_invited`,
      ...about(owned, owned),
      ...(invited && { subject: invited.sub }),
    }),
  ])
}

const recordsOf = ({ stores }: Server, { kind }: Owned) =>
  kind === 'client' ? stores.clients : stores.resources

const about = ({ kind, id }: Owned, record: { name: string } | { client_name: string }) => ({
  target: { kind, id, name: 'client_name' in record ? record.client_name : record.name },
  ...(kind === 'client' && { clientId: id }),
})
