/** Owners of clients and APIs: people who may change them besides operators. */
import type { Server } from '../tokens/server.ts'
import { invalid } from './errors.ts'

const mostOwners = 50

/** @throws {RegistryError} invalid, naming those who are nobody here */
export async function checkOwners({ stores }: Server, subs: readonly string[]): Promise<void> {
  if (subs.length > mostOwners) throw invalid({ path: 'owners', message: `${mostOwners} are the most` })
  if (subs.length === 0) return
  const known = new Set((await stores.users.storedAll(subs)).map(({ sub }) => sub))
  const unknown = subs.filter((sub) => !known.has(sub))
  if (unknown.length > 0)
    throw invalid({ path: 'owners', message: `nobody here is ${unknown.join(', ').slice(0, 500)}` })
}
