/** `token_profile: light-oauth2`: tokens as the APIs of that older server were built to expect them, byte for byte. */
import { createLocalJWKSet, jwtVerify } from 'jose'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { UserType } from '../../src/protocol/subject.ts'
import {
  addPerson,
  alice,
  answerTo,
  authorize,
  claimsOf,
  fetchPath,
  issuer,
  later,
  newBrowser,
  newCode,
  parametersOf,
  populate,
  register,
  registerApi,
  signedInBrowser,
  stopClock,
  userinfo,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { byPassword, grantType, introspect, registerScript, tokenAs, tokenType } from '../support/grants.ts'

const iss = 'urn:com:networknt:oauth2:v1'
const aud = 'urn:com.networknt'

/** What stands between the dots, as text. */
const part = (jwt: string, index: number) =>
  new TextDecoder().decode(
    Uint8Array.from(atob(jwt.split('.')[index]!.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
      c.charCodeAt(0),
    ),
  )

describe('light-oauth2 tokens', () => {
  let browser: FormBrowser
  const machine = async (form: Record<string, string> = {}) =>
    (await tokenAs('legacy', { grant_type: 'client_credentials', scope: 'account.r account.w', ...form }))
      .body
  const person = async (scope = 'account.r account.w', client_id = 'legacy') => {
    const code = await newCode({ client_id, scope }, browser.newTab())
    return (await tokenAs(client_id, { grant_type: 'authorization_code', code })).body
  }

  beforeAll(async () => {
    await populate()
    await registerApi({
      identifier: aud,
      scopes: { 'account.r': 'See accounts', 'account.w': 'Change accounts' },
      token_profile: 'light-oauth2',
      access_token_signing_alg: 'RS256',
      token_issuer: iss,
      introspection_clients: ['api-server'],
    })
    await register({
      client_id: 'legacy',
      grant_types: ['authorization_code', 'client_credentials', 'refresh_token', grantType.exchange],
      scope: ['openid', 'profile', 'offline_access', 'account.r', 'account.w'],
      default_scope: [],
      resources: [aud],
      token_exchange: { subject_clients: ['legacy'] },
    })
    await register({ client_id: 'api-server', grant_types: [] })
    browser = await signedInBrowser()
  })
  beforeEach(stopClock)
  afterEach(() => {
    vi.useRealTimers()
  })

  it('of a person: exactly these members, in this order, of these types', async () => {
    const { access_token } = await person()
    const iat = Math.floor(Date.now() / 1000)
    const { jti } = claimsOf(access_token)
    expect(part(access_token, 1)).toBe(
      `{"iss":"${iss}","aud":"${aud}","exp":${iat + 600},"jti":"${jti}","iat":${iat},"nbf":${iat - 120},"version":"1.0",` +
        '"user_id":"alice","user_type":"CUSTOMER","client_id":"legacy","scope":["account.r","account.w"]}',
    )
  })

  it('of a client: the same without user_id and user_type', async () => {
    const { access_token } = await machine()
    const iat = Math.floor(Date.now() / 1000)
    const { jti } = claimsOf(access_token)
    expect(jti).toMatch(/^[A-Za-z0-9_-]{22}$/) // 16 bytes
    expect(part(access_token, 1)).toBe(
      `{"iss":"${iss}","aud":"${aud}","exp":${iat + 600},"jti":"${jti}","iat":${iat},"nbf":${iat - 120},"version":"1.0",` +
        '"client_id":"legacy","scope":["account.r","account.w"]}',
    )
  })

  it('a scope of one is an array of one', async () => {
    expect(claimsOf((await machine({ scope: 'account.r' })).access_token).scope).toEqual(['account.r'])
  })

  it.each(['employee', 'customer', 'partner', 'admin'] as UserType[])(
    'user_type %s, from the account, in capitals',
    async (user_type) => {
      await addPerson({ sub: `sub-of-${user_type}`, user_id: user_type, user_type, claims: {} })
      const code = (
        await authorize(
          newBrowser(),
          { client_id: 'legacy', scope: 'account.r' },
          { ...alice, login: user_type },
        )
      ).searchParams.get('code')!
      const { body } = await tokenAs('legacy', {
        grant_type: 'authorization_code',
        code,
        user_type: 'EMPEROR',
      })
      expect(claimsOf(body.access_token)).toMatchObject({
        user_id: user_type,
        user_type: user_type.toUpperCase(),
      })
    },
  )

  it('the header names RS256, a key of the JWKS, and no at+jwt, which that server did not know', async () => {
    const { access_token } = await machine()
    expect(JSON.parse(part(access_token, 0))).toEqual({ alg: 'RS256', typ: 'JWT', kid: expect.any(String) })
    const keys = createLocalJWKSet((await (await fetchPath('/oauth2/jwks')).json()) as never)
    await jwtVerify(access_token, keys, { issuer: iss, audience: aud, algorithms: ['RS256'] })
  })

  it('without token_issuer, iss is this server', async () => {
    await registerApi({
      identifier: 'urn:plain',
      scopes: { plain: 'Plain' },
      token_profile: 'light-oauth2',
      access_token_signing_alg: 'RS256',
    })
    await register({
      client_id: 'plain',
      grant_types: ['client_credentials'],
      scope: ['plain'],
      default_scope: [],
      resources: ['urn:plain'],
    })
    const { body } = await tokenAs('plain', { grant_type: 'client_credentials', scope: 'plain' })
    expect(claimsOf(body.access_token)).toMatchObject({ iss: issuer, aud: 'urn:plain' })
  })

  it('the response is RFC 6749’s: scope there is a string', async () => {
    expect(await machine()).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'account.r account.w',
    })
  })

  it('an actor is named also here, after all else', async () => {
    const form = {
      grant_type: grantType.exchange,
      subject_token: (await person()).access_token,
      subject_token_type: tokenType.accessToken,
    }
    const claims = claimsOf((await tokenAs('legacy', form)).body.access_token)
    expect(Object.keys(claims).at(-1)).toBe('act')
    expect(claims.act).toEqual({ sub: 'legacy' })
  })

  it('may_act of the registration holds for it, though the token cannot say so', async () => {
    await registerScript({
      may_act: { sub: 'billing' },
      scope: ['account.r'],
      default_scope: ['account.r'],
      resources: [aud],
    })
    for (const client_id of ['billing', 'other'])
      await register({
        client_id,
        grant_types: [grantType.exchange],
        scope: ['account.r'],
        default_scope: [],
        resources: [aud],
        token_exchange: { subject_clients: ['script'] },
      })
    const { access_token } = (await byPassword()).body
    expect(claimsOf(access_token)).not.toHaveProperty('may_act')
    const form = {
      grant_type: grantType.exchange,
      subject_token: access_token,
      subject_token_type: tokenType.accessToken,
    }
    expect((await tokenAs('billing', form)).status).toBe(200)
    expect(await tokenAs('other', form)).toBeOAuthError(400, 'invalid_request')
  })

  describe('is no ID token, and an ID token is none of these', () => {
    it('no id_token_hint', async () => {
      for (const { access_token } of [await machine(), await person('openid account.r')]) {
        const location = await answerTo(browser.newTab(), {
          prompt: 'none',
          client_id: 'legacy',
          scope: 'openid',
          id_token_hint: access_token,
        })
        expect(parametersOf(location!).error).toBe('invalid_request')
      }
    })
    it('no relying party takes it: no sub, no client as audience', async () => {
      const claims = claimsOf((await person('openid account.r')).access_token)
      expect(claims).not.toHaveProperty('sub')
      expect(claims.aud).toBe(aud)
    })
    it('nor can an API be registered whose tokens carry a sub', async () => {
      await expect(
        registerApi({
          identifier: 'urn:bad',
          token_profile: 'light-oauth2',
          access_token_signing_alg: 'RS256',
          custom_claims: { fixed: { sub: 'sub-of-alice' } },
        }),
      ).rejects.toThrow(/cannot be overridden/)
    })
    it('an ID token of the same algorithm and typ opens neither userinfo nor introspection', async () => {
      const { id_token, access_token } = await person('openid profile account.r')
      expect(JSON.parse(part(id_token, 0))).toEqual(JSON.parse(part(access_token, 0)))
      expect((await userinfo(id_token)).status).toBe(401)
      expect((await introspect(id_token)).body).toEqual({ active: false })
      expect((await userinfo(access_token)).body).toMatchObject({ sub: 'sub-of-alice', name: 'Alice Adams' })
    })
  })

  it('is checked by this server as any other: expired to the second, dead when its code is replayed', async () => {
    const code = await newCode({ client_id: 'legacy', scope: 'openid account.r' }, browser.newTab())
    const grant = { grant_type: 'authorization_code', code }
    const { access_token } = (await tokenAs('legacy', grant)).body
    expect((await userinfo(access_token)).status).toBe(200)
    await tokenAs('legacy', grant)
    expect((await userinfo(access_token)).status).toBe(401)
    const own = (await machine()).access_token
    later(599)
    expect((await introspect(own)).body.active).toBe(true)
    later(1)
    expect((await introspect(own)).body.active).toBe(false)
  })

  it.each([
    ['another algorithm', { access_token_signing_alg: 'ES256' }, /light-oauth2 is RS256/],
    [
      'an issuer of its own in the new profile',
      { token_profile: 'rfc9068', token_issuer: iss },
      /only for token_profile/,
    ],
  ] as const)('registration refuses %s', async (_, change, says) => {
    await expect(
      registerApi({
        identifier: 'urn:bad',
        token_profile: 'light-oauth2',
        access_token_signing_alg: 'RS256',
        ...change,
      }),
    ).rejects.toThrow(says)
  })
})
