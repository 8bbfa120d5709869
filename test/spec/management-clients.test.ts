/** The management API: clients, APIs and the links between them, as an operator's program keeps them. */
import { beforeAll, describe, expect, it } from 'vitest'
import { api, basic, populate, token } from '../support/app.ts'
import { type Call, machine } from '../support/management.ts'

let call: Call

beforeAll(async () => {
  await populate()
  call = await machine()
})

const shop = {
  client_name: 'Shop',
  redirect_uris: ['https://shop.example.com/callback'],
  scope: ['openid', 'read'],
}

describe('a client', () => {
  it('is registered, found, changed and deleted', async () => {
    const made = await call('POST /clients', { body: shop })
    expect(made.status).toBe(201)
    const { client_id, client_secret } = made.body
    expect(client_secret).toMatch(/^[\w-]{43}$/)
    expect(made.headers.get('location')).toMatch(new RegExp(`/management/v1/clients/${client_id}$`))
    expect(made.headers.get('cache-control')).toBe('no-store')

    const shown = await call(`GET /clients/${client_id}`)
    expect(shown.body).toMatchObject({ ...shop, client_id, grant_types: ['authorization_code'], version: 1 })
    expect(JSON.stringify(shown.body)).not.toMatch(/secret_hashes|client_secret"/)
    expect(shown.headers.get('etag')).toBe('"1"')

    const patched = await call(`PATCH /clients/${client_id}`, {
      ifMatch: '"1"',
      body: {
        client_uri: 'https://shop.example.com',
        grant_types: ['authorization_code', 'client_credentials'],
        resources: [api],
        custom_claims: { fixed: { shop: { region: 'north' } } },
      },
    })
    expect([patched.status, patched.headers.get('etag')]).toEqual([200, '"2"'])
    // It works at once, with the secret of before.
    const granted = await token(
      { grant_type: 'client_credentials', scope: 'read' },
      { authorization: basic(client_id, client_secret) },
    )
    expect(granted.status).toBe(200)

    const deeper = await call(`PATCH /clients/${client_id}`, {
      ifMatch: '"2"',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: { client_uri: null, custom_claims: { attributes: { mail: 'email' } } },
    })
    expect(deeper.body.custom_claims).toEqual({
      fixed: { shop: { region: 'north' } },
      attributes: { mail: 'email' },
    })
    expect(deeper.body).not.toHaveProperty('client_uri')

    // What was read can be sent back whole; what is left out has its default again.
    const { custom_claims: _, ...whole } = deeper.body
    const put = await call(`PUT /clients/${client_id}`, { ifMatch: '"3"', body: whole })
    expect([put.status, put.body.custom_claims]).toEqual([200, { fixed: {}, attributes: {} }])
    expect(put.body.grant_types).toEqual(['authorization_code', 'client_credentials'])

    expect((await call(`DELETE /clients/${client_id}`, { ifMatch: '"3"' })).status).toBe(412)
    expect((await call(`DELETE /clients/${client_id}`, { ifMatch: '"4"' })).status).toBe(204)
    expect((await call(`GET /clients/${client_id}`)).status).toBe(404)
  })

  it('that registered itself stays one nobody knows, unless an operator says otherwise', async () => {
    const { body } = await call('POST /clients', { body: { ...shop, self_registered: true } })
    const at = `/clients/${body.client_id}`
    expect((await call(`PUT ${at}`, { body: shop, ifMatch: '*' })).body.self_registered).toBe(true)
    expect(
      (await call(`PATCH ${at}`, { body: { self_registered: null }, ifMatch: '*' })).body.self_registered,
    ).toBe(true)
    const said = { ...shop, self_registered: false }
    expect((await call(`PUT ${at}`, { body: said, ifMatch: '*' })).body.self_registered).toBe(false)
  })
  it('has two secrets at most, each told once', async () => {
    const { body } = await call('POST /clients', { body: shop })
    const at = `/clients/${body.client_id}/secrets`
    const [first] = (await call(`GET ${at}`)).body.items
    const second = await call(`POST ${at}`)
    expect(second.status).toBe(201)
    expect((await call(`POST ${at}`)).body.type).toMatch(/#conflict$/)
    const { items } = (await call(`GET ${at}`)).body
    expect(items).toHaveLength(2)
    expect(JSON.stringify(items)).not.toContain(second.body.client_secret)
    expect((await call(`DELETE ${at}/${first.id}`)).status).toBe(204)
    expect((await call(`DELETE ${at}/${second.body.id}`)).status).toBe(409)
    expect((await call(`DELETE ${at}/nothing`)).status).toBe(404)
  })

  it('has owners, who are people that are known', async () => {
    const { body } = await call('POST /clients', { body: { ...shop, owners: ['sub-of-alice'] } })
    const at = `/clients/${body.client_id}/owners`
    expect((await call(`GET ${at}`)).body).toEqual({ owners: ['sub-of-alice'] })
    const owned = await call('GET /clients?owner=sub-of-alice')
    expect(owned.body.items.map((item: { client_id: string }) => item.client_id)).toEqual([body.client_id])
    const wrong = await call(`PUT ${at}`, { body: { owners: ['nobody'] } })
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, '#/owners'])
    expect((await call(`PUT ${at}`, { body: { owners: [] } })).status).toBe(200)
    expect((await call('GET /clients?owner=sub-of-alice')).body.items).toEqual([])
  })

  it('is listed a page at a time, once', async () => {
    for (const name of ['Pages A', 'Pages B', 'Pages C'])
      await call('POST /clients', { body: { ...shop, client_name: name } })
    const names: string[] = []
    let next: string | undefined
    do {
      const cursor = next === undefined ? '' : `&cursor=${next}`
      const { body, headers } = await call(`GET /clients?search=pages&limit=2${cursor}`)
      names.push(...body.items.map((item: { client_name: string }) => item.client_name))
      next = body.next
      const link = headers.get('link')
      expect(link).toBe(
        next === undefined
          ? null
          : `<https://id.example.com/management/v1/clients?search=pages&limit=2&cursor=${next}>; rel="next"`,
      )
    } while (next !== undefined)
    expect(names).toEqual(['Pages A', 'Pages B', 'Pages C'])
    expect((await call('GET /clients?status=disabled')).body.items).toEqual([])
  })

  it('loses all that people allowed it', async () => {
    const { body } = await call('POST /clients', { body: shop })
    expect((await call(`DELETE /clients/${body.client_id}/grants`)).status).toBe(204)
    expect((await call(`GET /clients/${body.client_id}`)).body.not_before).toBeGreaterThan(1_700_000_000)
  })
})

describe('an API', () => {
  const orders = 'https://orders.example.com/v1?a=b'
  const at = `/resources/${encodeURIComponent(orders)}`

  it('is registered with its scopes, linked to clients, changed and deleted', async () => {
    const made = await call('POST /resources', {
      body: { identifier: orders, name: 'Orders', scopes: { 'orders.read': 'See your orders', old: 'Old' } },
    })
    expect([made.status, made.headers.get('location')]).toEqual([
      201,
      `https://id.example.com/management/v1${at}`,
    ])
    const again = await call('POST /resources', { body: { identifier: orders, name: 'Orders', scopes: {} } })
    expect([again.status, again.body.errors]).toEqual([
      409,
      [{ pointer: '#/identifier', detail: 'An API with this identifier is registered already' }],
    ])

    const patched = await call(`PATCH ${at}`, {
      ifMatch: '"1"',
      body: { scopes: { 'orders.write': 'Change your orders', old: null } },
    })
    expect(patched.body.scopes).toEqual({
      'orders.read': 'See your orders',
      'orders.write': 'Change your orders',
    })
    const { body: whole } = await call(`GET ${at}`)
    expect(
      (await call(`PUT ${at}`, { ifMatch: '"2"', body: { ...whole, name: 'Your orders' } })).status,
    ).toBe(200)

    const { body: client } = await call('POST /clients', { body: shop })
    const link = `${at}/clients/${client.client_id}`
    const foreign = await call(`PUT ${link}`, { body: { scope: ['read'] } })
    expect([foreign.status, foreign.body.errors[0].pointer]).toEqual([422, '#/scope'])
    const linked = await call(`PUT ${link}`, { body: { scope: ['orders.read'] } })
    expect(linked.body).toEqual({
      client_id: client.client_id,
      client_name: 'Shop',
      scope: ['orders.read'],
    })
    expect((await call(`GET ${at}/clients`)).body.items).toEqual([linked.body])
    expect((await call(`DELETE ${link}`)).status).toBe(204)
    expect((await call(`GET ${at}/clients`)).body.items).toEqual([])
    expect((await call(`PUT ${at}/clients/nobody`)).status).toBe(404)

    expect((await call(`PUT ${at}/owners`, { body: { owners: ['sub-of-alice'] } })).status).toBe(200)
    expect((await call('GET /resources?owner=sub-of-alice')).body.items).toHaveLength(1)
    expect((await call(`GET ${at}/owners`)).body).toEqual({ owners: ['sub-of-alice'] })
    expect((await call(`DELETE ${at}`)).status).toBe(204)
    expect((await call(`GET ${at}`)).status).toBe(404)
  })

  it('of this server is listed first, and cannot be changed or taken', async () => {
    const own = `/resources/${encodeURIComponent('https://id.example.com/management/v1')}`
    const { body } = await call('GET /resources?limit=1')
    expect(body.items[0]).toMatchObject({ name: 'Management API', version: 0 })
    expect((await call(`GET /resources?limit=1&cursor=${body.next}`)).body.items[0].name).toBe('Example API')
    expect((await call(`GET ${own}`)).body.scopes).toHaveProperty('clients:read')
    const change = { ifMatch: '"0"', body: { name: 'Mine' } }
    expect((await call(`PATCH ${own}`, change)).status).toBe(409)
    expect((await call(`DELETE ${own}`)).status).toBe(409)
    expect((await call(`PUT ${own}/owners`, { body: { owners: ['sub-of-alice'] } })).status).toBe(409)
    for (const identifier of ['https://id.example.com', 'https://id.example.com/management/v2']) {
      const taken = await call('POST /resources', { body: { identifier, name: 'Mine', scopes: {} } })
      expect([identifier, taken.status]).toEqual([identifier, 409])
    }
  })
})
