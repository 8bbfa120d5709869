import {
  createLocalJWKSet,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  jwtVerify,
  SignJWT,
} from 'jose'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseConfig } from '../../src/config.ts'
import { type ProtectedResource, parseProtectedResource } from '../../src/protocol/protected-resource.ts'
import { Sealer } from '../../src/seal.ts'
import { CopiedTable } from '../../src/stores/copied-table.ts'
import { Keys } from '../../src/stores/keys.ts'
import { Signer } from '../../src/tokens/signer.ts'
import {
  addPerson,
  alice,
  allScopes,
  api,
  authorize,
  basic,
  bindings,
  claimsOf,
  fetchPath,
  issuer,
  type Json,
  later,
  newBrowser,
  newCode,
  populate,
  redeem,
  register,
  secret,
  signedInBrowser,
  stopClock,
  token,
  userinfo,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'

const jwks = async () => (await (await fetchPath('/oauth2/jwks')).json()) as { keys: Json[] }

describe('RFC 9068 access tokens', () => {
  let browser: FormBrowser
  beforeAll(async () => {
    await populate()
    browser = await signedInBrowser()
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const accessToken = async (scope: string) =>
    (await redeem(await newCode({ scope }, browser))).body.access_token

  it('§2.1: MUST be signed, typ is at+jwt, kid names a key of the JWKS', async () => {
    const jwt = await accessToken('openid read')
    const { alg, typ, kid } = decodeProtectedHeader(jwt)
    expect([alg, typ]).toEqual(['ES256', 'at+jwt'])
    expect((await jwks()).keys.map((key) => key.kid)).toContain(kid)
    const { keys } = await jwks()
    await jwtVerify(jwt, createLocalJWKSet({ keys } as never), { issuer, audience: api, typ: 'at+jwt' })
  })

  it('§2.2: iss, exp, aud, sub, client_id, iat and jti are REQUIRED; a person has user_id, user_type and roles', async () => {
    const claims = claimsOf(await accessToken('openid read write'))
    expect(claims).toEqual({
      iss: issuer,
      sub: 'sub-of-alice',
      aud: api,
      exp: claims.iat! + 600,
      iat: expect.any(Number),
      jti: expect.any(String),
      client_id: 'web',
      scope: 'openid read write',
      auth_time: expect.any(Number),
      acr: '1',
      amr: ['pwd'],
      user_id: 'alice',
      user_type: 'customer',
      roles: ['reader'],
    })
  })

  it.each(['employee', 'customer', 'partner', 'admin'] as const)('user_type %s', async (user_type) => {
    const login = `the-${user_type}`
    await addPerson({ sub: login, user_id: login, user_type, roles: ['a', 'b'], claims: {} })
    const code = await newCode({ scope: 'read' }, await signedInBrowser({ ...alice, login }))
    const { body } = await redeem(code)
    expect(claimsOf(body.access_token)).toMatchObject({ user_id: login, user_type, roles: ['a', 'b'] })
  })

  it('no claim of the person goes into it, whatever was asked', async () => {
    const claims = claimsOf(await accessToken(allScopes.join(' ')))
    for (const name of ['email', 'name', 'address', 'phone_number', 'nonce', 'sid'])
      expect(claims).not.toHaveProperty(name)
  })

  it('§3: aud is whom the scopes belong to: one API, several, or this server where none is meant', async () => {
    const other = 'https://other.example.com/v1'
    const resource = parseProtectedResource({ identifier: other, name: 'Other', scopes: { pay: 'Pay' } })
    await new CopiedTable<ProtectedResource>('resources', bindings.DB, bindings.CLIENTS).put(
      other,
      resource,
      Date.now(),
    )
    await register({ client_id: 'two-apis', resources: [api, other], scope: [...allScopes, 'pay'] })
    const asked = async (scope: string) => {
      const code = (await authorize(browser, { client_id: 'two-apis', scope })).searchParams.get('code')!
      const form = { grant_type: 'authorization_code', code }
      return claimsOf((await token(form, { authorization: basic('two-apis', secret) })).body.access_token).aud
    }
    expect(await asked('openid read')).toBe(api)
    expect(await asked('pay')).toBe(other)
    expect(await asked('pay read')).toEqual([api, other])
    expect(await asked('openid profile')).toBe(issuer)
  })

  it('§5: the jti is unguessable and tells nothing', async () => {
    const jti = String(claimsOf(await accessToken('openid')).jti)
    expect(jti.length).toBeGreaterThan(40)
    expect(atob(jti.split('.')[0]!)).not.toMatch(/alice|sub-of/)
  })

  describe('§4: MUST be refused', () => {
    let good: string
    beforeAll(async () => {
      good = await accessToken('openid')
    })
    const part = (value: unknown) =>
      btoa(JSON.stringify(value)).replaceAll('=', '').replaceAll('+', '-').replaceAll('/', '_')

    it('the good one passes', async () => {
      expect((await userinfo(good)).status).toBe(200)
    })

    it.each<[string, (jwt: string) => string | Promise<string>]>([
      ['alg none', (jwt) => `${part({ alg: 'none', typ: 'at+jwt' })}.${jwt.split('.')[1]}.`],
      [
        'alg none with its kid and signature',
        (jwt) => {
          const { kid } = decodeProtectedHeader(jwt)
          return [part({ alg: 'none', typ: 'at+jwt', kid }), ...jwt.split('.').slice(1)].join('.')
        },
      ],
      [
        'another payload under its signature',
        (jwt) => {
          const [header, , signature] = jwt.split('.')
          return [header, part({ ...claimsOf(jwt), sub: 'admin' }), signature].join('.')
        },
      ],
      [
        'another signature',
        (jwt) => {
          const [header, payload, signature] = jwt.split('.')
          return [header, payload, signature!.split('').reverse().join('')].join('.')
        },
      ],
      ['no signature', (jwt) => jwt.slice(0, jwt.lastIndexOf('.') + 1)],
      ['one part', (jwt) => jwt.split('.')[0]!],
      [
        'the same kid, the key of a stranger',
        async (jwt) => {
          const { privateKey } = await generateKeyPair('ES256')
          const { kid } = decodeProtectedHeader(jwt)
          return new SignJWT(claimsOf(jwt))
            .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: kid! })
            .sign(privateKey)
        },
      ],
      [
        'a key that it brings along',
        async (jwt) => {
          const { privateKey, publicKey } = await generateKeyPair('ES256')
          const jwk = await exportJWK(publicKey)
          return new SignJWT(claimsOf(jwt))
            .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', jwk })
            .sign(privateKey)
        },
      ],
      [
        'HS256 under the public key',
        async (jwt) => {
          const { kid } = decodeProtectedHeader(jwt)
          const key = (await jwks()).keys.find((each) => each.kid === kid)
          return new SignJWT(claimsOf(jwt))
            .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: kid! })
            .sign(new TextEncoder().encode(JSON.stringify(key)))
        },
      ],
      [
        'an unknown kid',
        async (jwt) => {
          const { privateKey } = await generateKeyPair('ES256')
          return new SignJWT(claimsOf(jwt))
            .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'x' })
            .sign(privateKey)
        },
      ],
      [
        'an ID token in its place',
        async () => (await redeem(await newCode({ scope: 'openid' }, browser))).body.id_token,
      ],
      ['a code in its place', () => newCode({}, browser)],
      ['not a token', () => 'x'],
      ['a very long one', () => 'x.'.repeat(20_000)],
    ])('%s', async (_, bend) => {
      const refused = await userinfo(await bend(good))
      expect(refused).toBeOAuthError(401, 'invalid_token')
      expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/)
    })

    it('what the server itself signed, but not as this: another typ, issuer or no client_id', async () => {
      const signer = new Signer(new Keys(bindings.DB, bindings.CLIENTS), new Sealer(parseConfig(bindings)))
      const claims = claimsOf(good)
      const sign = (change: object, typ = 'at+jwt') =>
        signer.sign({ ...claims, ...change }, { alg: 'ES256', typ }, Date.now())
      expect((await userinfo(await sign({}))).status).toBe(200)
      for (const bad of [
        await sign({}, 'JWT'),
        await sign({}, 'logout+jwt'),
        await sign({ iss: 'https://evil.example' }),
        await sign({ client_id: undefined }),
        await sign({ exp: undefined }),
        await sign({ jti: undefined }),
      ]) {
        expect(await userinfo(bad)).toBeOAuthError(401, 'invalid_token')
      }
    })

    it('the last character changed to any other', async () => {
      for (const last of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.replace(
        good.at(-1)!,
        '',
      )) {
        expect((await userinfo(good.slice(0, -1) + last)).status).toBe(401)
      }
    })

    it('after its ten minutes', async () => {
      stopClock()
      const jwt = await accessToken('openid')
      later(599)
      expect((await userinfo(jwt)).status).toBe(200)
      later(1)
      const refused = await userinfo(jwt)
      expect(refused).toBeOAuthError(401, 'invalid_token')
      expect(refused.body.error_description).toMatch('expired')
    })
  })

  it('every jti is its own', async () => {
    const fresh = newBrowser()
    const ids = []
    for (let i = 0; i < 5; i++)
      ids.push(claimsOf((await redeem(await newCode({ scope: 'openid' }, fresh))).body.access_token).jti)
    expect(new Set(ids).size).toBe(5)
  })
})
