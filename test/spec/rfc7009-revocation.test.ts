import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  api,
  asPublic,
  basic,
  fetchPath,
  issuer,
  later,
  newCode,
  pkce,
  populate,
  register,
  registerApi,
  secret,
  signedInBrowser,
  stopClock,
  userinfo,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import {
  as,
  bend,
  byPassword,
  grantType,
  introspect,
  post,
  registerScript,
  tokenAs,
  tokenType,
} from '../support/grants.ts'

const vault = 'https://vault.example.com'

describe('RFC 7009 token revocation', () => {
  let browser: FormBrowser
  const revoke = (token: string, clientId = 'shop', more: Record<string, string> = {}) =>
    post('/oauth2/revoke', { token, ...more }, as(clientId))
  const granted = async (scope = 'openid offline_access read', resource = api) => {
    const code = await newCode({ client_id: 'shop', scope, resource }, browser.newTab())
    return (await tokenAs('shop', { grant_type: 'authorization_code', code })).body
  }
  const refreshed = (refresh_token: string) => tokenAs('shop', { grant_type: 'refresh_token', refresh_token })
  const machine = async (scope: string) =>
    (await tokenAs('shop', { grant_type: 'client_credentials', scope })).body.access_token
  /** At the API, and at userinfo. */
  const lives = async (token: string) => [
    (await introspect(token)).body.active,
    (await userinfo(token)).status === 200,
  ]

  beforeAll(async () => {
    await populate()
    await registerApi({ introspection_clients: ['api-server'] })
    await registerApi({
      identifier: vault,
      scopes: { 'vault.read': 'Open' },
      token_format: 'reference',
      introspection_clients: ['api-server'],
    })
    await register({
      client_id: 'shop',
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      scope: ['openid', 'offline_access', 'read', 'vault.read'],
      resources: [api, vault],
    })
    await register({ client_id: 'api-server', grant_types: [] })
    await register({ client_id: 'stranger', grant_types: ['client_credentials'] })
    browser = await signedInBrowser()
  })
  beforeEach(stopClock) // "at once" is: in the same millisecond
  afterEach(() => {
    vi.useRealTimers()
  })

  describe('§2.1 a refresh token takes its grant with it', () => {
    it('all access tokens of the grant, old and new, and itself: at once', async () => {
      const first = await granted()
      const second = (await refreshed(first.refresh_token)).body
      const { status, body, headers } = await revoke(second.refresh_token)
      expect([status, body, headers.get('cache-control')]).toEqual([200, {}, 'no-store'])
      for (const token of [first.access_token, second.access_token])
        expect(await lives(token)).toEqual([false, false])
      for (const token of [first.refresh_token, second.refresh_token])
        expect(await refreshed(token)).toBeOAuthError(400, 'invalid_grant')
    })
    it('a reference token of the grant too', async () => {
      const { access_token, refresh_token } = await granted('openid offline_access vault.read', vault)
      expect(await lives(access_token)).toEqual([true, true])
      await revoke(refresh_token)
      expect(await lives(access_token)).toEqual([false, false])
    })
    it('a predecessor, already rotated, does as well', async () => {
      const first = await granted()
      const second = (await refreshed(first.refresh_token)).body
      await revoke(first.refresh_token)
      expect(await lives(second.access_token)).toEqual([false, false])
    })
    it('another grant of the same person and client lives on', async () => {
      const [one, other] = [await granted(), await granted()]
      await revoke(one.refresh_token)
      expect(await lives(other.access_token)).toEqual([true, true])
      expect((await refreshed(other.refresh_token)).status).toBe(200)
    })
    it('tokens that another client got for one of the grant’s end too', async () => {
      await registerScript({ grant_types: ['password', 'refresh_token'] })
      await register({
        client_id: 'billing',
        grant_types: [grantType.exchange],
        token_exchange: { subject_clients: ['script'] },
      })
      const { access_token, refresh_token } = (await byPassword({ scope: 'openid offline_access read' })).body
      const exchange = {
        grant_type: grantType.exchange,
        subject_token: access_token,
        subject_token_type: tokenType.accessToken,
      }
      const exchanged = (await tokenAs('billing', exchange)).body.access_token
      expect(await lives(exchanged)).toEqual([true, true])
      await revoke(refresh_token, 'script')
      expect(await lives(exchanged)).toEqual([false, false])
    })
  })

  describe('§2.1 an access token', () => {
    it.each([
      ['a JWT', 'openid offline_access read', api],
      ['a reference token', 'openid offline_access vault.read', vault],
    ])('of a grant, %s, takes itself and nothing else', async (_, scope, resource) => {
      const first = await granted(scope, resource)
      const second = (await refreshed(first.refresh_token)).body
      expect((await revoke(first.access_token)).status).toBe(200)
      expect(await lives(first.access_token)).toEqual([false, false])
      expect(await lives(second.access_token)).toEqual([true, true])
      expect((await refreshed(second.refresh_token)).status).toBe(200)
    })
    it('a client’s own reference token takes itself', async () => {
      const [one, other] = [await machine('vault.read'), await machine('vault.read')]
      expect((await revoke(one)).status).toBe(200)
      expect((await introspect(one)).body).toEqual({ active: false })
      expect((await introspect(other)).body.active).toBe(true)
    })
    it('§2.2.1: a client’s own JWT cannot be taken back: unsupported_token_type', async () => {
      const own = await machine('read')
      expect(await revoke(own)).toBeOAuthError(400, 'unsupported_token_type')
      expect((await introspect(own)).body.active).toBe(true)
    })
  })

  describe('§2.2: 200 for what is of no use already', () => {
    it.each([
      ['garbage', async () => 'garbage'],
      ['a bent JWT', async () => bend((await granted()).access_token, 1)],
      ['a bent refresh token', async () => bend((await granted()).refresh_token, 3)],
      ['an ID token', async () => (await granted()).id_token],
      ['a code', async () => newCode({ client_id: 'shop' }, browser.newTab())],
      ['a very long word', async () => 'x'.repeat(20_000)],
    ])('%s', async (_, make) => {
      const { status, body } = await revoke(await make())
      expect([status, body]).toEqual([200, {}])
    })
    it('an expired access token, an expired refresh token', async () => {
      const { access_token, refresh_token } = await granted()
      later(61 * 86_400)
      for (const token of [access_token, refresh_token]) expect((await revoke(token)).status).toBe(200)
    })
    it('the same twice', async () => {
      const { access_token, refresh_token } = await granted()
      for (const token of [access_token, access_token, refresh_token, refresh_token])
        expect((await revoke(token)).status).toBe(200)
    })
    it('a revoked code still cannot be redeemed by revoking: a code is not a token, and goes on', async () => {
      const code = await newCode({ client_id: 'shop' }, browser.newTab())
      await revoke(code)
      expect((await tokenAs('shop', { grant_type: 'authorization_code', code })).status).toBe(200)
    })
  })

  it.each(['access_token', 'refresh_token', 'nonsense'])(
    '§2.1: token_type_hint=%s only hints',
    async (token_type_hint) => {
      const { access_token, refresh_token } = await granted()
      expect((await revoke(access_token, 'shop', { token_type_hint })).status).toBe(200)
      expect((await revoke(refresh_token, 'shop', { token_type_hint })).status).toBe(200)
      expect(await lives(access_token)).toEqual([false, false])
    },
  )

  describe('§2.1: a token of another client is refused, and lives on', () => {
    it.each([
      ['an access token', async () => (await granted()).access_token],
      ['a reference token', async () => (await granted('vault.read', vault)).access_token],
      ['a client’s own JWT', () => machine('read')],
      ['a client’s own reference token', () => machine('vault.read')],
    ])('%s', async (_, make) => {
      const made = await make()
      expect(await revoke(made, 'stranger')).toBeOAuthError(400, 'unauthorized_client')
      expect((await introspect(made)).body.active).toBe(true)
    })
    it('a refresh token', async () => {
      const { refresh_token } = await granted()
      expect(await revoke(refresh_token, 'stranger')).toBeOAuthError(400, 'unauthorized_client')
      expect(await revoke(refresh_token, 'api-server')).toBeOAuthError(400, 'unauthorized_client')
      expect((await refreshed(refresh_token)).status).toBe(200)
    })
  })

  describe('§2.1 authentication', () => {
    it.each([
      ['none', {}, {}, 401, 'invalid_client'],
      ['a wrong secret', { authorization: basic('shop', 'wrong') }, {}, 401, 'invalid_client'],
      ['a confidential client by its name alone', {}, { client_id: 'shop' }, 401, 'invalid_client'],
      ['no token', as('shop'), { token: '' }, 400, 'invalid_request'],
      ['two ways at once', as('shop'), { client_id: 'shop', client_secret: secret }, 400, 'invalid_request'],
    ] as [string, Record<string, string>, Record<string, string>, number, string][])(
      '%s',
      async (_, headers, form, status, error) => {
        expect(await post('/oauth2/revoke', { token: 'x', ...form }, headers)).toBeOAuthError(status, error)
      },
    )
    it('a public client takes its own back by its name', async () => {
      const challenge = { code_challenge: pkce.challenge, code_challenge_method: 'S256' }
      const code = await newCode(
        { client_id: 'spa', scope: 'openid offline_access', ...challenge },
        browser.newTab(),
      )
      const { body } = await asPublic({
        grant_type: 'authorization_code',
        code,
        code_verifier: pkce.verifier,
      })
      const shown = { token: body.refresh_token, client_id: 'spa' }
      expect((await post('/oauth2/revoke', { ...shown, client_id: 'stranger' })).status).toBe(401)
      expect((await userinfo(body.access_token)).status).toBe(200)
      expect((await post('/oauth2/revoke', shown)).status).toBe(200)
      expect((await userinfo(body.access_token)).status).toBe(401)
    })
    it('§2.3: a browser application may ask from any origin; GET is refused', async () => {
      const { status, headers } = await fetchPath('/oauth2/revoke?token=x', { headers: { origin: issuer } })
      expect([status, headers.get('access-control-allow-origin')]).toEqual([405, '*'])
    })
  })
})
