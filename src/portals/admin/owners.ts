/** Owners of clients and APIs, as operators see and name them. */
import type { ShownOwner } from '../../pages/admin/client.tsx'
import type { Server } from '../../tokens/server.ts'
import type { Visit } from '../portal.ts'
import { personPath } from './desk.ts'

export async function shownOwners({ stores }: Server, subs: readonly string[]): Promise<ShownOwner[]> {
  const people = subs.length === 0 ? [] : await stores.users.storedAll(subs)
  return people.map(({ sub, user_id, claims }) => ({
    sub,
    name: claims.name ?? user_id,
    login: user_id,
    href: personPath(sub),
  }))
}

/** The `sub` of whoever signs in with what was typed. */
export async function findOwner({ server, form }: Visit): Promise<string | undefined> {
  const login = form.get('login') ?? ''
  if (login === '' || login.length > 254) return undefined
  return (await server.stores.users.findByLogin(login))?.sub
}
