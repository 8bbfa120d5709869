/** Clients, their secrets and owners. */
import * as z from 'zod'
import { Problem } from '../http/problem.ts'
import { type Client, clientFields } from '../protocol/client-metadata.ts'
import { sub } from '../protocol/person.ts'
import {
  addClientSecret,
  type ClientSummary,
  createClient,
  deleteClient,
  endClientGrants,
  getClient,
  listClients,
  removeClientSecret,
  setOwners,
  updateClient,
} from '../registry/clients.ts'
import { matched } from './conditional.ts'
import { list, page, pageOf, paging, text, time, times, told, untold, without } from './lists.ts'
import { mergePatch, patchOf } from './patch.ts'
import type { Call, Named, Outcome } from './route.ts'

const own = { client_id: true, secret_hashes: true, not_before: true } as const
const owners = z.array(sub).max(50)

export const client = {
  name: 'Client',
  schema: clientFields.omit({ secret_hashes: true }).extend(told),
} satisfies Named
export const newClient = {
  name: 'NewClient',
  schema: clientFields.omit(own).extend({ owners: owners.default([]) }),
}
export const createdClient = {
  name: 'CreatedClient',
  schema: client.schema.extend({
    client_secret: z.string().optional().describe('Told this once; absent for a public client'),
  }),
}
export const wholeClient = {
  name: 'WholeClient',
  schema: clientFields
    .omit(own)
    .extend({ client_id: z.string().optional(), not_before: z.int().optional(), ...untold })
    // Left out, it stays: nobody vouches for a client by saying nothing.
    .extend({ self_registered: z.boolean().optional() }),
}
export const clientPatch = { name: 'ClientPatch', schema: patchOf(clientFields.omit(own)) }
export const clientPage = page(client)
export const clientQuery = z.object({
  search: text('How a name or an identifier begins'),
  owner: text('The `sub` of one of its owners'),
  status: z.enum(['active', 'disabled']).optional(),
  ...paging,
})

export const secretList = list({
  name: 'Secret',
  schema: z.object({
    id: z.string(),
    created_at: time.optional(),
    last_used_at: time.optional().describe('To five minutes'),
  }),
})
export const createdSecret = {
  name: 'CreatedSecret',
  schema: z.object({ id: z.string(), client_secret: z.string().describe('Told this once') }),
}
export const ownerList = { name: 'Owners', schema: z.object({ owners }) }

const shown = ({
  client: { secret_hashes: _, ...record },
  version,
  createdAt,
  changedAt,
}: ClientSummary) => ({
  ...record,
  version,
  ...times({ created_at: createdAt, changed_at: changedAt }),
})

type Of = { client_id: string }
const idOf = ({ params }: Pick<Call, 'params'>) => (params as unknown as Of).client_id

const missing = () => new Problem('not_found', 'There is no such client')

async function stored(call: Call) {
  const found = await getClient(call.server, idOf(call))
  if (!found) throw missing()
  return found
}

const answer = (details: ClientSummary, more: object = {}): Outcome => ({
  body: { ...shown(details), ...more },
  version: details.version,
})

export const listAll = async ({ server, query }: Call<z.output<typeof clientQuery>>): Promise<Outcome> =>
  pageOf(await listClients(server, query), shown)

export const get = async (call: Call): Promise<Outcome> => answer(await stored(call))

export async function create({
  server,
  change,
  body,
}: Call<unknown, z.output<typeof newClient.schema>>): Promise<Outcome> {
  const { owners, ...input } = body
  const { client, version, clientSecret } = await createClient(server, change, input, { owners })
  const times = { createdAt: change.now, changedAt: change.now }
  const more = clientSecret === undefined ? {} : { client_secret: clientSecret }
  return { ...answer({ client, version, ...times }, more), id: client.client_id }
}

export async function replace(call: Call<unknown, z.output<typeof wholeClient.schema>>): Promise<Outcome> {
  return update(call, await stored(call), without(call.body))
}

export async function patch(call: Call<unknown, Record<string, unknown>>): Promise<Outcome> {
  const before = await stored(call)
  return update(call, before, mergePatch(before.client, call.body) as Partial<Client>)
}

async function update(
  { server, change, condition }: Call,
  { client, version, createdAt, changedAt }: ClientSummary,
  input: Readonly<Record<string, unknown>>,
): Promise<Outcome> {
  matched(condition, version)
  const after = await updateClient(server, change, client.client_id, input, {
    whole: true,
    ifVersion: version,
  })
  const details = { ...after, createdAt, changedAt: after.version === version ? changedAt : change.now }
  return answer(details, after.clientSecret === undefined ? {} : { client_secret: after.clientSecret })
}

export async function remove(call: Call): Promise<Outcome> {
  const { server, change, condition } = call
  const { version } = await stored(call)
  await deleteClient(server, change, idOf(call), { ifVersion: matched(condition, version) })
  return {}
}

export async function listSecrets(call: Call): Promise<Outcome> {
  const { secrets } = await stored(call)
  const items = secrets.map(({ id, createdAt, lastUsedAt }) => ({
    id,
    ...times({ created_at: createdAt, last_used_at: lastUsedAt }),
  }))
  return { body: { items } }
}

export async function addSecret({ server, change, ...call }: Call): Promise<Outcome> {
  const { id, clientSecret } = await addClientSecret(server, change, idOf(call))
  return { body: { id, client_secret: clientSecret }, id }
}

export async function removeSecret({ server, change, params }: Call): Promise<Outcome> {
  const { client_id, secret_id } = params as { client_id: string; secret_id: string }
  await removeClientSecret(server, change, client_id, secret_id)
  return {}
}

export const getOwners = async (call: Call): Promise<Outcome> => ({
  body: { owners: (await stored(call)).owners },
})

export async function replaceOwners(
  call: Call<unknown, z.output<typeof ownerList.schema>>,
): Promise<Outcome> {
  const { server, change, body } = call
  await setOwners(server, change, idOf(call), body.owners)
  return { body: { owners: [...new Set(body.owners)].sort() } }
}

/** All that anybody allows it, and every session with it. */
export async function endGrants(call: Call): Promise<Outcome> {
  await endClientGrants(call.server, call.change, idOf(call))
  return {}
}
