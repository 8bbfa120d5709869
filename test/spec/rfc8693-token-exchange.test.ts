import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ClientInput } from '../../src/protocol/client-metadata.ts'
import {
  api,
  basic,
  bindings,
  claimsOf,
  issuer,
  later,
  newCode,
  populate,
  register,
  registerApi,
  secret,
  signedInBrowser,
  stopClock,
  token,
  userinfo,
} from '../support/app.ts'
import {
  byPassword,
  type Form,
  grantType,
  introspect,
  partner,
  post,
  registerScript,
  tokenAs,
  tokenType,
  untilCopiesEnd,
} from '../support/grants.ts'

const orders = 'https://orders.example.com'
const vault = 'https://vault.example.com'
const foreign = 'https://foreign.example.com'
const everything = ['openid', 'profile', 'read', 'write', 'orders.read', 'vault.read']

describe('RFC 8693 token exchange', () => {
  const service = (client_id: string, change: Partial<ClientInput> = {}) =>
    register({
      client_id,
      grant_types: [grantType.exchange, 'client_credentials'],
      scope: everything,
      default_scope: [],
      resources: [api, orders, vault],
      token_exchange: { subject_clients: ['script', 'first', 'second'] },
      ...change,
    })
  const exchange = (
    subject_token: string,
    more: Record<string, string> | [string, string][] = {},
    as = 'first',
  ) => {
    const form: Form = [
      ['grant_type', grantType.exchange],
      ['subject_token', subject_token],
      ['subject_token_type', tokenType.accessToken],
    ]
    const changed = Array.isArray(more) ? more : Object.entries(more)
    const names = new Set(changed.map(([name]) => name))
    return tokenAs(as, [...form.filter(([name]) => !names.has(name!)), ...changed] as Form)
  }
  const subject = async (scope = 'openid read write orders.read', more: Record<string, string> = {}) =>
    (await byPassword({ scope, ...more })).body.access_token
  const own = async (clientId: string) =>
    (await tokenAs(clientId, { grant_type: 'client_credentials', resource: api, scope: 'read' })).body
      .access_token
  const acting = (actor_token: string) => ({ actor_token, actor_token_type: tokenType.accessToken })

  beforeAll(async () => {
    await populate()
    await registerApi({ introspection_clients: ['api-server'] })
    await registerApi({
      identifier: orders,
      scopes: { 'orders.read': 'See' },
      introspection_clients: ['api-server'],
    })
    await registerApi({
      identifier: vault,
      scopes: { 'vault.read': 'Open' },
      token_format: 'reference',
      introspection_clients: ['api-server'],
    })
    await registerApi({ identifier: foreign, scopes: { 'foreign.read': 'See' } })
    await register({ client_id: 'api-server', grant_types: [] })
    await registerScript({
      scope: [...everything, 'offline_access'],
      default_scope: ['read'],
      resources: [api, orders, vault],
    })
    for (const name of ['first', 'second', 'third']) await service(name)
    await service('impersonator', {
      token_exchange: { subject_clients: ['script', 'first'], delegation: false, impersonation: true },
    })
    await service('neither', { token_exchange: { subject_clients: ['script'], delegation: false } })
  })
  beforeEach(stopClock)
  afterEach(() => {
    vi.useRealTimers()
  })

  describe('§2.2.1 the response', () => {
    it('an access token of the same person for this client, and what kind it is; never a refresh token', async () => {
      const { status, headers, body } = await exchange(await subject('openid offline_access read'))
      expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
      expect(body).toEqual({
        access_token: expect.any(String),
        issued_token_type: tokenType.accessToken,
        token_type: 'Bearer',
        expires_in: 600,
        scope: 'openid read',
      })
      expect(claimsOf(body.access_token)).toMatchObject({
        iss: issuer,
        sub: 'sub-of-alice',
        client_id: 'first',
        aud: api,
        scope: 'openid read',
        user_type: 'customer',
      })
    })
    it('serves wherever such a token serves', async () => {
      const { access_token } = (await exchange(await subject())).body
      expect((await userinfo(access_token)).body.sub).toBe('sub-of-alice')
      expect((await introspect(access_token)).body).toMatchObject({
        active: true,
        act: { sub: 'first' },
        client_id: 'first',
      })
    })
    it.each([tokenType.accessToken, tokenType.jwt])(
      'requested_token_type %s',
      async (requested_token_type) => {
        expect((await exchange(await subject(), { requested_token_type })).status).toBe(200)
      },
    )
    it('requested_token_type jwt where the API takes references: what is issued is none', async () => {
      const asked = { requested_token_type: tokenType.jwt, resource: vault }
      const made = await subject('vault.read', { resource: vault })
      expect(await exchange(made, asked)).toBeOAuthError(400, 'invalid_request')
      expect((await exchange(made)).body.access_token.split('.')).toHaveLength(5)
    })
  })

  describe('§1.1, §4.1 delegation: who acts is in the token', () => {
    it('the client that exchanges', async () => {
      expect(claimsOf((await exchange(await subject())).body.access_token).act).toEqual({ sub: 'first' })
    })
    it('the newest outermost, those before nested, in order', async () => {
      const one = (await exchange(await subject(), {}, 'first')).body.access_token
      const two = (await exchange(one, {}, 'second')).body.access_token
      const three = (await exchange(two, {}, 'third')).body.access_token
      expect(claimsOf(three)).toMatchObject({
        sub: 'sub-of-alice',
        client_id: 'third',
        act: { sub: 'third', act: { sub: 'second', act: { sub: 'first' } } },
      })
    })
    it('an actor_token of the client itself says the same', async () => {
      const { body } = await exchange(await subject(), acting(await own('first')))
      expect(claimsOf(body.access_token).act).toEqual({ sub: 'first' })
    })
    it('an actor_token of a person names the person', async () => {
      await registerScript({
        client_id: 'helpdesk',
        grant_types: ['password', grantType.exchange],
        token_exchange: { subject_clients: ['script'] },
      })
      const actor = (await byPassword({ scope: 'read' }, 'helpdesk')).body.access_token
      const { body } = await exchange(await subject(), acting(actor), 'helpdesk')
      expect(claimsOf(body.access_token).act).toEqual({ sub: 'sub-of-alice' })
    })
  })

  describe('§1.1 impersonation is a right of its own', () => {
    it('who has it appears nowhere but as client_id', async () => {
      const claims = claimsOf((await exchange(await subject(), {}, 'impersonator')).body.access_token)
      expect(claims).not.toHaveProperty('act')
      expect(claims).toMatchObject({ sub: 'sub-of-alice', client_id: 'impersonator' })
    })
    it('those who acted before it stay in the token', async () => {
      const delegated = (await exchange(await subject())).body.access_token
      expect(claimsOf((await exchange(delegated, {}, 'impersonator')).body.access_token).act).toEqual({
        sub: 'first',
      })
    })
    it('without the right to delegate it may not show itself either', async () => {
      const answer = await exchange(await subject(), acting(await own('impersonator')), 'impersonator')
      expect(answer).toBeOAuthError(400, 'unauthorized_client')
    })
    it('neither right, no exchange', async () => {
      expect(await exchange(await subject(), {}, 'neither')).toBeOAuthError(400, 'unauthorized_client')
    })
  })

  describe('§4.4 may_act', () => {
    beforeAll(async () => {
      await registerScript({ client_id: 'picky', may_act: { sub: 'chosen' } })
      for (const name of ['chosen', 'stranger'])
        await service(name, { token_exchange: { subject_clients: ['picky', 'chosen'], impersonation: true } })
      await service('chosen', { token_exchange: { subject_clients: ['picky'] }, may_act: { sub: 'nobody' } })
    })
    const picky = async () => (await byPassword({ scope: 'read' }, 'picky')).body.access_token

    it('is in the tokens of a client that says so', async () => {
      expect(claimsOf(await picky()).may_act).toEqual({ sub: 'chosen' })
    })
    it('whom it names may, others MUST NOT, whatever their rights', async () => {
      expect(claimsOf((await exchange(await picky(), {}, 'chosen')).body.access_token).act).toEqual({
        sub: 'chosen',
      })
      expect(await exchange(await picky(), {}, 'stranger')).toBeOAuthError(400, 'invalid_request')
    })
    it('binds the whole chain, through a client that says nothing itself', async () => {
      await registerScript({ client_id: 'picky-too', may_act: { sub: 'plain' } })
      await service('plain', { token_exchange: { subject_clients: ['picky-too'] } })
      await service('third-in-line', { token_exchange: { subject_clients: ['plain'], impersonation: true } })
      const own = (await byPassword({ scope: 'read' }, 'picky-too')).body.access_token
      const passedOn = (await exchange(own, {}, 'plain')).body.access_token
      expect(claimsOf(passedOn).act).toEqual({ sub: 'plain' })
      expect(await exchange(passedOn, {}, 'third-in-line')).toBeOAuthError(400, 'invalid_request')
    })
    it('the next in the chain is bound by the may_act of the one before', async () => {
      const passedOn = (await exchange(await picky(), {}, 'chosen')).body.access_token
      expect(claimsOf(passedOn).may_act).toEqual({ sub: 'nobody' })
      expect(await exchange(passedOn, {}, 'stranger')).toBeOAuthError(400, 'invalid_request')
    })
  })

  describe('never more than the subject_token', () => {
    const table: [what: string, more: Form, aud: unknown, scope: string][] = [
      ['nothing asked: the same', [], [api, orders], 'openid read write orders.read'],
      ['one API', [['resource', orders]], orders, 'openid orders.read'],
      ['audience is another word for resource (§2.1)', [['audience', orders]], orders, 'openid orders.read'],
      [
        'both words',
        [
          ['audience', orders],
          ['resource', api],
        ],
        [api, orders],
        'openid read write orders.read',
      ],
      [
        'both words for one',
        [
          ['audience', api],
          ['resource', api],
        ],
        api,
        'openid read write',
      ],
      ['a part of the scope', [['scope', 'read']], [api, orders], 'read'],
      [
        'a part of both',
        [
          ['scope', 'orders.read'],
          ['resource', orders],
        ],
        orders,
        'orders.read',
      ],
    ]
    it.each(table)('%s', async (_, more, aud, scope) => {
      const claims = claimsOf((await exchange(await subject(), more as [string, string][])).body.access_token)
      expect([[claims.aud].flat().sort(), claims.scope]).toEqual([[aud].flat().sort(), scope])
    })

    const refusals: [what: string, more: Record<string, string>, error: string][] = [
      ['an API that the subject_token is not for', { resource: vault }, 'invalid_target'],
      ['an API that nobody registered', { audience: 'https://nobody.example' }, 'invalid_target'],
      ['an API that the client is not linked to', { resource: foreign }, 'invalid_target'],
      ['a scope that it does not have', { scope: 'read vault.read' }, 'invalid_scope'],
      ['a scope of the client’s that it does not have', { scope: 'profile' }, 'invalid_scope'],
      [
        'a scope of its own that the API meant does not have',
        { scope: 'read', resource: orders },
        'invalid_scope',
      ],
      ['a malformed scope', { scope: '"' }, 'invalid_scope'],
    ]
    it.each(refusals)('refused: %s', async (_, more, error) => {
      expect(await exchange(await subject(), more)).toBeOAuthError(400, error)
    })

    it('a scope that the exchanging client may not ask for is left out, and refused where asked for', async () => {
      await service('small', { scope: ['read'] })
      const made = await subject()
      expect((await exchange(made, {}, 'small')).body.scope).toBe('read')
      expect(await exchange(made, { scope: 'write' }, 'small')).toBeOAuthError(400, 'invalid_scope')
    })
    it('an API that the exchanging client is not linked to is left out; none left, no token', async () => {
      await service('linked', { resources: [orders] })
      await service('unlinked', { resources: [] })
      const made = await subject()
      const claims = claimsOf((await exchange(made, {}, 'linked')).body.access_token)
      expect([claims.aud, claims.scope]).toEqual([orders, 'openid orders.read'])
      expect(await exchange(made, {}, 'unlinked')).toBeOAuthError(400, 'invalid_target')
    })
    it('a default scope of the client widens nothing', async () => {
      await service('eager', { default_scope: ['read', 'write', 'profile'] })
      expect((await exchange(await subject('read'), {}, 'eager')).body.scope).toBe('read')
    })
    it('exchanged once for less, it cannot be exchanged back for more', async () => {
      const less = (await exchange(await subject(), { scope: 'read', resource: api })).body.access_token
      expect(await exchange(less, { scope: 'write' }, 'second')).toBeOAuthError(400, 'invalid_scope')
      expect(await exchange(less, { resource: orders }, 'second')).toBeOAuthError(400, 'invalid_target')
    })
    it('what the person allowed the first client by name is not told to the second', async () => {
      const parameters = {
        client_id: 'shop',
        scope: 'openid read',
        claims: '{"userinfo":{"email":null}}',
        redirect_uri: 'https://app.example.com/callback',
      }
      await register({ client_id: 'shop', scope: ['openid', 'email', 'read'] })
      await service('curious', { token_exchange: { subject_clients: ['shop'] } })
      const code = await newCode(parameters, await signedInBrowser())
      const first = (await tokenAs('shop', { grant_type: 'authorization_code', code })).body.access_token
      expect((await userinfo(first)).body).toHaveProperty('email')
      const { access_token } = (await exchange(first, {}, 'curious')).body
      expect((await userinfo(access_token)).body).toEqual({ sub: 'sub-of-alice' })
    })
  })

  describe('never longer', () => {
    it('ends with the subject_token, however often it is exchanged', async () => {
      const made = await subject('offline_access read')
      later(400)
      const { body } = await exchange(made)
      expect(body.expires_in).toBe(200)
      later(150)
      expect((await exchange(body.access_token, {}, 'second')).body.expires_in).toBe(50)
      later(49)
      expect((await introspect(body.access_token)).body.active).toBe(true)
      later(1)
      expect((await introspect(body.access_token)).body.active).toBe(false)
    })
    it('shorter where client or API say so', async () => {
      await service('hasty', { access_token_lifetime: 60 })
      expect((await exchange(await subject(), {}, 'hasty')).body.expires_in).toBe(60)
    })
  })

  describe('§2.2.2 a subject_token that is no good is an invalid_request', () => {
    const table: [what: string, make: () => Promise<string>][] = [
      ['garbage', async () => 'garbage'],
      ['an ID token', async () => (await byPassword({ scope: 'openid' })).body.id_token],
      ['a refresh token', async () => (await byPassword({ scope: 'offline_access' })).body.refresh_token],
      ['a client’s own token', () => own('first')],
      [
        'a token of a client whose tokens it may not exchange',
        async () => (await byPassword({}, 'elsewhere')).body.access_token,
      ],
      [
        'a token of its own, which the policy does not name',
        async () => (await exchange(await subject(), {}, 'third')).body.access_token,
      ],
    ]
    beforeAll(() => registerScript({ client_id: 'elsewhere' }))
    it.each(table)('%s', async (_, make) => {
      expect(await exchange(await make(), {}, 'third')).toBeOAuthError(400, 'invalid_request')
    })
    it('expired', async () => {
      const made = await subject()
      later(600)
      expect(await exchange(made)).toBeOAuthError(400, 'invalid_request')
    })
    it('revoked: those it was exchanged for end with it, the others of the grant do not', async () => {
      const [one, other] = [await subject(), await subject()]
      const first = (await exchange(one)).body.access_token
      const second = (await exchange(first, {}, 'second')).body.access_token
      const beside = (await exchange(other)).body.access_token
      const active = async () =>
        Promise.all([one, first, second, beside].map(async (each) => (await introspect(each)).body.active))
      expect(await active()).toEqual([true, true, true, true])
      await post('/oauth2/revoke', { token: first }, { authorization: basic('first', secret) })
      expect(await active()).toEqual([true, false, false, true])
      await post('/oauth2/revoke', { token: one }, { authorization: basic('script', secret) })
      expect(await active()).toEqual([false, false, false, true])
      expect(await exchange(one)).toBeOAuthError(400, 'invalid_request')
    })
    it('of a client that is disabled: with its grant goes what others got for its tokens', async () => {
      stopClock()
      await registerScript({ client_id: 'closing' })
      await service('outliving', { token_exchange: { subject_clients: ['closing'] } })
      const exchanged = (
        await exchange((await byPassword({ scope: 'read' }, 'closing')).body.access_token, {}, 'outliving')
      ).body.access_token
      expect((await introspect(exchanged)).body.active).toBe(true)
      await registerScript({ client_id: 'closing', status: 'disabled' })
      later(61)
      expect((await introspect(exchanged)).body.active).toBe(false)
    })
    it('of a revoked grant', async () => {
      const { access_token, refresh_token } = (await byPassword({ scope: 'offline_access read' })).body
      const exchanged = (await exchange(access_token)).body.access_token
      await post('/oauth2/revoke', { token: refresh_token }, { authorization: basic('script', secret) })
      expect((await introspect(exchanged)).body.active).toBe(false)
      expect(await exchange(exchanged, {}, 'second')).toBeOAuthError(400, 'invalid_request')
    })
    it('of a person who was disabled', async () => {
      const made = await subject()
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
      expect(await exchange(made)).toBeOAuthError(400, 'invalid_request')
      await shard.update([{ ...alice, version: 3, status: 'active' }])
    })
  })

  describe('§2.1 the request', () => {
    const table: [what: string, more: Record<string, string>, error: string][] = [
      ['no subject_token', { subject_token: '' }, 'invalid_request'],
      ['no subject_token_type', { subject_token_type: '' }, 'invalid_request'],
      ['an ID token as subject', { subject_token_type: tokenType.idToken }, 'invalid_request'],
      ['a refresh token as subject', { subject_token_type: tokenType.refreshToken }, 'invalid_request'],
      ['a type of nobody’s', { subject_token_type: 'x' }, 'invalid_request'],
      ['a refresh token is asked for', { requested_token_type: tokenType.refreshToken }, 'invalid_request'],
      ['an ID token is asked for', { requested_token_type: tokenType.idToken }, 'invalid_request'],
      ['an actor_token without its type', { actor_token: 'x' }, 'invalid_request'],
      [
        'a type MUST NOT be there without an actor_token',
        { actor_token_type: tokenType.accessToken },
        'invalid_request',
      ],
      ['an actor_token that is garbage', acting('x'), 'invalid_request'],
      [
        'an actor_token of another type',
        { actor_token: 'x', actor_token_type: tokenType.idToken },
        'invalid_request',
      ],
      [
        'an assertion, of a client without that right',
        { subject_token_type: tokenType.jwt },
        'unauthorized_client',
      ],
    ]
    it.each(table)('%s', async (_, more, error) => {
      expect(await exchange(await subject(), more)).toBeOAuthError(400, error)
    })
    it('an actor_token of another client is not taken', async () => {
      expect(await exchange(await subject(), acting(await own('second')))).toBeOAuthError(
        400,
        'invalid_request',
      )
    })
    it('an actor_token that has expired is not taken', async () => {
      const actor = await own('first')
      later(599)
      const made = await subject()
      expect((await exchange(made, acting(actor))).status).toBe(200)
      later(1)
      expect(await exchange(made, acting(actor))).toBeOAuthError(400, 'invalid_request')
    })
  })

  describe('§5 policy is per client', () => {
    it('not registered for the grant', async () => {
      expect(await exchange(await subject(), {}, 'web')).toBeOAuthError(400, 'unauthorized_client')
    })
    it('no policy, no exchange', async () => {
      await register({ client_id: 'bare', grant_types: [grantType.exchange] })
      expect(await exchange(await subject(), {}, 'bare')).toBeOAuthError(400, 'invalid_request')
    })
    it('a public client proves nothing, so it has none', async () => {
      await register({
        client_id: 'public',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', grantType.exchange],
        token_exchange: { subject_clients: ['script'] },
      })
      const form = {
        grant_type: grantType.exchange,
        client_id: 'public',
        subject_token: await subject(),
        subject_token_type: tokenType.accessToken,
      }
      expect(await token(form, {})).toBeOAuthError(400, 'unauthorized_client')
    })
    it('whoever exchanged is disabled, or had its grants ended: its tokens are dead, those of the first are not', async () => {
      for (const change of [{ status: 'disabled' as const }, { not_before: 4_000_000_000 }]) {
        const name = `ended-${Object.keys(change)[0]}`
        await registerScript({ client_id: 'long', access_token_lifetime: 86_400 })
        const lasting = { access_token_lifetime: 86_400, token_exchange: { subject_clients: ['long'] } }
        await service(name, lasting)
        const made = (await byPassword({ scope: 'openid read' }, 'long')).body.access_token
        const { access_token } = (await exchange(made, {}, name)).body
        expect((await userinfo(access_token)).status).toBe(200)
        untilCopiesEnd()
        expect((await userinfo(access_token)).status).toBe(200) // time alone does not end it
        await service(name, { ...lasting, ...change })
        untilCopiesEnd()
        expect((await userinfo(access_token)).status).toBe(401)
        expect((await userinfo(made)).status).toBe(200)
      }
    })
  })

  describe('a signed assertion of whom a first-party client has signed in', () => {
    let signs: Awaited<ReturnType<typeof partner>>
    const states = async (more: Record<string, string> = {}, clientId = 'portal') =>
      exchange(await signs.sign(), { subject_token_type: tokenType.jwt, ...more }, clientId)
    beforeAll(async () => {
      signs = await partner('https://portal.example.com')
      const portal = {
        grant_types: [grantType.exchange],
        first_party: true,
        scope: ['openid', 'read', 'orders.read'],
        default_scope: ['read'],
        resources: [api, orders],
        trusted_issuers: [signs.trusted],
        token_exchange: { impersonation: true },
      }
      await register({ ...portal, client_id: 'portal' })
      await register({ ...portal, client_id: 'third-party', first_party: false })
      await register({ ...portal, client_id: 'no-right', token_exchange: {} })
    })
    it('a token of that person', async () => {
      const { status, body } = await states()
      expect([status, body.issued_token_type]).toEqual([200, tokenType.accessToken])
      expect(claimsOf(body.access_token)).toMatchObject({
        sub: 'sub-of-alice',
        client_id: 'portal',
        aud: api,
        scope: 'read',
      })
    })
    it('audience and resource pick the API', async () => {
      for (const name of ['audience', 'resource']) {
        const { body } = await states({ [name]: orders, scope: 'orders.read' })
        expect(claimsOf(body.access_token).aud).toBe(orders)
      }
      expect(await states({ audience: 'https://nobody.example' })).toBeOAuthError(400, 'invalid_target')
    })
    it.each(['third-party', 'no-right'])(
      '%s: not without being first-party, and not without the right',
      async (clientId) => {
        expect(await states({}, clientId)).toBeOAuthError(400, 'unauthorized_client')
      },
    )
    it('takes no actor: whoever states it, acts', async () => {
      expect(await states(acting('x'))).toBeOAuthError(400, 'invalid_request')
    })
    it('§2.2.2: one that is no good, or is sent twice, is an invalid_request', async () => {
      const sent = { subject_token_type: tokenType.jwt }
      const good = await signs.sign()
      expect((await exchange(good, sent, 'portal')).status).toBe(200)
      for (const bad of [
        good,
        'garbage',
        await signs.sign({ aud: 'https://elsewhere.example' }),
        await signs.sign({ sub: 'nobody' }),
      ])
        expect(await exchange(bad, sent, 'portal')).toBeOAuthError(400, 'invalid_request')
    })
  })
})
