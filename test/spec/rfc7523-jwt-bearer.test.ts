import { createHmac, randomUUID } from 'node:crypto'
import { exportJWK, exportSPKI, importJWK, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  addPerson,
  api,
  bindings,
  claimsOf,
  issuer,
  populate,
  register,
  registerApi,
  token,
} from '../support/app.ts'
import { bend, grantType, introspect, partner, post, tokenAs } from '../support/grants.ts'
import { publish } from '../support/web.ts'

const now = () => Math.floor(Date.now() / 1000)
const encoded = (value: unknown) =>
  btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

describe('RFC 7523 §2.1 JWT bearer grant', () => {
  let signs: Awaited<ReturnType<typeof partner>>
  let other: Awaited<ReturnType<typeof partner>>
  const redeemed = (assertion: string, more: Record<string, string> = {}, clientId = 'partner') =>
    tokenAs(clientId, { grant_type: grantType.bearer, assertion, ...more })

  beforeAll(async () => {
    await populate()
    await registerApi({ introspection_clients: ['api-server'] })
    await register({ client_id: 'api-server', grant_types: [] })
    signs = await partner()
    other = await partner('https://other.example.com')
    const registration = {
      client_id: 'partner',
      grant_types: [grantType.bearer, 'refresh_token'],
      scope: ['openid', 'offline_access', 'read', 'write'],
      default_scope: ['read'],
      resources: [api],
    }
    await register({ ...registration, trusted_issuers: [signs.trusted] })
    await register({ ...registration, client_id: 'trusts-nobody' })
    await register({ ...registration, client_id: 'trusts-other', trusted_issuers: [other.trusted] })
    await addPerson({ sub: 'sub-of-dora', user_id: 'dora', claims: {} })
    await bindings.DB.exec("UPDATE users SET status = 'disabled', version = 2 WHERE sub = 'sub-of-dora'")
  })

  it('a token of the person that the assertion names, for the client that sent it', async () => {
    const { status, body } = await redeemed(await signs.sign())
    expect([status, body.token_type, body.scope]).toEqual([200, 'Bearer', 'read'])
    expect(claimsOf(body.access_token)).toMatchObject({
      sub: 'sub-of-alice',
      client_id: 'partner',
      aud: api,
      acr: '0',
      amr: [],
    })
    expect((await introspect(body.access_token)).body).toMatchObject({ active: true, username: 'alice' })
  })
  it.each([
    ['the sub that we know them by', 'sub-of-alice'],
    ['the name they sign in with', 'alice'],
    ['its email address', 'Alice@Example.com'],
  ])('the person is named by %s', async (_, sub) => {
    expect(claimsOf((await redeemed(await signs.sign({ sub }))).body.access_token).sub).toBe('sub-of-alice')
  })
  it('the keys of its issuer may be where that publishes them', async () => {
    const jwks_uri = 'https://partner.example.com/keys.json'
    const { jwks, ...trusted } = signs.trusted
    await publish(jwks_uri, jwks)
    await register({
      client_id: 'by-address',
      grant_types: [grantType.bearer],
      scope: ['read'],
      default_scope: ['read'],
      resources: [api],
      trusted_issuers: [{ ...trusted, jwks_uri }],
    })
    expect((await redeemed(await signs.sign(), {}, 'by-address')).status).toBe(200)
    await publish(jwks_uri, { status: 404 })
    expect((await redeemed(await signs.sign(), {}, 'by-address')).status).toBe(200)
  })
  it('an operator only where the registration says so', async () => {
    await addPerson({ sub: 'sub-of-olga', user_id: 'olga', user_type: 'admin', claims: {} })
    const assertion = { sub: 'sub-of-olga' }
    expect(await redeemed(await signs.sign(assertion))).toBeOAuthError(400, 'invalid_grant')
    // Their role makes them one, whatever their type.
    await addPerson({ sub: 'sub-of-rosa', user_id: 'rosa', roles: ['admin'], claims: {} })
    expect(await redeemed(await signs.sign({ sub: 'rosa' }))).toBeOAuthError(400, 'invalid_grant')
    await register({
      client_id: 'names-operators',
      grant_types: [grantType.bearer],
      scope: ['read'],
      default_scope: ['read'],
      resources: [api],
      trusted_issuers: [{ ...signs.trusted, user_types: ['admin'] }],
    })
    expect((await redeemed(await signs.sign(assertion), {}, 'names-operators')).status).toBe(200)
    expect(await redeemed(await signs.sign(), {}, 'names-operators')).toBeOAuthError(400, 'invalid_grant')
  })
  it.each<[string, Record<string, string>, number]>([
    ['no typ', {}, 200],
    ['the typ of any JWT', { typ: 'JWT' }, 200],
    ['the typ of an assertion', { typ: 'authorization-grant+jwt' }, 200],
    ['an access token of its issuer', { typ: 'at+jwt' }, 400],
    ['a logout token', { typ: 'logout+jwt' }, 400],
    ['a proof of possession', { typ: 'dpop+jwt' }, 400],
  ])('RFC 8725 §3.11: %s', async (_, header, status) => {
    expect((await redeemed(await signs.sign({ jti: randomUUID() }, header))).status).toBe(status)
  })
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['iss', { iss: 'https://nobody.example' }, /The iss of the assertion/],
    ['aud', { aud: 'https://nobody.example' }, /The aud of the assertion must be https:\/\/id\.example\.com/],
    ['exp', { iat: now() - 600, exp: now() - 300 }, /has expired/],
  ])('says what is wrong: %s', async (_, claims, words) => {
    const { status, body } = await redeemed(await signs.sign(claims))
    expect([status, body.error]).toEqual([400, 'invalid_grant'])
    expect(body.error_description).toMatch(words)
  })
  it('of an issuer with several keys and no kid, any key will do', async () => {
    const two = [other.key, signs.key].map(({ kid: _, ...key }: Record<string, unknown>) => key)
    await register({
      client_id: 'two-keys',
      grant_types: [grantType.bearer],
      scope: ['read'],
      default_scope: ['read'],
      resources: [api],
      trusted_issuers: [{ ...signs.trusted, jwks: { keys: two as never } }],
    })
    const assertion = await signs.sign({ jti: randomUUID() }, { kid: undefined as never })
    expect((await redeemed(assertion, {}, 'two-keys')).status).toBe(200)
    const third = await partner()
    const forged = await third.sign({ jti: randomUUID() }, { kid: undefined as never })
    expect(await redeemed(forged, {}, 'two-keys')).toBeOAuthError(400, 'invalid_grant')
  })
  it('scope and resource as anywhere else', async () => {
    expect((await redeemed(await signs.sign(), { scope: 'write' })).body.scope).toBe('write')
    expect(await redeemed(await signs.sign(), { scope: 'admin' })).toBeOAuthError(400, 'invalid_scope')
    expect(await redeemed(await signs.sign(), { resource: 'https://nobody.example' })).toBeOAuthError(
      400,
      'invalid_target',
    )
  })
  it('with offline_access a refresh token', async () => {
    const { refresh_token } = (await redeemed(await signs.sign(), { scope: 'offline_access read' })).body
    expect((await tokenAs('partner', { grant_type: 'refresh_token', refresh_token })).status).toBe(200)
  })
  it.each(['EdDSA', 'RS256', 'PS256', 'ES384'])('signed with %s', async (alg) => {
    const signer = await partner('https://alg.example.com', alg)
    await register({
      client_id: `alg-${alg}`,
      grant_types: [grantType.bearer],
      trusted_issuers: [signer.trusted],
    })
    expect((await redeemed(await signer.sign(), {}, `alg-${alg}`)).status).toBe(200)
  })
  it('§3: an audience of several, ours among them; the token endpoint is one of our names', async () => {
    for (const aud of [[issuer], ['https://elsewhere.example', issuer], `${issuer}/oauth2/token`])
      expect((await redeemed(await signs.sign({ aud }))).status).toBe(200)
  })
  it('§3: clocks may differ by half a minute', async () => {
    for (const claims of [{ exp: now() - 20 }, { nbf: now() + 20 }, { iat: now() + 20 }])
      expect((await redeemed(await signs.sign(claims))).status).toBe(200)
  })

  describe('§3 MUST be refused, as invalid_grant (§3.1)', () => {
    const table: [what: string, assertion: () => Promise<string>][] = [
      ['no iss', () => signs.sign({ iss: undefined })],
      ['no sub', () => signs.sign({ sub: undefined })],
      ['no aud', () => signs.sign({ aud: undefined })],
      ['no exp', () => signs.sign({ exp: undefined })],
      ['expired', () => signs.sign({ exp: now() - 31 })],
      ['not yet valid', () => signs.sign({ nbf: now() + 60 })],
      ['issued in the future', () => signs.sign({ iat: now() + 60 })],
      ['living longer than an hour', () => signs.sign({ exp: now() + 3_700 })],
      ['living longer than an hour, from an old iat', () => signs.sign({ iat: now() - 7_200 })],
      ['living forever, without iat', () => signs.sign({ iat: undefined, exp: 9_999_999_999 })],
      ['for another audience', () => signs.sign({ aud: 'https://elsewhere.example' })],
      ['for an API of ours', () => signs.sign({ aud: api })],
      ['for an audience that only begins like ours', () => signs.sign({ aud: `${issuer}.evil.example` })],
      ['for no audience', () => signs.sign({ aud: [] })],
      ['an issuer nobody trusts', () => signs.sign({ iss: 'https://nobody.example' })],
      ['an issuer that only another client trusts', () => other.sign()],
      ['another issuer’s key under a trusted name', () => other.sign({ iss: 'https://partner.example.com' })],
      ['this server’s own name', () => signs.sign({ iss: issuer })],
      ['naming nobody', () => signs.sign({ sub: 'nobody' })],
      ['naming somebody who is disabled', () => signs.sign({ sub: 'dora' })],
      ['naming the empty string', () => signs.sign({ sub: '' })],
      ['a sub that is a number', () => signs.sign({ sub: 1 })],
      ['a sub that is an object', () => signs.sign({ sub: { eq: 'sub-of-alice' } })],
      ['a sub that is a list', () => signs.sign({ sub: ['sub-of-alice'] })],
      ['a jti that is an object', () => signs.sign({ jti: {} })],
      ['an exp that is a string', () => signs.sign({ exp: '9999999999' })],
      ['a key that is not registered', () => signs.sign({}, { kid: 'k2' })],
      ['a bent payload', async () => bend(await signs.sign(), 1)],
      ['a bent signature', async () => bend(await signs.sign(), 2)],
      ['no signature', async () => `${(await signs.sign()).split('.').slice(0, 2).join('.')}.`],
      ['no JWT', async () => 'garbage'],
      [
        'an access token of ours',
        async () => (await token({ grant_type: 'client_credentials' })).body.access_token,
      ],
    ]
    it.each(table)('%s', async (_, make) => {
      expect(await redeemed(await make())).toBeOAuthError(400, 'invalid_grant')
    })
    it('a client that trusts nobody', async () => {
      expect(await redeemed(await signs.sign(), {}, 'trusts-nobody')).toBeOAuthError(400, 'invalid_grant')
    })
  })

  describe('RFC 8725 §3.1 confusion of algorithms', () => {
    const claims = () => ({
      iss: 'https://partner.example.com',
      sub: 'sub-of-alice',
      aud: issuer,
      exp: now() + 60,
    })
    it('alg: none', async () => {
      for (const alg of ['none', 'None', 'NONE'])
        expect(await redeemed(`${encoded({ alg })}.${encoded(claims())}.`)).toBeOAuthError(
          400,
          'invalid_grant',
        )
    })
    it('an HMAC whose secret is the public key, in every spelling of it', async () => {
      const spki = await exportSPKI((await importJWK(signs.key as never, 'ES256')) as CryptoKey)
      for (const key of [
        spki,
        spki.trim(),
        JSON.stringify(signs.key),
        String((signs.key as { x?: string }).x),
      ]) {
        const unsigned = `${encoded({ alg: 'HS256', kid: 'k1' })}.${encoded(claims())}`
        const mac = createHmac('sha256', key).update(unsigned).digest('base64url')
        expect(await redeemed(`${unsigned}.${mac}`)).toBeOAuthError(400, 'invalid_grant')
      }
    })
    it('a key that the assertion brings along', async () => {
      const { privateKey, key } = await partner()
      const jwk = await exportJWK((await importJWK(key as never, 'ES256')) as CryptoKey)
      const brought = new SignJWT(claims()).setProtectedHeader({ alg: 'ES256', jwk } as never)
      expect(await redeemed(await brought.sign(privateKey))).toBeOAuthError(400, 'invalid_grant')
    })
    it('a critical extension that nobody knows', async () => {
      const odd = `${encoded({ alg: 'ES256', kid: 'k1', crit: ['odd'], odd: 1 })}.${encoded(claims())}.AAAA`
      expect(await redeemed(odd)).toBeOAuthError(400, 'invalid_grant')
    })
  })

  describe('§3 rule 7: jti is used once', () => {
    it('a second time is refused, whichever client sends it', async () => {
      await register({
        client_id: 'partner-2',
        grant_types: [grantType.bearer],
        trusted_issuers: [signs.trusted],
      })
      const assertion = await signs.sign()
      expect((await redeemed(assertion)).status).toBe(200)
      expect(await redeemed(assertion)).toBeOAuthError(400, 'invalid_grant')
      expect(await redeemed(assertion, {}, 'partner-2')).toBeOAuthError(400, 'invalid_grant')
    })
    it('of 20 at once one wins', async () => {
      const assertion = await signs.sign()
      const answers = await Promise.all(Array.from({ length: 20 }, () => redeemed(assertion)))
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    })
    it('is one issuer’s own: another may use the same', async () => {
      const jti = 'the-same'
      expect((await redeemed(await signs.sign({ jti }))).status).toBe(200)
      expect((await redeemed(await other.sign({ jti }), {}, 'trusts-other')).status).toBe(200)
    })
    it('what is refused does not use it up', async () => {
      const assertion = await signs.sign()
      expect(await redeemed(assertion, { scope: 'admin' })).toBeOAuthError(400, 'invalid_scope')
      expect(await redeemed(assertion, {}, 'trusts-other')).toBeOAuthError(400, 'invalid_grant')
      expect((await redeemed(assertion)).status).toBe(200)
    })
    it('without one, an assertion may be used until it expires', async () => {
      const assertion = await signs.sign({ jti: undefined })
      for (let time = 0; time < 2; time++) expect((await redeemed(assertion)).status).toBe(200)
    })
  })

  describe('who may', () => {
    it('a client that is not registered for it may not', async () => {
      expect(await redeemed(await signs.sign(), {}, 'web')).toBeOAuthError(400, 'unauthorized_client')
    })
    it('client authentication is not replaced by the assertion', async () => {
      const form = { grant_type: grantType.bearer, assertion: await signs.sign(), client_id: 'partner' }
      expect(await post('/oauth2/token', form)).toBeOAuthError(401, 'invalid_client')
    })
    it('no assertion', async () => {
      expect(await redeemed('')).toBeOAuthError(400, 'invalid_request')
    })
  })

  describe('registration', () => {
    const trusting = (keys: unknown[]) =>
      register({
        client_id: 'bad',
        grant_types: [grantType.bearer],
        trusted_issuers: [{ issuer: 'https://partner.example.com', jwks: { keys: keys as never } }],
      })
    it('a private key is refused, and never kept', async () => {
      await expect(trusting([await exportJWK(signs.privateKey)])).rejects.toThrow(/holds a private key/)
    })
    it.each([
      ['a shared secret', [{ kty: 'oct', k: 'AAAA' }]],
      ['no key', []],
      ['something else', ['x']],
    ])('%s is refused', async (_, keys) => {
      await expect(trusting(keys)).rejects.toThrow()
    })
    it('a public key that is broken breaks nothing but its own assertions', async () => {
      await trusting([{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', kid: 'k1' }])
      expect(await redeemed(await signs.sign(), {}, 'bad')).toBeOAuthError(400, 'invalid_grant')
    })
  })
})
