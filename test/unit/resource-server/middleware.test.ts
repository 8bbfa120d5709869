import { Hono } from 'hono'
import { beforeAll, describe, expect, it } from 'vitest'
import type { AccessTokenClaims, Protect } from '../../../src/resource-server/protect-resource.ts'
import { audience, FakeIssuer } from '../../support/fake-issuer.ts'

let server: FakeIssuer
let protect: Protect<AccessTokenClaims>
let app: Hono<{ Variables: { claims: AccessTokenClaims } }>

beforeAll(async () => {
  server = await FakeIssuer.start()
  protect = server.protect()
  app = new Hono()
  app.get(protect.metadataPath, protect.metadata)
  app.get('/customer/:id', protect.middleware('customer.r'), (c) =>
    c.json({ id: c.req.param('id'), sub: c.get('claims').sub }),
  )
  app.post('/customer', protect.middleware('customer.r', 'customer.w'), (c) => c.text('made'))
  app.get('/report', protect.middleware({ anyOf: ['report', 'account.r'] }), (c) => c.text('report'))
  app.use('/mine/*', protect.middleware())
  app.get('/mine/name', (c) => c.text(String(c.get('claims').client_id)))
  app.get('/by-hand', async (c) => c.json(await protect(c.req.raw, { scopes: ['customer.w'] })))
  app.get('/broken', protect.middleware(), () => {
    throw new Error('of the API itself')
  })
  app.onError((error, c) =>
    'getResponse' in error
      ? (error as { getResponse(): Response }).getResponse()
      : c.text(error.message, 500),
  )
})

const request = async (path: string, token?: string, method = 'GET') =>
  app.request(audience + path, { method, headers: token ? { authorization: `Bearer ${token}` } : {} })

describe('in Hono', () => {
  it('a handler has the claims', async () => {
    const response = await request('/customer/7', await server.token())
    expect(await response.json()).toEqual({ id: '7', sub: 'sub-of-grace' })
  })
  it('a route without the token or the scope is never reached', async () => {
    expect((await request('/customer/7')).status).toBe(401)
    expect((await request('/customer/7', 'forged')).status).toBe(401)
    const refused = await request('/customer', await server.token(), 'POST')
    expect(refused.status).toBe(403)
    expect(refused.headers.get('www-authenticate')).toContain('scope="customer.r customer.w"')
  })
  it('one of several scopes will do', async () => {
    expect(await (await request('/report', await server.token())).text()).toBe('report')
  })
  it('it guards many routes at once', async () => {
    expect((await request('/mine/name')).status).toBe(401)
    expect(await (await request('/mine/name', await server.token())).text()).toBe('web')
  })
  it('a refusal thrown in a handler renders itself', async () => {
    const refused = await request('/by-hand', await server.token())
    expect(refused.status).toBe(403)
    expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer /)
    const bare = new Hono().get('/', async (c) => c.json(await protect(c.req.raw)))
    const response = await bare.request('/')
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm=/)
  })
  it('errors of the API are its own', async () => {
    const response = await request('/broken', await server.token())
    expect({ status: response.status, text: await response.text() }).toEqual({
      status: 500,
      text: 'of the API itself',
    })
  })
  it('the metadata is a route', async () => {
    const response = await request('/.well-known/oauth-protected-resource')
    expect(await response.json()).toMatchObject({ resource: audience })
  })
})
