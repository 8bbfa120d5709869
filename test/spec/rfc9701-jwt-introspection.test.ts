import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  claimsOf,
  fetchPath,
  issuer,
  populate,
  register,
  registerApi,
  stopClock,
  token,
} from '../support/app.ts'
import { as, introspect } from '../support/grants.ts'

const signedType = 'application/token-introspection+jwt'

describe('RFC 9701 JWT response for introspection', () => {
  let accessToken: string
  beforeAll(async () => {
    await populate()
    await registerApi({ introspection_clients: ['api-server', 'elliptic'] })
    for (const [client_id, alg] of [
      ['api-server', 'RS256'],
      ['elliptic', 'ES256'],
      ['stranger', 'EdDSA'],
    ] as const)
      await register({ client_id, grant_types: [], introspection_signed_response_alg: alg })
  })
  beforeEach(async () => {
    stopClock()
    accessToken = (await token({ grant_type: 'client_credentials' })).body.access_token
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  async function asked(accept: string | undefined, clientId = 'api-server', sent = accessToken) {
    const response = await fetchPath('/oauth2/introspect', {
      method: 'POST',
      body: new URLSearchParams({ token: sent }),
      headers: { ...as(clientId), ...(accept !== undefined && { accept }) },
    })
    const body = new TextDecoder().decode(await response.arrayBuffer())
    return { response, type: response.headers.get('content-type'), body }
  }
  const keys = async () => createLocalJWKSet((await (await fetchPath('/oauth2/jwks')).json()) as never)

  it.each([
    ['§4: asked for by Accept', signedType, true],
    ['in another case', 'Application/Token-Introspection+JWT', true],
    ['beside others', `text/html, ${signedType};q=0.9`, true],
    ['not asked for', 'application/json', false],
    ['anything goes: JSON, as RFC 7662 has it', '*/*', false],
    ['no Accept at all', undefined, false],
    ['a type that only begins like it', `${signedType}x`, false],
  ])('%s: %s', async (_, accept, signed) => {
    const { type } = await asked(accept)
    expect(type).toBe(signed ? signedType : 'application/json')
  })

  it('§5: typ, iss, aud, iat and token_introspection; nothing about the token stands outside of it', async () => {
    const { response, body } = await asked(signedType)
    expect(decodeProtectedHeader(body)).toEqual({
      alg: 'RS256',
      typ: 'token-introspection+jwt',
      kid: expect.any(String),
    })
    const { payload } = await jwtVerify(body, await keys(), { issuer, audience: 'api-server' })
    const plain = (await introspect(accessToken)).body
    expect(payload).toEqual({
      iss: issuer,
      aud: 'api-server',
      iat: Math.floor(Date.now() / 1000),
      token_introspection: plain,
    })
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('§6: signed as the registration of the caller says', async () => {
    const { body } = await asked(signedType, 'elliptic')
    expect(decodeProtectedHeader(body).alg).toBe('ES256')
    await jwtVerify(body, await keys(), { audience: 'elliptic' })
  })

  it.each([
    ['unknown', 'api-server', () => 'garbage'],
    ['not for the caller', 'stranger', () => accessToken],
  ])('§5: of a token that is %s it holds active: false alone', async (_, clientId, sent) => {
    const { type, body } = await asked(signedType, clientId, sent())
    expect(type).toBe(signedType)
    expect(claimsOf(body).token_introspection).toEqual({ active: false })
    expect(Object.keys(claimsOf(body)).sort()).toEqual(['aud', 'iat', 'iss', 'token_introspection'])
  })

  it('§5: MUST NOT be answered to nobody: an error is JSON', async () => {
    const response = await fetchPath('/oauth2/introspect', {
      method: 'POST',
      body: new URLSearchParams({ token: accessToken }),
      headers: { accept: signedType },
    })
    expect([response.status, response.headers.get('content-type')]).toEqual([401, 'application/json'])
  })

  it('§8.1: is no access token: no endpoint takes it for one', async () => {
    const { body } = await asked(signedType)
    const headers = { authorization: `Bearer ${body}` }
    expect((await fetchPath('/oauth2/userinfo', { headers })).status).toBe(401)
    expect((await introspect(body)).body).toEqual({ active: false })
  })
})
