/** Claims that a client or an API adds to its access tokens, none of which ever overrides what the protocol says. */
import { beforeAll, describe, expect, it } from 'vitest'
import { parseProtectedResource } from '../../src/protocol/protected-resource.ts'
import {
  claimsOf,
  newCode,
  populate,
  register,
  registerApi,
  signedInBrowser,
  userinfo,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { introspect, tokenAs } from '../support/grants.ts'

/** RFC 7519 §4.1, RFC 9068 §2.2, RFC 7662 §2.2, RFC 8693 §4, OIDC Core §2, RFC 9449, RFC 9396, RFC 9701, and our own. */
const reserved = [
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'],
  ...['client_id', 'scope', 'auth_time', 'acr', 'amr', 'roles', 'groups', 'entitlements'],
  ...['active', 'token_type', 'username', 'act', 'may_act'],
  ...['azp', 'sid', 'nonce', 'at_hash', 'c_hash', 's_hash', 'typ', 'events'],
  ...['cnf', 'authorization_details', 'token_introspection'],
  ...['version', 'user_id', 'user_type', '__proto__'],
]

describe('custom claims', () => {
  let browser: FormBrowser
  const machine = async (client_id: string, scope: string) =>
    (await tokenAs(client_id, { grant_type: 'client_credentials', scope })).body.access_token
  const person = async (client_id: string, scope: string) => {
    const code = await newCode({ client_id, scope }, browser.newTab())
    return (await tokenAs(client_id, { grant_type: 'authorization_code', code })).body
  }

  beforeAll(async () => {
    await populate()
    await registerApi({
      identifier: 'https://tenant.example.com',
      scopes: { 'tenant.read': 'See' },
      custom_claims: {
        fixed: { tenant: 'north', limits: { daily: 10, tags: ['a', null, true] }, both: 'of the API' },
        attributes: {
          mail: 'email',
          login: 'user_id',
          home: 'address',
          nick: 'nickname',
          since: 'updated_at',
        },
      },
      introspection_clients: ['api-server'],
    })
    await register({
      client_id: 'shop',
      grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
      scope: ['openid', 'offline_access', 'tenant.read', 'read'],
      default_scope: [],
      resources: ['https://tenant.example.com', 'https://api.example.com'],
      custom_claims: { fixed: { shop: 7, both: 'of the client' }, attributes: { full_name: 'name' } },
    })
    await register({ client_id: 'api-server', grant_types: [] })
    browser = await signedInBrowser()
  })

  it('fixed values of client and API, of any JSON type; the API has the last word', async () => {
    expect(claimsOf(await machine('shop', 'tenant.read'))).toMatchObject({
      tenant: 'north',
      limits: { daily: 10, tags: ['a', null, true] },
      shop: 7,
      both: 'of the API',
    })
  })
  it('what an API says of itself nobody else says: a client’s value gives way, two APIs are told apart', async () => {
    await registerApi({
      identifier: 'https://south.example.com',
      scopes: { 'south.read': 'See' },
      custom_claims: { fixed: { tenant: 'south' }, attributes: {} },
    })
    const both = ['https://tenant.example.com', 'https://south.example.com']
    await register({
      client_id: 'sly',
      grant_types: ['client_credentials'],
      scope: ['tenant.read', 'south.read'],
      default_scope: [],
      resources: both,
      custom_claims: { fixed: { mail: 'ceo@example.com' }, attributes: {} },
    })
    expect(claimsOf(await machine('sly', 'tenant.read'))).not.toHaveProperty('mail')
    expect(
      await tokenAs('sly', { grant_type: 'client_credentials', scope: 'tenant.read south.read' }),
    ).toBeOAuthError(400, 'invalid_target')
  })
  it('no more than a header can carry', () => {
    const api = { identifier: 'urn:x', name: 'X', scopes: {} }
    const custom_claims = { fixed: { long: 'x'.repeat(2_000) } }
    expect(() => parseProtectedResource({ ...api, custom_claims })).toThrow(/longer than 2000/)
  })
  it('a client’s own token repeats nobody’s attributes', async () => {
    const claims = claimsOf(await machine('shop', 'tenant.read'))
    for (const name of ['mail', 'login', 'home', 'full_name']) expect(claims).not.toHaveProperty(name)
  })
  it('attributes of the person; one that they do not have is left out', async () => {
    const claims = claimsOf((await person('shop', 'tenant.read')).access_token)
    expect(claims).toMatchObject({
      mail: 'alice@example.com',
      login: 'alice',
      home: { locality: 'Oslo', country: 'NO' },
      since: 1_700_000_000,
      full_name: 'Alice Adams',
    })
    expect(claims).not.toHaveProperty('nick')
  })
  it('those of an API are in its tokens only, those of a client in its tokens only', async () => {
    const claims = claimsOf(await machine('shop', 'read'))
    expect(claims).toMatchObject({ shop: 7, both: 'of the client' })
    expect(claims).not.toHaveProperty('tenant')
    expect(claimsOf(await machine('web', 'read'))).not.toHaveProperty('shop')
  })
  it('are in refreshed tokens and at introspection, and neither in ID tokens nor at userinfo', async () => {
    const { refresh_token, id_token, access_token } = await person(
      'shop',
      'openid offline_access tenant.read',
    )
    const { body } = await tokenAs('shop', { grant_type: 'refresh_token', refresh_token })
    expect(claimsOf(body.access_token)).toMatchObject({ tenant: 'north', mail: 'alice@example.com' })
    expect((await introspect(access_token)).body).toMatchObject({ tenant: 'north', shop: 7 })
    expect(claimsOf(id_token)).not.toHaveProperty('tenant')
    expect((await userinfo(access_token)).body).toEqual({ sub: 'sub-of-alice' })
  })

  describe('never override the protocol', () => {
    const own = (name: string, value: unknown) => Object.fromEntries([[name, value]]) // own also for __proto__
    it.each(reserved)('%s is refused in the registration of a client and of an API', async (name) => {
      for (const custom_claims of [{ fixed: own(name, 'x') }, { attributes: own(name, 'email') }]) {
        const input = JSON.parse(JSON.stringify({ custom_claims })) as { custom_claims: object }
        // zod drops __proto__ before the name is looked at: then it must not be there either.
        const tries = [
          () => register({ client_id: 'bad', ...(input as object) }),
          async () => parseProtectedResource({ identifier: 'urn:x', name: 'X', scopes: {}, ...input }),
        ]
        for (const attempt of tries) {
          const outcome = await attempt().then(
            ({ custom_claims: kept }) => JSON.stringify(kept),
            (error: Error) => error.message,
          )
          if (name === '__proto__' && outcome.startsWith('{'))
            expect(outcome).toBe('{"fixed":{},"attributes":{}}')
          else expect(outcome).toMatch('is a claim of the protocol and cannot be overridden')
        }
      }
    })

    it.each([
      ['an attribute that nobody has', { attributes: { a: 'password_hash' } }],
      ['an attribute of an object’s own', { attributes: { a: 'constructor' } }],
      ['a claim without a name', { fixed: { '': 1 } }],
      ['an unknown member', { computed: {} }],
    ])('%s is refused', async (_, custom_claims) => {
      await expect(register({ client_id: 'bad', custom_claims: custom_claims as never })).rejects.toThrow()
    })
  })
})
