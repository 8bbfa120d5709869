import { beforeAll, describe, expect, it } from 'vitest'
import { FakeIssuer, withToken } from '../../support/fake-issuer.ts'

let server: FakeIssuer
let person: string
let service: string
beforeAll(async () => {
  server = await FakeIssuer.start()
  person = await server.token({ scope: 'openid', caller: { sub: 'forged' } })
  service = await server.token({ sub: 'orders', client_id: 'orders', scope: 'customer.r' })
})

const call = (scopeToken: string | undefined, first = person) =>
  server.protect({ callerToken: true, scopes: ['customer.r'] })(
    withToken(first, scopeToken === undefined ? {} : { 'x-scope-token': scopeToken }),
  )

describe('a call from service to service', () => {
  it('is for the person of the first token, with the scopes of the second', async () => {
    expect(await call(`Bearer ${service}`)).toMatchObject({
      sub: 'sub-of-grace',
      scope: 'openid',
      caller: { sub: 'orders', scope: 'customer.r' },
    })
  })
  it('may send the second token without its scheme', async () => {
    expect(await call(service)).toMatchObject({ caller: { client_id: 'orders' } })
  })
  it('does not count the scopes of the first', async () => {
    const rich = await server.token({ scope: 'customer.r' })
    const poor = await server.token({ sub: 'orders', client_id: 'orders', scope: 'openid' })
    await expect(call(poor, rich)).rejects.toMatchObject({ status: 403, scope: 'customer.r' })
  })
  it('needs both', async () => {
    await expect(call(undefined)).rejects.toMatchObject({
      status: 400,
      code: 'invalid_request',
      description: expect.stringMatching(/^X-Scope-Token is missing/),
    })
    const alone = new Request('https://api.example.com', { headers: { 'x-scope-token': service } })
    const protect = server.protect({ callerToken: true })
    await expect(protect(alone)).rejects.toMatchObject({ status: 401 })
  })
  it.each<[string, () => Promise<string>, object]>([
    [
      'expired',
      () => server.token({ sub: 'orders', client_id: 'orders', exp: 1 }),
      { status: 401, description: 'X-Scope-Token: The access token has expired' },
    ],
    [
      'for another API',
      () => server.token({ sub: 'orders', client_id: 'orders', aud: 'https://other.example' }),
      {
        status: 401,
        description: expect.stringMatching(/^X-Scope-Token: The access token is for another API/),
      },
    ],
    [
      'a person’s, who would lend another their scopes',
      () => server.token({ sub: 'sub-of-mallory' }),
      { status: 401, description: expect.stringMatching(/^X-Scope-Token: .* got for itself/) },
    ],
    [
      'a person’s whose sub is the id of the client',
      () => server.token({ sub: 'orders', client_id: 'orders', user_id: 'orders' }),
      { status: 401, description: expect.stringMatching(/got for itself/) },
    ],
    [
      'of somebody who signed in',
      () => server.token({ sub: 'orders', client_id: 'orders', auth_time: 1 }),
      { status: 401, description: expect.stringMatching(/got for itself/) },
    ],
    [
      'sent twice',
      async () => `${service}, ${service}`,
      { status: 400, description: expect.stringMatching(/more than once/) },
    ],
    [
      'malformed',
      async () => 'Bearer a b',
      { status: 400, description: expect.stringMatching(/X-Scope-Token does not hold one/) },
    ],
  ])('is refused where the second token is %s', async (_, token, refusal) => {
    await expect(call(await token())).rejects.toMatchObject(refusal)
  })
  it('may be for nobody: then both tokens are the service’s own, and sub is the service', async () => {
    expect(await call(service, service)).toMatchObject({ sub: 'orders', caller: { sub: 'orders' } })
  })
  it('is the only one that has a caller: a claim of that name is left out', async () => {
    expect(await server.protect()(withToken(person))).not.toHaveProperty('caller')
    expect(await server.protect()(withToken(person, { 'x-scope-token': 'whatever' }))).toBeTruthy()
  })
})
