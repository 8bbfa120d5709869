/** Reference tokens: opaque to whoever holds them, sealed rather than stored, and as good as JWTs at introspection. */
import { decodeProtectedHeader } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config.ts'
import { Sealer } from '../../src/seal.ts'
import {
  api,
  bindings,
  fetchPath,
  issuer,
  newCode,
  populate,
  register,
  registerApi,
  signedInBrowser,
  userinfo,
} from '../support/app.ts'
import { bend, introspect, tokenAs } from '../support/grants.ts'

const vault = 'https://vault.example.com'
const older = 'urn:com.networknt'

describe('reference tokens', () => {
  const machine = async (resource = vault) =>
    (await tokenAs('shop', { grant_type: 'client_credentials', resource })).body.access_token
  const person = async (scope = 'openid vault.read') => {
    const code = await newCode({ client_id: 'shop', scope }, await signedInBrowser())
    return (await tokenAs('shop', { grant_type: 'authorization_code', code })).body
  }

  beforeAll(async () => {
    await populate()
    await registerApi({
      identifier: vault,
      scopes: { 'vault.read': 'Open' },
      token_format: 'reference',
      access_token_lifetime: 300,
      introspection_clients: ['api-server'],
      custom_claims: { fixed: { tenant: 'north' } },
    })
    await registerApi({
      identifier: older,
      scopes: { 'account.r': 'See' },
      token_format: 'reference',
      token_profile: 'light-oauth2',
      access_token_signing_alg: 'RS256',
      token_issuer: 'urn:com:networknt:oauth2:v1',
      introspection_clients: ['api-server'],
    })
    await register({
      client_id: 'shop',
      grant_types: ['authorization_code', 'client_credentials'],
      scope: ['openid', 'vault.read', 'account.r', 'read'],
      default_scope: ['vault.read'],
      resources: [vault, older, api],
    })
    await register({ client_id: 'api-server', grant_types: [] })
  })

  it('the sealing secret alone makes none that speaks of a person', async () => {
    const sealer = new Sealer(parseConfig(bindings))
    const iat = Math.floor(Date.now() / 1000)
    const forged = (claims: object) =>
      sealer.seal(
        'reference_token',
        {
          address: { home: 'weur-0', token: 'made-up' },
          claims: {
            iss: issuer,
            aud: vault,
            client_id: 'shop',
            iat,
            exp: iat + 60,
            jti: 'x',
            scope: 'vault.read',
            ...claims,
          },
        },
        { now: Date.now(), expiresAt: iat + 60 },
      )
    expect((await introspect(await forged({ sub: 'shop' }))).body.active).toBe(true) // that one is the client's own
    for (const claims of [{ sub: 'sub-of-alice', roles: ['admin'] }, { user_id: 'alice' }])
      expect((await introspect(await forged(claims))).body).toEqual({ active: false })
  })
  it('say nothing: no name, no scope, no audience can be read out of them', async () => {
    const { access_token } = await person()
    const parts = access_token.split('.')
    expect(parts).toHaveLength(5)
    expect(decodeProtectedHeader(access_token)).toEqual({
      alg: 'dir',
      enc: 'A256GCM',
      kid: expect.any(String),
    })
    const readable = parts.map((part) => atob(part.replaceAll('-', '+').replaceAll('_', '/'))).join()
    for (const word of ['alice', 'shop', 'vault', 'north', issuer]) expect(readable).not.toContain(word)
  })

  it('are never twice the same', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => machine()))
    expect(new Set(made).size).toBe(20)
  })

  it('live as long as their API says', async () => {
    const { body } = await tokenAs('shop', { grant_type: 'client_credentials', resource: vault })
    expect(body.expires_in).toBe(300)
  })

  it('carry what a JWT would: custom claims too', async () => {
    expect((await introspect(await machine())).body).toMatchObject({
      active: true,
      tenant: 'north',
      sub: 'shop',
    })
  })

  it('in the older profile as well', async () => {
    const answer = (await tokenAs('shop', { grant_type: 'client_credentials', scope: 'account.r' })).body
    expect((await introspect(answer.access_token)).body).toMatchObject({
      active: true,
      iss: 'urn:com:networknt:oauth2:v1',
      version: '1.0',
      scope: 'account.r',
      sub: 'shop',
    })
  })

  it('of a client are made without a database', async () => {
    await machine()
    await bindings.DB.exec('ALTER TABLE clients RENAME TO gone; ALTER TABLE resources RENAME TO gone_too')
    try {
      expect((await machine()).split('.')).toHaveLength(5)
    } finally {
      await bindings.DB.exec('ALTER TABLE gone RENAME TO clients; ALTER TABLE gone_too RENAME TO resources')
    }
  })

  it('serve at userinfo', async () => {
    const { access_token } = await person()
    expect((await userinfo(access_token)).body.sub).toBe('sub-of-alice')
  })

  it('come with an ID token whose at_hash is theirs', async () => {
    const { access_token, id_token } = await person()
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(access_token))
    const half = btoa(String.fromCharCode(...new Uint8Array(digest).slice(0, 16)))
    const payload = JSON.parse(atob(id_token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/'))) as {
      at_hash: string
    }
    expect(payload.at_hash).toBe(half.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''))
  })

  it.each([0, 2, 3, 4])('changed in part %d open nothing', async (part) => {
    const changed = bend(await machine(), part)
    expect((await introspect(changed)).body).toEqual({ active: false })
    expect(
      (await fetchPath('/oauth2/userinfo', { headers: { authorization: `Bearer ${changed}` } })).status,
    ).toBe(401)
  })

  it('are no code, no refresh token and no device code: what is sealed for one purpose opens as no other', async () => {
    const made = await machine()
    for (const form of [
      { grant_type: 'authorization_code', code: made },
      { grant_type: 'authorization_code', code: (await person()).access_token },
    ])
      expect(await tokenAs('shop', form)).toBeOAuthError(400, 'invalid_grant')
  })
})
