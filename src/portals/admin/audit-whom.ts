/** Whom the filters of the audit trail mean: an id, or a name as its rows show it. */
import { getClient, listClients } from '../../registry/clients.ts'
import { getUser, listUsers } from '../../registry/users.ts'
import type { Server } from '../../tokens/server.ts'

export interface Whom {
  readonly id: string
  readonly name: string
}

type Find = (server: Server, text: string) => Promise<Whom[]>

const most = 6

const person: Find = async (server, text) => {
  const same = await getUser(server, text)
  if (same) return [{ id: text, name: same.user.user_id }]
  const { items } = await listUsers(server, { search: text, limit: most })
  const called = items.map(({ user: { sub, user_id, claims } }) => ({
    whom: { id: sub, name: user_id },
    names: [user_id, claims.email, claims.name],
  }))
  return likeliest(called, text)
}

const client: Find = async (server, text) => {
  const same = await getClient(server, text)
  if (same) return [{ id: text, name: same.client.client_name }]
  const { items } = await listClients(server, { search: text, limit: most })
  const called = items.map(({ client: { client_id, client_name } }) => ({
    whom: { id: client_id, name: client_name },
    names: [client_name],
  }))
  return likeliest(called, text)
}

const actor: Find = async (server, text) => {
  const [people, clients] = await Promise.all([person(server, text), client(server, text)])
  const same = [...people, ...clients].find(({ id }) => id === text)
  return same ? [same] : [...people, ...clients]
}

const finds = { person, client, actor }

export type WhomFilter = keyof typeof finds

export const whomFilters = Object.keys(finds) as WhomFilter[]

/** None where nobody here is called so: whoever has been deleted is found by their id alone. */
export const whom = (server: Server, filter: WhomFilter, text: string): Promise<Whom[]> =>
  finds[filter](server, text)

/** Those who are called exactly so; else those whose names begin so. */
function likeliest(all: { whom: Whom; names: unknown[] }[], text: string): Whom[] {
  const lower = text.toLowerCase()
  const exact = all.filter(({ names }) =>
    names.some((name) => typeof name === 'string' && name.toLowerCase() === lower),
  )
  return (exact.length > 0 ? exact : all).map(({ whom }) => whom)
}
