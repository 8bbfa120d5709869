/** APIs through the registry: registered, linked to clients, deleted with their links. */
import { beforeAll, describe, expect, it } from 'vitest'
import { createClient, getClient } from '../../../src/registry/clients.ts'
import {
  createResource,
  deleteResource,
  getResource,
  linkClient,
  listLinkedClients,
  listResources,
  setResourceOwners,
  unlinkClient,
  updateResource,
} from '../../../src/registry/resources.ts'
import { issuer, populate } from '../../support/app.ts'
import { change, faultOf, server, trailOf } from '../../support/registry.ts'
import { bindings } from '../../support/shards.ts'

const orders = {
  identifier: 'https://orders.example.com',
  name: 'Orders',
  scopes: { see: 'See orders', order: 'Order' },
}
const stock = { identifier: 'https://stock.example.com', name: 'Stock', scopes: { see: 'See stock' } }
const job = { client_name: 'Job', grant_types: ['client_credentials'], scope: ['own'] }
const id = orders.identifier
const newClient = async () => (await createClient(server, change(), job)).client.client_id

beforeAll(populate)

describe('an API', () => {
  it('is registered once, and its identifier stays its own', async () => {
    expect(await createResource(server, change(), orders, { owners: ['sub-of-alice'] })).toMatchObject({
      version: 1,
    })
    await createResource(server, change(), stock)
    expect(await faultOf(createResource(server, change(), orders))).toMatchObject({
      kind: 'conflict',
      path: 'identifier',
    })
    expect(
      await faultOf(updateResource(server, change(), id, { identifier: 'https://a.example' })),
    ).toMatchObject({
      fields: [{ path: 'identifier' }],
    })
    const { resource } = await updateResource(server, change(), id, { name: 'All orders' }, { ifVersion: 1 })
    expect(resource.name).toBe('All orders')
    expect(
      await faultOf(updateResource(server, change(), id, { name: 'x' }, { ifVersion: 1 })),
    ).toMatchObject({
      kind: 'version_mismatch',
      version: 2,
    })
    expect(await getResource(server, id)).toMatchObject({ version: 2, owners: ['sub-of-alice'] })
    expect((await trailOf(id)).map(({ type }) => type)).toEqual(['resource.updated', 'resource.created'])
  })
  it('opens by a link no more than is asked for: a scope that the client has elsewhere stays there', async () => {
    const scopes = { 'pay.read': 'See', 'pay.write': 'Pay' }
    for (const identifier of ['urn:hers', 'urn:finance'])
      await createResource(server, change(), { identifier, name: identifier, scopes })
    const client = await newClient()
    await linkClient(server, change(), 'urn:hers', client, ['pay.write'])
    expect(await faultOf(linkClient(server, change(), 'urn:finance', client, ['pay.read']))).toMatchObject({
      kind: 'conflict',
    })
    await linkClient(server, change(), 'urn:finance', client, ['pay.read', 'pay.write'])
  })
  it('is not this server itself, nor has scopes of its own API', async () => {
    for (const identifier of [issuer, `${issuer}/`, `${issuer}/management/v1`, `${issuer}/management/v2`])
      expect(await faultOf(createResource(server, change(), { ...orders, identifier }))).toMatchObject({
        kind: 'conflict',
        path: 'identifier',
      })
    const scopes = { ...orders.scopes, 'users:write': 'Write' }
    const refused = { fields: [{ path: 'scopes.users:write' }] }
    const identifier = 'https://wide.example.com'
    expect(await faultOf(createResource(server, change(), { ...orders, identifier, scopes }))).toMatchObject(
      refused,
    )
    expect(await faultOf(updateResource(server, change(), id, { scopes }))).toMatchObject(refused)
  })
  it('is found by its name, its identifier and its owner', async () => {
    const found = async (query: object) =>
      (await listResources(server, { limit: 9, ...query })).items.map(({ resource }) => resource.identifier)
    expect(await found({ search: 'all' })).toEqual([id])
    expect(await found({ search: 'https://stock' })).toEqual([stock.identifier])
    expect(await found({ owner: 'sub-of-alice' })).toEqual([id])
    expect(await found({ owner: 'sub-of-alice', search: 'stock' })).toEqual([])
    await setResourceOwners(server, change(), id, [])
    expect(await found({ owner: 'sub-of-alice' })).toEqual([])
  })
  it('is linked to a client with scopes of its own, and takes those along that no other has', async () => {
    const client = await newClient()
    await linkClient(server, change(), id, client, ['see', 'order', 'foreign'])
    await linkClient(server, change(), stock.identifier, client, ['see'])
    expect((await getClient(server, client))?.client).toMatchObject({
      scope: ['own', 'see', 'order'],
      resources: [id, stock.identifier],
    })
    expect((await listLinkedClients(server, id, { limit: 5 })).items).toMatchObject([
      { client: { client_id: client } },
    ])
    const { client: left } = await unlinkClient(server, change(), id, client)
    expect(left).toMatchObject({ scope: ['own', 'see'], resources: [stock.identifier] })
    expect((await unlinkClient(server, change(), id, client)).version).toBe(4) // once is enough
    expect(await faultOf(linkClient(server, change(), 'https://no.example', client))).toMatchObject({
      kind: 'not_found',
    })
    expect(await faultOf(linkClient(server, change(), id, 'nobody'))).toMatchObject({ kind: 'not_found' })
  })
  it('that is deleted leaves no client linked to who takes its identifier next', async () => {
    const clients = await Promise.all([newClient(), newClient(), newClient()])
    for (const client of clients) await linkClient(server, change(), id, client, ['order'])
    expect(await faultOf(deleteResource(server, change(), id, { ifVersion: 1 }))).toMatchObject({
      kind: 'version_mismatch',
    })
    expect((await listLinkedClients(server, id, { limit: 5 })).items).toHaveLength(3)
    await deleteResource(server, change(), id)
    expect(await bindings.CLIENTS.get(`resources:${id}`, 'json')).toEqual({ version: 3, record: null })
    for (const client of clients)
      expect((await getClient(server, client))?.client).toMatchObject({ resources: [], scope: ['own'] })
    expect(await faultOf(deleteResource(server, change(), id))).toMatchObject({ kind: 'not_found' })
    expect(await createResource(server, change(), orders)).toMatchObject({ version: 4 })
    expect(await listLinkedClients(server, id, { limit: 5 })).toEqual({ items: [] })
    expect((await getResource(server, id))?.owners).toEqual([])
  })
})
