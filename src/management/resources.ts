/** Protected resources (APIs) with their scopes, and the clients that are linked to them. */
import * as z from 'zod'
import { Problem } from '../http/problem.ts'
import type { Client } from '../protocol/client-metadata.ts'
import { sub } from '../protocol/person.ts'
import { resourceFields } from '../protocol/protected-resource.ts'
import {
  createResource,
  deleteResource,
  getResource,
  linkClient,
  listLinkedClients,
  listResources,
  type ResourceSummary,
  setResourceOwners,
  unlinkClient,
  updateResource,
} from '../registry/resources.ts'
import { matched } from './conditional.ts'
import { page, pageOf, paging, text, times, told, untold, without } from './lists.ts'
import { mergePatch, patchOf } from './patch.ts'
import type { Call, Named, Outcome } from './route.ts'

const owners = z.array(sub).max(50)
const changeable = resourceFields.omit({ identifier: true })

export const resource = { name: 'Resource', schema: resourceFields.extend(told) } satisfies Named
export const newResource = {
  name: 'NewResource',
  schema: resourceFields.extend({ owners: owners.default([]) }),
}
export const wholeResource = {
  name: 'WholeResource',
  schema: changeable.extend({ identifier: z.string().optional(), ...untold }),
}
export const resourcePatch = { name: 'ResourcePatch', schema: patchOf(changeable) }
export const resourcePage = page(resource)
export const resourceQuery = z.object({
  search: text('How a name or an identifier begins'),
  owner: text('The `sub` of one of its owners'),
  ...paging,
})

export const link = {
  name: 'Link',
  schema: z.object({
    client_id: z.string(),
    client_name: z.string(),
    scope: z.array(z.string()).describe('Those of the scopes of the API that the client may ask for'),
  }),
} satisfies Named
export const linkPage = page(link)
export const linkQuery = z.object(paging)
export const newLink = {
  name: 'NewLink',
  schema: z.strictObject({
    scope: z
      .array(z.string().max(2_048))
      .max(200)
      .default([])
      .describe('Scopes of the API that the client may ask for from now on, besides those it may already'),
  }),
}

const shown = ({ resource, version, createdAt, changedAt }: ResourceSummary) => ({
  ...resource,
  version,
  ...times({ created_at: createdAt, changed_at: changedAt }),
})
const answer = (details: ResourceSummary): Outcome => ({ body: shown(details), version: details.version })

const idOf = ({ params }: Pick<Call, 'params'>) => (params as { identifier: string }).identifier

async function stored(call: Pick<Call, 'server' | 'params'>) {
  const found = await getResource(call.server, idOf(call))
  if (!found) throw new Problem('not_found', 'There is no such API')
  return found
}

export const listAll = async ({ server, query }: Call<z.output<typeof resourceQuery>>): Promise<Outcome> =>
  pageOf(await listResources(server, { ...query, own: true }), shown)

export const get = async (call: Call): Promise<Outcome> => answer(await stored(call))

export async function create({
  server,
  change,
  body,
}: Call<unknown, z.output<typeof newResource.schema>>): Promise<Outcome> {
  const { owners, ...input } = body
  const created = await createResource(server, change, input, { owners })
  const { identifier } = created.resource
  return { ...answer({ ...created, createdAt: change.now, changedAt: change.now }), id: identifier }
}

export const replace = async (call: Call<unknown, z.output<typeof wholeResource.schema>>): Promise<Outcome> =>
  update(call, await stored(call), without(call.body))

export async function patch(call: Call<unknown, Record<string, unknown>>): Promise<Outcome> {
  const before = await stored(call)
  return update(call, before, mergePatch(before.resource, call.body) as object)
}

async function update(
  { server, change, condition }: Call,
  { resource, version, createdAt, changedAt }: ResourceSummary,
  input: object,
): Promise<Outcome> {
  matched(condition, version)
  const options = { whole: true, ifVersion: version }
  const after = await updateResource(server, change, resource.identifier, { ...input }, options)
  return answer({ ...after, createdAt, changedAt: after.version === version ? changedAt : change.now })
}

export async function remove(call: Call): Promise<Outcome> {
  const { server, change, condition } = call
  const { version } = await stored(call)
  await deleteResource(server, change, idOf(call), { ifVersion: matched(condition, version) })
  return {}
}

export const getOwners = async (call: Call): Promise<Outcome> => ({
  body: { owners: (await stored(call)).owners },
})

export async function replaceOwners(call: Call<unknown, { owners: string[] }>): Promise<Outcome> {
  const { server, change, body } = call
  await setResourceOwners(server, change, idOf(call), body.owners)
  return { body: { owners: [...new Set(body.owners)].sort() } }
}

const linkOf = ({ client_id, client_name, scope }: Client, scopes: object) => ({
  ...{ client_id, client_name },
  scope: scope.filter((each) => Object.hasOwn(scopes, each)),
})

export async function listLinks(call: Call<z.output<typeof linkQuery>>): Promise<Outcome> {
  const { resource } = await stored(call)
  const listed = await listLinkedClients(call.server, resource.identifier, call.query)
  return pageOf(listed, ({ client }) => linkOf(client, resource.scopes))
}

export async function putLink(call: Call<unknown, z.output<typeof newLink.schema>>): Promise<Outcome> {
  const { server, change, params, body } = call
  const { resource } = await stored(call)
  const foreign = body.scope.filter((each) => !Object.hasOwn(resource.scopes, each))
  if (foreign.length > 0) {
    throw new Problem('invalid_fields', 'The API has no such scope', [
      { pointer: '#/scope', detail: `the API has no ${foreign.join(' ').slice(0, 200)}` },
    ])
  }
  const { client_id } = params as { client_id: string }
  const { client } = await linkClient(server, change, resource.identifier, client_id, body.scope)
  return { body: linkOf(client, resource.scopes) }
}

export async function removeLink({ server, change, params }: Call): Promise<Outcome> {
  const { identifier, client_id } = params as { identifier: string; client_id: string }
  await unlinkClient(server, change, identifier, client_id)
  return {}
}
