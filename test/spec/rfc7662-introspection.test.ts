import { generateKeyPair, SignJWT } from 'jose'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  api,
  basic,
  bindings,
  claimsOf,
  fetchPath,
  issuer,
  later,
  newCode,
  populate,
  redeem,
  refresh,
  register,
  registerApi,
  secret,
  signedInBrowser,
  stopClock,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { as, bend, introspect, post, tokenAs, untilCopiesEnd } from '../support/grants.ts'

const vault = 'https://vault.example.com'
const light = 'urn:com.networknt'
const inactive = { active: false }

describe('RFC 7662 token introspection', () => {
  let browser: FormBrowser
  const machine = (form: Record<string, string> = {}) =>
    tokenAs('shop', { grant_type: 'client_credentials', ...form }).then(({ body }) => body.access_token)
  const person = async (scope: string, resource: string) =>
    (
      await tokenAs('shop', {
        grant_type: 'authorization_code',
        code: await newCode({ client_id: 'shop', scope, resource }, browser.newTab()),
      })
    ).body

  beforeAll(async () => {
    await populate()
    await registerApi({ introspection_clients: ['api-server'] })
    await registerApi({
      identifier: vault,
      scopes: { 'vault.read': 'Open' },
      token_format: 'reference',
      introspection_clients: ['api-server', 'vault-server'],
    })
    await registerApi({
      identifier: light,
      scopes: { 'account.r': 'See', 'account.w': 'Change' },
      token_profile: 'light-oauth2',
      access_token_signing_alg: 'RS256',
      introspection_clients: ['api-server'],
    })
    await register({
      client_id: 'shop',
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      scope: ['openid', 'offline_access', 'read', 'write', 'vault.read', 'account.r', 'account.w'],
      default_scope: ['read'],
      resources: [api, vault, light],
    })
    for (const client_id of ['api-server', 'vault-server', 'stranger'])
      await register({ client_id, grant_types: [], redirect_uris: [], scope: [], default_scope: [] })
    await register({ client_id: 'operator', grant_types: [], introspect_all: true })
    browser = await signedInBrowser()
  })
  beforeEach(stopClock)
  afterEach(() => {
    vi.useRealTimers()
  })

  describe('§2.2 a living token', () => {
    it.each([
      ['a JWT', api, 'read'],
      ['a reference token', vault, 'vault.read'],
    ])('%s of a client: sub is the client', async (_, resource, scope) => {
      const now = Math.floor(Date.now() / 1000)
      const { status, headers, body } = await introspect(await machine({ resource, scope }))
      expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
        200,
        'application/json',
        'no-store',
      ])
      expect(body).toEqual({
        active: true,
        iss: issuer,
        sub: 'shop',
        aud: resource,
        client_id: 'shop',
        scope,
        token_type: 'Bearer',
        iat: now,
        exp: now + 600,
        jti: expect.stringMatching(/^[\w-]{22}$/),
      })
    })

    it.each([
      ['a JWT', api, 'read'],
      ['a reference token', vault, 'vault.read'],
    ])(
      '%s of a person: sub is the person, username the name they sign in with',
      async (_, resource, scope) => {
        const now = Math.floor(Date.now() / 1000)
        const { access_token } = await person(scope, resource)
        expect((await introspect(access_token)).body).toEqual({
          active: true,
          iss: issuer,
          sub: 'sub-of-alice',
          aud: resource,
          client_id: 'shop',
          username: 'alice',
          scope,
          token_type: 'Bearer',
          iat: now,
          exp: now + 600,
          jti: expect.any(String),
          auth_time: expect.any(Number),
          acr: '1',
          amr: ['pwd'],
          user_id: 'alice',
          user_type: 'customer',
          roles: ['reader'],
        })
      },
    )

    it('a JWT is described exactly as it describes itself', async () => {
      const { access_token } = await person('read', api)
      expect((await introspect(access_token)).body).toMatchObject({ ...claimsOf(access_token) })
    })

    it('the older profile too: scope as a string, sub though the token has none', async () => {
      const scope = 'account.r account.w'
      expect((await introspect(await machine({ scope }))).body).toMatchObject({
        sub: 'shop',
        scope,
        version: '1.0',
      })
      const { access_token } = await person(scope, light)
      expect(claimsOf(access_token)).not.toHaveProperty('sub')
      expect((await introspect(access_token)).body).toMatchObject({
        sub: 'sub-of-alice',
        username: 'alice',
        user_type: 'CUSTOMER',
        scope,
      })
    })

    it('a token that is for several APIs is answered to each', async () => {
      const second = 'https://second.example.com'
      await registerApi({
        identifier: second,
        scopes: { second: 'S' },
        introspection_clients: ['vault-server'],
      })
      await register({
        client_id: 'two',
        grant_types: ['client_credentials'],
        scope: ['read', 'second'],
        resources: [api, second],
      })
      const { access_token } = (
        await tokenAs('two', { grant_type: 'client_credentials', scope: 'read second' })
      ).body
      expect((await introspect(access_token, 'api-server')).body.aud).toEqual([api, second])
      expect((await introspect(access_token, 'vault-server')).body.active).toBe(true)
    })

    it('§2.1: token_type_hint only hints', async () => {
      const access_token = await machine()
      for (const token_type_hint of ['access_token', 'refresh_token', 'nonsense']) {
        const { body } = await post(
          '/oauth2/introspect',
          { token: access_token, token_type_hint },
          as('api-server'),
        )
        expect(body.active).toBe(true)
      }
    })
  })

  describe('§2.2, §4: only who the token is for may know; all others see what a token that is none would show', () => {
    const table: [who: string, clientId: string, jwt: boolean, reference: boolean][] = [
      ['the API of both', 'api-server', true, true],
      ['the API of one', 'vault-server', false, true],
      ['the client that it was issued to', 'shop', false, false],
      ['another client', 'stranger', false, false],
      ['an operator', 'operator', true, true],
    ]
    it.each(table)('%s (%s): JWT %s, reference %s', async (_, clientId, jwt, reference) => {
      const tokens = [
        await machine(),
        (await person('read', api)).access_token,
        await machine({ scope: 'vault.read' }),
        (await person('vault.read', vault)).access_token,
      ]
      const answers = await Promise.all(tokens.map((each) => introspect(each, clientId)))
      expect(answers.map(({ body }) => body.active)).toEqual([jwt, jwt, reference, reference])
      for (const { status, body } of answers) {
        expect(status).toBe(200)
        if (!body.active) expect(body).toEqual(inactive)
      }
    })

    it('a token for this server alone is an operator’s only', async () => {
      const { access_token } = await person('openid', '')
      expect((await introspect(access_token, 'api-server')).body).toEqual(inactive)
      expect((await introspect(access_token, 'operator')).body).toMatchObject({ active: true, aud: issuer })
    })
  })

  describe('§2.2: active is false, and nothing else is said, of', () => {
    const jwt = () => machine()
    const reference = () => machine({ scope: 'vault.read' })
    const table: [what: string, token: () => Promise<string>][] = [
      ['garbage', async () => 'garbage'],
      ['two dots', async () => '..'],
      ['four dots', async () => '....'],
      ['a very long word', async () => 'x'.repeat(20_000)],
      ['control characters', async () => '\u0001\u0002'],
      ['a JWT with another signature', async () => `${(await jwt()).slice(0, -12)}AAAAAAAAAAAA`],
      ['a JWT with a bent payload', async () => bend(await jwt(), 1)],
      ['a JWT without its signature', async () => `${(await jwt()).split('.').slice(0, 2).join('.')}.`],
      ['a bent reference token', async () => bend(await reference(), 3)],
      ['a reference token with another tag', async () => bend(await reference(), 4)],
      ['a refresh token', async () => (await person('offline_access read', api)).refresh_token],
      ['an ID token', async () => (await person('openid read', api)).id_token],
      ['a code', async () => newCode({ client_id: 'shop' }, browser.newTab())],
      ['the jti of a token', async () => String(claimsOf((await person('read', api)).access_token).jti)],
      [
        'a signed answer of this endpoint',
        async () => {
          const response = await fetchPath('/oauth2/introspect', {
            method: 'POST',
            body: new URLSearchParams({ token: await jwt() }),
            headers: { ...as('api-server'), accept: 'application/token-introspection+jwt' },
          })
          return new TextDecoder().decode(await response.arrayBuffer())
        },
      ],
      [
        'a token signed with a key that is not ours, under the name of one that is',
        async () => {
          const { privateKey } = await generateKeyPair('ES256')
          const claims = claimsOf(await jwt())
          const forged = new SignJWT({ ...claims, sub: 'admin' })
          const { kid } = JSON.parse(atob((await jwt()).split('.')[0]!)) as { kid: string }
          return forged.setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid }).sign(privateKey)
        },
      ],
      [
        'alg: none',
        async () => {
          const [, payload] = (await jwt()).split('.')
          return `${btoa('{"alg":"none","typ":"at+jwt"}').replaceAll('=', '')}.${payload}.`
        },
      ],
    ]
    it.each(table)('%s', async (_, make) => {
      for (const who of ['api-server', 'operator']) {
        const { status, body } = await introspect(await make(), who)
        expect([status, body]).toEqual([200, inactive])
      }
    })

    it.each([
      ['JWT', jwt],
      ['reference token', reference],
      ['JWT of a person', async () => (await person('read', api)).access_token],
      ['reference token of a person', async () => (await person('vault.read', vault)).access_token],
    ])('an expired one: %s, to the second', async (_, make) => {
      const made = await make()
      later(599)
      expect((await introspect(made)).body.active).toBe(true)
      later(1)
      expect((await introspect(made)).body).toEqual(inactive)
    })

    it.each([
      ['JWT', api, 'read'],
      ['reference token', vault, 'vault.read'],
    ])('one whose grant ended by a replayed code: %s', async (_, resource, scope) => {
      const code = await newCode({ client_id: 'shop', scope, resource }, browser.newTab())
      const grant = { grant_type: 'authorization_code', code }
      const { access_token } = (await tokenAs('shop', grant)).body
      expect((await introspect(access_token)).body.active).toBe(true)
      await tokenAs('shop', grant)
      expect((await introspect(access_token)).body).toEqual(inactive)
    })

    it('one whose person was disabled', async () => {
      const { access_token } = await person('read', api)
      const { home } = (await bindings.DB.prepare("SELECT home FROM users WHERE sub = 'sub-of-alice'").first<{
        home: string
      }>())!
      const shard = bindings.SUBJECT_SHARD.get(bindings.SUBJECT_SHARD.idFromName(home))
      const alice = {
        sub: 'sub-of-alice',
        user_id: 'alice',
        user_type: 'customer' as const,
        roles: [],
        not_before: 0,
        claims: {},
      }
      await shard.update([{ ...alice, version: 2, status: 'disabled' }])
      expect((await introspect(access_token)).body).toEqual(inactive)
      // Their sessions have ended, and with these what was allowed for as long as they lasted: that does not come back.
      await shard.update([{ ...alice, version: 3, status: 'active' }])
      expect((await introspect(access_token)).body).toEqual(inactive)
    })

    const limited = {
      client_id: 'limited',
      grant_types: ['authorization_code', 'client_credentials'],
      scope: ['read', 'vault.read'],
      default_scope: [],
      resources: [api, vault],
      access_token_lifetime: 86_400,
    }
    const ofLimited = async () => {
      await register(limited)
      untilCopiesEnd()
      const grant = { grant_type: 'client_credentials' }
      const tokens = []
      for (const scope of ['read', 'vault.read']) {
        tokens.push((await tokenAs('limited', { ...grant, scope })).body.access_token)
        const code = await newCode({ client_id: 'limited', scope }, browser.newTab())
        tokens.push((await tokenAs('limited', { grant_type: 'authorization_code', code })).body.access_token)
      }
      return tokens
    }
    const actives = async (tokens: string[]) =>
      Promise.all(tokens.map(async (each) => (await introspect(each)).body.active))

    it.each([
      ['client is disabled', () => ({ status: 'disabled' as const }), false],
      [
        'client’s grants were ended (not_before)',
        () => ({ not_before: Math.floor(Date.now() / 1000) + 1 }),
        false,
      ],
      ['client’s earlier grants were ended', () => ({ not_before: Math.floor(Date.now() / 1000) }), true],
    ])('one whose %s', async (_, change, expected) => {
      const tokens = await ofLimited()
      expect(await actives(tokens)).toEqual([true, true, true, true])
      await register({ ...limited, ...change() })
      untilCopiesEnd()
      expect(await actives(tokens)).toEqual([expected, expected, expected, expected])
    })

    it('one whose API is no longer registered, to the API', async () => {
      await registerApi({
        identifier: 'https://short.example.com',
        scopes: { short: 'S' },
        access_token_lifetime: 86_400,
        introspection_clients: ['api-server'],
      })
      await register({
        ...limited,
        client_id: 'briefly',
        scope: ['short'],
        resources: ['https://short.example.com'],
      })
      const { access_token } = (
        await tokenAs('briefly', { grant_type: 'client_credentials', scope: 'short' })
      ).body
      expect((await introspect(access_token)).body.active).toBe(true)
      await registerApi({ identifier: 'https://short.example.com', scopes: { short: 'S' } })
      untilCopiesEnd()
      expect((await introspect(access_token)).body).toEqual(inactive)
    })
  })

  it('refreshing leaves the former access token alone; both are active', async () => {
    const first = (await redeem(await newCode({ scope: 'offline_access read' }, browser.newTab()))).body
    const second = (await refresh(first.refresh_token)).body
    expect((await introspect(first.access_token)).body.active).toBe(true)
    expect((await introspect(second.access_token)).body.active).toBe(true)
  })

  describe('§2.1 the endpoint MUST be protected', () => {
    const good = basic('api-server', secret)
    it.each([
      ['no authentication', {}, {}, 401, 'invalid_client'],
      ['a wrong secret', { authorization: basic('api-server', 'wrong') }, {}, 401, 'invalid_client'],
      ['an unknown client', { authorization: basic('nobody', secret) }, {}, 401, 'invalid_client'],
      ['a public client', {}, { client_id: 'spa' }, 401, 'invalid_client'],
      ['the name of a confidential client alone', {}, { client_id: 'api-server' }, 401, 'invalid_client'],
      [
        'two ways at once',
        { authorization: good },
        { client_id: 'api-server', client_secret: secret },
        400,
        'invalid_request',
      ],
      ['no token', { authorization: good }, { token: '' }, 400, 'invalid_request'],
    ] as [string, Record<string, string>, Record<string, string>, number, string][])(
      '%s',
      async (_, headers, form, status, error) => {
        expect(await post('/oauth2/introspect', { token: 'x', ...form }, headers)).toBeOAuthError(
          status,
          error,
        )
      },
    )
    it('an access token does not authenticate', async () => {
      const headers = { authorization: `Bearer ${await machine()}` }
      expect(await post('/oauth2/introspect', { token: 'x' }, headers)).toBeOAuthError(401, 'invalid_client')
    })
    it('a disabled API cannot ask', async () => {
      await register({ client_id: 'former', status: 'disabled', introspect_all: true })
      expect(await introspect(await machine(), 'former')).toBeOAuthError(401, 'invalid_client')
    })
    it('the token is in no URL: GET is refused, and a query is not read', async () => {
      const { status, headers } = await fetchPath(`/oauth2/introspect?token=${await machine()}`, {
        headers: as('api-server'),
      })
      expect([status, headers.get('allow')]).toEqual([405, 'POST, OPTIONS'])
      const queried = await post(`/oauth2/introspect?token=${await machine()}`, {}, as('api-server'))
      expect(queried).toBeOAuthError(400, 'invalid_request')
    })
    it('a token sent twice is refused', async () => {
      const form: [string, string][] = [
        ['token', 'a'],
        ['token', 'b'],
      ]
      expect(await post('/oauth2/introspect', form, as('api-server'))).toBeOAuthError(400, 'invalid_request')
    })
  })
})
