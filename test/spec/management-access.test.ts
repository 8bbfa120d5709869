/** Who may use the management API: RFC 6750, RFC 9728, and what keeps somebody from giving themself more. */
import { beforeAll, describe, expect, it } from 'vitest'
import { serverFor } from '../../src/app.ts'
import { routes } from '../../src/management/routes.ts'
import { managementScopeNames } from '../../src/protocol/management.ts'
import { createClient, updateClient } from '../../src/registry/clients.ts'
import { linkClient } from '../../src/registry/resources.ts'
import {
  addPerson,
  api,
  authorize,
  basic,
  bindings,
  callback,
  fetchPath,
  issuer,
  newBrowser,
  pkce,
  populate,
  redeem,
  register,
  registerApi,
  secret,
  token,
} from '../support/app.ts'
import { grantType, partner, tokenAs } from '../support/grants.ts'
import { audience, type Call, call, callerWith, machine } from '../support/management.ts'

const root = { login: 'root', password: 'the password of the operator' }
const tools = {
  client_id: 'web',
  resources: [audience, api],
  scope: ['openid', 'read', ...managementScopeNames],
}
let manager: Call

async function tokenOfPerson(person: typeof root, scope: readonly string[]): Promise<string> {
  const asked = { scope: scope.join(' '), resource: audience, code_challenge: pkce.challenge }
  const location = await authorize(
    newBrowser(),
    { ...asked, code_challenge_method: 'S256', redirect_uri: callback },
    person,
  )
  const { body } = await redeem(location.searchParams.get('code') ?? '', { code_verifier: pkce.verifier })
  return body.access_token
}

beforeAll(async () => {
  await populate()
  await register(tools)
  await addPerson({
    sub: 'sub-of-root',
    user_id: root.login,
    password: root.password,
    roles: ['admin'],
    claims: { name: 'Ruth Root' },
  })
  await addPerson({
    sub: 'sub-of-adam',
    user_id: 'adam',
    password: root.password,
    user_type: 'admin',
    roles: ['developer'],
    claims: { name: 'Adam' },
  })
  manager = await machine()
})

describe('every route', () => {
  const filled = (path: string, id: string) => path.replaceAll(/\{\w+\}/g, encodeURIComponent(id))
  const list = routes.map(({ at, scope }) => ({ at, scope }))
  let foreign: Call
  let person: Call
  let others: Record<string, Call>

  beforeAll(async () => {
    const forApi = await token({ grant_type: 'client_credentials', scope: 'read' })
    foreign = callerWith(forApi.body.access_token)
    person = callerWith(await tokenOfPerson({ login: 'adam', password: root.password }, managementScopeNames))
    others = {
      audit: await machine('auditor', ['audit:read']),
      keys: await machine('key-keeper', ['keys:read']),
    }
  })

  it.each(list)('$at: says nothing to who may not use it', async ({ at, scope }) => {
    const [method, path = ''] = at.split(' ')
    const without = (scope === 'audit:read' ? others.keys : others.audit) as Call
    const metadata = `resource_metadata="${issuer}/.well-known/oauth-protected-resource/management/v1"`
    // A record that is there, and one that is not.
    for (const id of ['web', 'nobody']) {
      const here = `${method} ${filled(path, id)}`
      const nothing = await call(here)
      expect([nothing.status, nothing.headers.get('www-authenticate')]).toEqual([
        401,
        `Bearer realm="${audience}", scope="${scope}", ${metadata}`, // §3.1: no error without a token
      ])
      for (const [bad, why] of [
        [callerWith('rubbish'), 'Not an access token of this server'],
        [foreign, `The access token is not for ${audience} alone; ask for one with resource=${audience}`],
      ] as const) {
        const { status, headers, body } = await bad(here)
        expect([status, body.type, body.detail]).toEqual([401, `${issuer}/errors#invalid_token`, why])
        expect(headers.get('www-authenticate')).toBe(
          `Bearer realm="${audience}", error="invalid_token", error_description="${why}", ${metadata}`,
        )
      }
      for (const [caller, why] of [
        [without, `This needs the scope ${scope}, which the access token does not have`],
        [person, 'This is for people with the role admin'], // user_type admin alone opens nothing
      ] as const) {
        const { status, headers, body } = await caller(here)
        expect([status, body.type, body.detail]).toEqual([403, `${issuer}/errors#insufficient_scope`, why])
        expect(headers.get('www-authenticate')).toContain(`error="insufficient_scope"`)
        expect(headers.get('www-authenticate')).toContain(`scope="${scope}"`)
      }
    }
  })
})

describe('an access token', () => {
  it('of an operator counts with the scopes it has', async () => {
    const reads = callerWith(await tokenOfPerson(root, ['clients:read']))
    expect((await reads('GET /clients')).status).toBe(200)
    expect((await reads('POST /clients', { body: {} })).status).toBe(403)
    // Who did it is the person, not the application that they used.
    const writes = callerWith(await tokenOfPerson(root, ['clients:write']))
    const made = await writes('POST /clients', {
      body: { client_name: 'By hand', redirect_uris: [callback], scope: [] },
    })
    expect(made.body).toMatchObject({ client_name: 'By hand' })
    const { items } = (await manager(`GET /audit-events?target=client:${made.body.client_id}`)).body
    expect(items[0].actor).toEqual({ kind: 'person', id: 'sub-of-root', name: 'root' })
  })
  it('of an operator whom somebody else vouched for is refused: they sign in here', async () => {
    const signs = await partner()
    const user_types = ['customer', 'employee', 'admin'] as const
    await register({
      client_id: 'vouches',
      grant_types: [grantType.bearer],
      resources: [audience],
      scope: ['keys:read'],
      default_scope: ['keys:read'],
      trusted_issuers: [{ ...signs.trusted, user_types: [...user_types] }],
    })
    const assertion = await signs.sign({ sub: 'sub-of-root' })
    const { status, body } = await tokenAs('vouches', { grant_type: grantType.bearer, assertion })
    expect(status).toBe(200)
    const refused = await callerWith(body.access_token)('GET /keys')
    expect([refused.status, refused.body.detail]).toEqual([
      401,
      'The grant of the token began without a sign-in here, which an operator needs',
    ])
  })
  it('ends with the role, at once', async () => {
    await addPerson({
      sub: 'sub-of-eve',
      user_id: 'eve',
      password: root.password,
      roles: ['admin'],
      claims: {},
    })
    const eve = callerWith(await tokenOfPerson({ login: 'eve', password: root.password }, ['keys:read']))
    expect((await eve('GET /keys')).status).toBe(200)
    const { headers } = await manager('GET /users/sub-of-eve')
    const demoted = { ifMatch: headers.get('etag'), body: { roles: [] } }
    expect((await manager('PATCH /users/sub-of-eve', demoted)).status).toBe(200)
    expect((await eve('GET /keys')).status).toBe(403)
  })
  it('that is good for another API too is refused: that API could use it here', async () => {
    await registerApi({ identifier: 'https://two.example.com', name: 'Two', scopes: { two: 'Two' } })
    await register({
      client_id: 'both',
      resources: [audience, 'https://two.example.com'],
      scope: ['two', 'keys:read'],
      default_scope: [],
      grant_types: ['client_credentials'],
      response_types: [],
    })
    const by = { authorization: basic('both', secret) }
    const form = { grant_type: 'client_credentials', scope: 'two keys:read' }
    const both = await token(form, by)
    expect((await callerWith(both.body.access_token)('GET /keys')).status).toBe(401)
    const one = await token({ ...form, scope: 'keys:read', resource: audience }, by)
    expect((await callerWith(one.body.access_token)('GET /keys')).status).toBe(200)
  })
  it('ends when its client is unlinked, loses the scope or is disabled', async () => {
    const later = await machine('later', ['keys:read', 'audit:read'])
    const at = '/clients/later'
    const change = async (body: object) => {
      const { headers } = await manager(`GET ${at}`)
      expect((await manager(`PATCH ${at}`, { ifMatch: headers.get('etag'), body })).status).toBe(200)
    }
    await change({ scope: ['audit:read'], default_scope: [] })
    expect([(await later('GET /keys')).status, (await later('GET /audit-events')).status]).toEqual([403, 200])
    await change({ resources: [] })
    expect((await later('GET /audit-events')).status).toBe(401)
    await change({ resources: [audience], status: 'disabled' })
    expect((await later('GET /audit-events')).status).toBe(401)
  })
  it('is had by what the metadata of the API says: RFC 9728', async () => {
    const response = await fetchPath('/.well-known/oauth-protected-resource/management/v1')
    expect(await response.json()).toMatchObject({
      resource: audience,
      authorization_servers: [issuer],
      scopes_supported: managementScopeNames,
    })
  })
})

describe('nobody gives away more than they have', () => {
  let registrar: Call
  let desk: Call
  beforeAll(async () => {
    registrar = await machine('registrar', ['clients:read', 'clients:write'])
    desk = await machine('desk', ['users:read', 'users:write'])
  })

  const stronger = {
    client_name: 'Stronger',
    grant_types: ['client_credentials'],
    response_types: [],
    resources: [audience],
    scope: ['users:write'],
  }
  const lacks = (reply: Awaited<ReturnType<Call>>, scope: string) => {
    expect([reply.status, reply.body.type]).toEqual([403, `${issuer}/errors#insufficient_scope`])
    expect(reply.headers.get('www-authenticate')).toContain(`scope="${scope}`)
  }

  it('by making a client of this API with other scopes', async () => {
    lacks(await registrar('POST /clients', { body: stronger }), 'users:write')
    const alike = await registrar('POST /clients', { body: { ...stronger, scope: ['clients:read'] } })
    expect(alike.status).toBe(201)
    const at = `/clients/${alike.body.client_id}`
    lacks(await registrar(`PATCH ${at}`, { ifMatch: '"1"', body: { scope: ['keys:write'] } }), 'keys:write')
    const link = `/resources/${encodeURIComponent(audience)}${at}`
    lacks(await registrar(`PUT ${link}`, { body: { scope: ['audit:read'] } }), 'audit:read')
  })
  it('by taking over a client that has them', async () => {
    lacks(await registrar('POST /clients/manager/secrets'), 'resources:read')
    const { headers } = await registrar('GET /clients/manager')
    const change = { ifMatch: headers.get('etag'), body: { redirect_uris: ['https://evil.example.com/'] } }
    lacks(await registrar('PATCH /clients/manager', change), 'resources:read')
  })
  it('by trusting somebody to name operators', async () => {
    const { trusted } = await partner()
    const trusting = (user_types: string[]) => ({
      client_name: 'Trusting',
      grant_types: [grantType.bearer],
      response_types: [],
      scope: [],
      trusted_issuers: [{ ...trusted, user_types }],
    })
    lacks(await registrar('POST /clients', { body: trusting(['employee', 'admin']) }), 'resources:read')
    const made = await registrar('POST /clients', { body: trusting(['employee']) })
    expect(made.status).toBe(201)
    const at = `/clients/${made.body.client_id}`
    const { trusted_issuers } = trusting(['admin'])
    lacks(await registrar(`PATCH ${at}`, { ifMatch: '"1"', body: { trusted_issuers } }), 'resources:read')
    expect((await manager(`PATCH ${at}`, { ifMatch: '"1"', body: { trusted_issuers } })).status).toBe(200)
    const renamed = await registrar(`PATCH ${at}`, { ifMatch: '"2"', body: { client_name: 'Same' } })
    expect(renamed.status).toBe(200) // it trusts nobody more than before
  })
  it('by taking a client of this API away from who has more', async () => {
    const link = `/resources/${encodeURIComponent(audience)}/clients/manager`
    lacks(await registrar(`DELETE ${link}`), 'resources:read')
    lacks(await registrar('DELETE /clients/manager'), 'resources:read')
    lacks(await registrar('PUT /clients/manager/owners', { body: { owners: [] } }), 'resources:read')
    const { items } = (await registrar('GET /clients/manager/secrets')).body
    lacks(await registrar(`DELETE /clients/manager/secrets/${items[0].id}`), 'resources:read')
  })
  it('by a scope of another API that has the name of one of ours', async () => {
    const scopes = { 'users:write': 'Write', look: 'Look' }
    const made = await manager('POST /resources', {
      body: { identifier: 'https://dev.example.com', name: 'Dev', scopes },
    })
    expect([made.status, made.body.errors[0].detail]).toEqual([
      422,
      'is a scope of the management API of this server; choose another name',
    ])
    // One from before that was refused.
    await registerApi({ identifier: 'https://old.example.com', name: 'Old', scopes })
    const old = {
      client_id: 'of-old',
      grant_types: ['client_credentials'],
      response_types: [],
      resources: ['https://old.example.com'],
    }
    await register({ ...old, scope: ['users:write'], default_scope: [] })
    const linked = await manager(`PUT /resources/${encodeURIComponent(audience)}/clients/of-old`, {
      body: { scope: ['clients:read'] },
    })
    expect([linked.status, linked.body.detail]).toEqual([
      409,
      'This would also open the management API for users:write, by its other API',
    ])
    const patched = await manager('PATCH /resources/https%3A%2F%2Fold.example.com', {
      ifMatch: '*',
      body: { name: 'Older' },
    })
    expect(patched.status).toBe(200)
  })
  it('by making an operator, or taking one over', async () => {
    const eve = { user_id: 'mallory', user_type: 'customer', roles: ['admin'], password: root.password }
    lacks(await desk('POST /users', { body: eve }), 'clients:read')
    expect((await desk('POST /users', { body: { ...eve, roles: ['admins'] } })).status).toBe(201)
    lacks(await desk('POST /users/sub-of-root/password'), 'clients:read')
    lacks(await desk('DELETE /users/sub-of-root'), 'clients:read')
    const { headers } = await desk('GET /users/sub-of-alice')
    const change = { ifMatch: headers.get('etag'), body: { roles: ['admin'] } }
    lacks(await desk('PATCH /users/sub-of-alice', change), 'clients:read')
  })
  it('by any other way to register: only an operator opens this API to a client', async () => {
    const server = serverFor(bindings)
    const actor = { kind: 'person', id: 'sub-of-alice' } as const
    const change = { actor, origin: { requestId: 'req_test' }, now: Date.now() }
    const forbidden = { fault: { kind: 'forbidden' } }
    const input = { ...stronger, scope: [] }
    await expect(createClient(server, change, input)).rejects.toMatchObject(forbidden)
    await expect(updateClient(server, change, 'spa', { resources: [audience] })).rejects.toMatchObject(
      forbidden,
    )
    await expect(updateClient(server, change, 'manager', { client_name: 'x' })).rejects.toMatchObject(
      forbidden,
    )
    await expect(linkClient(server, change, audience, 'spa')).rejects.toMatchObject(forbidden)
  })
})

describe('an address', () => {
  it('that is not there, or has another method, is told to everybody', async () => {
    expect((await call('GET /nothing')).body.type).toBe(`${issuer}/errors#not_found`)
    expect((await call('GET /clients/a/b/c')).status).toBe(404)
    expect((await call('GET /clients/%E0%A4%A')).status).toBe(404)
    const wrong = await call('DELETE /clients')
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, POST, HEAD, OPTIONS'])
  })
  it('may be asked from a browser, with the headers it takes', async () => {
    const { status, headers } = await fetchPath('/management/v1/clients/web', { method: 'OPTIONS' })
    expect([status, headers.get('access-control-allow-methods')]).toEqual([
      204,
      'GET, PUT, PATCH, DELETE, HEAD',
    ])
    expect(headers.get('access-control-allow-headers')).toContain('If-Match, Idempotency-Key')
  })
})
