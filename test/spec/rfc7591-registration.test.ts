/** RFC 7591: OAuth 2.0 Dynamic Client Registration. OpenID Connect Registration where it says more. */
import * as fc from 'fast-check'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { registrable } from '../../src/protocol/registration.ts'
import {
  api,
  asPublic,
  authorize,
  authorizeUrl,
  basic,
  bindings,
  callback,
  claimsOf,
  fetchPath,
  issuer,
  later,
  newBrowser,
  pkce,
  populate,
  registerApi,
  stopClock,
  token,
} from '../support/app.ts'
import { least, type Metadata, newTicket, registerBy, set } from '../support/registration.ts'
import { fetchesOf, publish } from '../support/web.ts'

const tools = 'https://tools.example.com/mcp'
const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code'
let ticket: string

beforeAll(async () => {
  await populate()
  await registerApi({
    identifier: tools,
    name: 'Tools',
    scopes: { 'tools:use': 'Use your tools' },
    open_to_registered_clients: true,
  })
  await set({ registration: 'open' })
  ticket = await newTicket()
})

/** Past the limit of an address. */
let address = 0
const openly = (body: unknown) =>
  registerBy(body, undefined, { 'cf-connecting-ip': `198.51.100.${(address++ >> 4) + 1}` })

describe('§3 who may register', () => {
  const metadata = async () =>
    (await (await fetchPath('/.well-known/oauth-authorization-server')).json()) as Metadata

  it('initial_access_token, the default: only who has one', async () => {
    await set({ registration: null })
    const unauthorized = await registerBy(least)
    expect(unauthorized).toBeOAuthError(401, 'invalid_token')
    expect(unauthorized.headers.get('www-authenticate')).toBe('Bearer realm="registration"')
    expect(await registerBy(least, 'a-made-up-one')).toBeOAuthError(401, 'invalid_token')
    expect(await registerBy(least, ticket, { authorization: basic('web', 'x') })).toBeOAuthError(
      401,
      'invalid_token',
    )
    expect((await registerBy(least, ticket)).status).toBe(201)
    expect((await metadata()).registration_endpoint).toBe(`${issuer}/oauth2/register`)
  })
  it('such a token has its uses and its end, and a refused request costs it nothing', async () => {
    const once = await newTicket({ uses: 1 })
    expect((await registerBy({ redirect_uris: ['http://evil.example.com/'] }, once)).status).toBe(400)
    expect((await registerBy(least, once)).status).toBe(201)
    expect(await registerBy(least, once)).toBeOAuthError(401, 'invalid_token')
    const few = await newTicket({ uses: 3 })
    const raced = await Promise.all(Array.from({ length: 10 }, () => registerBy(least, few)))
    expect(raced.filter(({ status }) => status === 201)).toHaveLength(3)
  })
  it('off: nobody, and the metadata says nothing of it', async () => {
    await set({ registration: 'off' })
    expect(await registerBy(least, ticket)).toBeOAuthError(404, 'not_found')
    expect(await metadata()).not.toHaveProperty('registration_endpoint')
  })
  it('open: anybody, but slowly', async () => {
    await set({ registration: 'open' })
    const from = { 'cf-connecting-ip': '203.0.113.7' }
    const answers = []
    for (let i = 0; i < 21; i++) answers.push(await registerBy(least, undefined, from))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20)
    expect(answers.at(-1)).toBeOAuthError(429, 'too_many_requests')
    expect(answers.at(-1)?.headers.get('retry-after')).toMatch(/^\d+$/)
    expect((await registerBy(least, ticket, from)).status).toBe(429)
    expect((await registerBy(least, undefined, { 'cf-connecting-ip': '203.0.113.8' })).status).toBe(201)
  })
  it('open: so many in an hour from all addresses together; who was invited is not held up', async () => {
    await set({ open_registrations_per_hour: 1 })
    // As many as were there this hour before, and one more.
    let answer = await openly(least)
    for (let i = 0; i < 40 && answer.status === 201; i++) answer = await openly(least)
    await set({ open_registrations_per_hour: null })
    expect(answer).toBeOAuthError(429, 'too_many_requests')
  })
  it('from any origin (for clients in browsers)', async () => {
    const { headers } = await fetchPath('/oauth2/register', { method: 'OPTIONS' })
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('access-control-allow-methods')).toBe('POST')
    expect(headers.get('access-control-allow-headers')).toMatch(/Authorization.*Content-Type/)
  })
})

describe('§3.2.1 client information response', () => {
  it('MUST have the client_id, and all that was registered', async () => {
    const sent = {
      ...least,
      client_name: 'My Example Client',
      'client_name#ja-Jpan-JP': 'クライアント名',
      'tos_uri#fr': 'https://app.example.com/fr/cgu',
      client_uri: 'https://app.example.com/',
      logo_uri: 'https://app.example.com/logo.png',
      policy_uri: 'https://app.example.com/policy',
      tos_uri: 'https://app.example.com/tos',
      contacts: ['ve7jtb@example.org'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      scope: 'openid email tools:use',
      token_endpoint_auth_method: 'client_secret_post',
      application_type: 'web',
      jwks_uri: 'https://app.example.com/keys.jwks',
      software_id: '4NRB1-0XZABZI9E6-5SM3R',
      software_version: '2.1',
      subject_type: 'pairwise',
      id_token_signed_response_alg: 'ES256',
      introspection_signed_response_alg: 'EdDSA',
      default_max_age: 3600,
      require_auth_time: true,
      default_acr_values: ['1'],
      initiate_login_uri: 'https://app.example.com/login',
      post_logout_redirect_uris: ['https://app.example.com/bye'],
    }
    const { status, headers, body } = await openly({
      ...sent,
      client_id: 'chosen',
      client_secret: 'chosen',
      first_party: true,
      resources: [api],
      self_registered: false,
      introspect_all: true,
      unknown_member: 1,
      'client_name#': 'no language',
      'redirect_uris#fr': ['https://evil.example.com/'],
    })
    expect(status).toBe(201)
    expect(headers.get('cache-control')).toBe('no-store')
    const { client_id, client_secret, registration_access_token, client_id_issued_at, ...rest } = body
    expect(rest).toEqual({
      ...sent,
      client_secret_expires_at: 0,
      registration_client_uri: `${issuer}/oauth2/register/${client_id}`,
    })
    expect(client_id).not.toBe('chosen')
    expect(client_secret).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(registration_access_token).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(client_id_issued_at).toBeCloseTo(Date.now() / 1000, -2)
  })
  it('says the defaults (§2), and gives a public client no secret', async () => {
    expect((await openly(least)).body).toMatchObject({
      client_name: 'app.example.com',
      application_type: 'web',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      subject_type: 'public',
      id_token_signed_response_alg: 'RS256',
      scope: 'openid profile email address phone offline_access',
    })
    expect((await openly({ ...least, token_endpoint_auth_method: 'none' })).body).not.toHaveProperty(
      'client_secret',
    )
  })
  it('null is as good as nothing', async () => {
    const { status, body } = await openly({
      ...least,
      client_name: null,
      jwks: null,
      scope: '',
      contacts: null,
    })
    expect([status, body.client_name]).toEqual([201, 'app.example.com'])
  })
  it('no secret of it is stored readable', async () => {
    const { body } = await openly(least)
    const row = await bindings.DB.prepare('SELECT * FROM clients WHERE id = ?').bind(body.client_id).first()
    const text = JSON.stringify(row)
    expect(text).toContain(body.client_id)
    for (const told of [body.client_secret, body.registration_access_token]) expect(text).not.toContain(told)
  })
  it('a native application is known by its redirect URIs', async () => {
    const of = async (more: Metadata) =>
      (await openly({ token_endpoint_auth_method: 'none', ...more })).body.application_type
    expect(await of({ redirect_uris: ['http://127.0.0.1:33418/'] })).toBe('native')
    expect(await of({ redirect_uris: ['https://app.example.com/', 'com.example.app:/cb'] })).toBe('native')
    expect(await of({ redirect_uris: ['http://localhost/cb'], application_type: 'web' })).toBe('web')
  })
})

describe('§3.2.2 client registration error response names the field', () => {
  const key = { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }
  const hybrid = { grant_types: ['authorization_code', 'implicit'] }
  const redirect = 'invalid_redirect_uri'
  const metadata = 'invalid_client_metadata'
  const cases: [what: string, change: Metadata, code: string, says: RegExp][] = [
    ['no redirect URI', { redirect_uris: undefined }, redirect, /^redirect_uris: authorization_code needs/],
    [
      'http',
      { redirect_uris: ['http://app.example.com/'] },
      redirect,
      /^redirect_uris: http:\/\/app.* https/,
    ],
    ['a fragment', { redirect_uris: ['https://app.example.com/#x'] }, redirect, /^redirect_uris: .*fragment/],
    ['a wildcard', { redirect_uris: ['https://*.example.com/'] }, redirect, /^redirect_uris: /],
    ['a script', { redirect_uris: ['javascript:alert(1)'] }, redirect, /^redirect_uris: .*reversed domain/],
    ['a user name', { redirect_uris: ['https://app.example.com@evil.example.com/'] }, redirect, /user name/],
    ['not a list', { redirect_uris: callback }, redirect, /^redirect_uris/],
    ['a number', { redirect_uris: [1] }, redirect, /^redirect_uris\.0/],
    [
      'OIDC §2: loopback for a web application with implicit',
      {
        ...hybrid,
        application_type: 'web',
        response_types: ['code id_token'],
        redirect_uris: ['http://localhost/'],
      },
      redirect,
      /^redirect_uris: .*https/,
    ],
    ['a name that is no text', { client_name: ['x'] }, metadata, /^client_name: /],
    ['a name too long', { client_name: 'x'.repeat(201) }, metadata, /^client_name: /],
    ['§2.2 a name that is no text in Japanese', { 'client_name#ja': 1 }, metadata, /^client_name#ja: /],
    ['§2.2 a language that is none', { 'client_name#!': 'x' }, metadata, /^#!: .*language/],
    ['a script as a website', { client_uri: 'javascript:alert(1)' }, metadata, /^client_uri: /],
    ['a picture in the text', { logo_uri: 'data:image/svg+xml,x' }, metadata, /^logo_uri: /],
    ['a policy in a file', { policy_uri: 'file:///etc/passwd' }, metadata, /^policy_uri: /],
    ['terms that are no URL', { tos_uri: 'terms' }, metadata, /^tos_uri: /],
    ['§2.2 a script as terms in French', { 'tos_uri#fr': 'javascript:1' }, metadata, /^tos_uri#fr: /],
    ['contacts that are no list', { contacts: 'me' }, metadata, /^contacts: /],
    [
      'OIDC §2: a sign-in that begins over http',
      { initiate_login_uri: 'http://app.example.com/' },
      metadata,
      /^initiate_login_uri: /,
    ],
    [
      'signing out to elsewhere',
      { post_logout_redirect_uris: ['http://app.example.com/'] },
      metadata,
      /^post_logout_redirect_uris: /,
    ],
    ['an unknown kind of application', { application_type: 'toaster' }, metadata, /^application_type: /],
    [
      'an unknown way to authenticate',
      { token_endpoint_auth_method: 'private_key_jwt' },
      metadata,
      /^token_endpoint_auth_method: .*client_secret_basic/,
    ],
    [
      '§2.1 a type without its grant',
      { response_types: ['code id_token'] },
      metadata,
      /^response_types: code id_token needs implicit/,
    ],
    [
      '§2.1 a grant without its type',
      { ...hybrid, response_types: ['code'] },
      metadata,
      /^response_types: .*implicit/,
    ],
    ['a response type of nowhere', { response_types: ['code', 'magic'] }, metadata, /^response_types: magic/],
    [
      'RFC 9700 §2.1.2: tokens in addresses',
      { ...hybrid, response_types: ['code id_token token'] },
      metadata,
      /^response_types: .*use code/,
    ],
    ['passwords', { grant_types: ['password'] }, metadata, /^grant_types: password/],
    [
      'assertions',
      { grant_types: ['urn:ietf:params:oauth:grant-type:jwt-bearer'] },
      metadata,
      /^grant_types: urn/,
    ],
    [
      'exchanges',
      { grant_types: ['urn:ietf:params:oauth:grant-type:token-exchange'] },
      metadata,
      /^grant_types: urn/,
    ],
    [
      'a machine that nobody invited',
      { grant_types: ['client_credentials'] },
      metadata,
      /^grant_types: client_credentials/,
    ],
    ['a device that nobody invited', { grant_types: [deviceCode] }, metadata, /^grant_types: urn/],
    [
      'a grant that is none',
      { grant_types: ['magic'] },
      metadata,
      /^grant_types: magic .*authorization_code/,
    ],
    ['a scope of an API that is not open', { scope: 'openid read' }, metadata, /^scope: .*read/],
    ['a scope that is no text', { scope: ['openid'] }, metadata, /^scope: /],
    [
      'keys in two places',
      { jwks: { keys: [key] }, jwks_uri: 'https://app.example.com/k' },
      metadata,
      /^jwks_uri: .*jwks/,
    ],
    ['keys that are none', { jwks: { keys: [] } }, metadata, /^jwks\.keys: /],
    [
      'a private key',
      { jwks: { keys: [{ ...key, d: 'AA' }] } },
      metadata,
      /^jwks\.keys\.0: holds a private key/,
    ],
    ['a shared key', { jwks: { keys: [{ kty: 'oct', k: 'AA' }] } }, metadata, /^jwks\.keys\.0\.kty: /],
    ['keys on this machine', { jwks_uri: 'https://127.0.0.1/k' }, metadata, /^jwks_uri: /],
    ['an unknown kind of subject', { subject_type: 'secret' }, metadata, /^subject_type: /],
    [
      'OIDC Core §8.1: pairwise with two hosts',
      { subject_type: 'pairwise', redirect_uris: [callback, 'https://b.example.com/'] },
      metadata,
      /^sector_identifier_uri: is needed/,
    ],
    [
      'a sector over http',
      { sector_identifier_uri: 'http://app.example.com/' },
      metadata,
      /^sector_identifier_uri: must be https/,
    ],
    [
      'an algorithm that is none',
      { id_token_signed_response_alg: 'none' },
      metadata,
      /^id_token_signed_response_alg: /,
    ],
    ['an age below nothing', { default_max_age: -1 }, metadata, /^default_max_age: /],
    ['an answer that is no answer', { require_auth_time: 'yes' }, metadata, /^require_auth_time: /],
    [
      'a level that cannot be reached',
      { default_acr_values: ['gold'] },
      metadata,
      /^default_acr_values: .*1 2 phr/,
    ],
  ]
  it.each(cases)('%s', async (_, change, code, says) => {
    const answer = await openly({ ...least, ...change })
    expect(answer).toBeOAuthError(400, code)
    expect(answer.body.error_description).toMatch(says)
  })
  it('every fault at once', async () => {
    const answer = await openly({
      redirect_uris: ['http://a.example.com/'],
      client_uri: 'x',
      subject_type: 'x',
    })
    expect(answer).toBeOAuthError(400, 'invalid_client_metadata')
    expect(answer.body.error_description).toMatch(/client_uri.*subject_type/)
  })
  it.each([
    ['request_object_signing_alg', 'RS256'],
    ['request_uris', ['https://app.example.com/request']],
    ['require_signed_request_object', true],
    ['require_pushed_authorization_requests', true],
    ['userinfo_signed_response_alg', 'RS256'],
    ['userinfo_encrypted_response_alg', 'RSA-OAEP'],
    ['id_token_encrypted_response_alg', 'RSA-OAEP'],
    ['introspection_encrypted_response_alg', 'RSA-OAEP'],
    ['authorization_signed_response_alg', 'RS256'],
    ['token_endpoint_auth_signing_alg', 'RS256'],
    ['dpop_bound_access_tokens', true],
    ['tls_client_certificate_bound_access_tokens', true],
    ['backchannel_token_delivery_mode', 'poll'],
    ['authorization_details_types', ['payment']],
  ])('%s asks for what this server has not, and is not passed over', async (name, value) => {
    const answer = await openly({ ...least, [name]: value })
    expect(answer).toBeOAuthError(400, 'invalid_client_metadata')
    expect(answer.body.error_description).toMatch(new RegExp(`^${name}: this server has no `))
    const idle = typeof value === 'boolean' ? false : Array.isArray(value) ? [] : null
    expect((await openly({ ...least, [name]: idle })).status).toBe(201)
  })
  it.each([
    ['no JSON', '{"redirect_uris":'],
    ['a list', '[]'],
    ['nothing', 'null'],
    ['an empty body', ''],
    ['broken UTF-8', '{"client_name":"\ud800"}'],
    ['more than 64 KB', JSON.stringify({ ...least, x: 'x'.repeat(65_536) })],
    ['more depth than anybody needs', `{"jwks":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
  ])('%s is no request', async (_, body) => {
    const answer = await openly(body)
    expect(answer.status).toBe(400)
    expect(['invalid_request', 'invalid_redirect_uri']).toContain(answer.body.error)
  })
  it('whatever is sent, the answer is 201 or names what is wrong', async () => {
    const names = [
      ...registrable,
      'scope',
      'client_name#ja',
      'jwks',
      'software_statement',
      'request_uris',
      '__proto__',
    ]
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.array(
        fc.oneof(
          fc.webUrl(),
          fc.constantFrom('code', 'id_token', 'implicit', 'authorization_code', callback),
        ),
      ),
      fc.constantFrom(
        callback,
        'none',
        'pairwise',
        'native',
        'openid',
        '',
        'https://[',
        'https://a.example.com/%',
      ),
    )
    const metadata = fc.dictionary(fc.constantFrom(...names), value)
    await fc.assert(
      fc.asyncProperty(metadata, async (sent) => {
        const { status, body } = await registerBy({ ...least, ...sent }, ticket)
        if (status !== 201)
          expect([status, body.error]).toEqual([400, expect.stringMatching(/^(invalid|unapproved)_/)])
      }),
      { numRuns: 80 },
    )
  })
  it('a form is no request', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'cf-connecting-ip': '203.0.113.9' }
    expect(await registerBy('redirect_uris=x', undefined, headers)).toBeOAuthError(400, 'invalid_request')
  })
})

describe('what such a client may do', () => {
  const challenge = { code_challenge: pkce.challenge, code_challenge_method: 'S256' }
  const codeOf = async (client_id: string, more: Record<string, string>) =>
    (await authorize(newBrowser(), { client_id, ...more })).searchParams.get('code') ?? ''

  it('ask a person, who is told that nobody knows it, for what is open', async () => {
    const { body } = await openly({
      ...least,
      client_name: 'Handy tools',
      logo_uri: 'https://app.example.com/logo.png',
    })
    const browser = newBrowser()
    await browser.open(
      authorizeUrl({ client_id: body.client_id, scope: 'openid tools:use', resource: tools }),
    )
    await browser.submit({ login: 'alice', password: 'correct horse battery staple', action: 'sign-in' })
    expect(browser.path).toBe('/consent')
    expect(browser.text).toContain('Use your tools')
    expect(browser.text).toContain('registered itself')
    expect(browser.html).not.toContain('logo.png')
    const location = new URL((await browser.submit({ action: 'allow' })) ?? '')
    const code = location.searchParams.get('code') ?? ''
    const { body: tokens } = await token(
      { grant_type: 'authorization_code', code },
      { authorization: basic(body.client_id, body.client_secret) },
    )
    expect(claimsOf(tokens.access_token)).toMatchObject({ aud: tools, scope: 'openid tools:use' })
  })
  it('without saying resource, where the scope says which API', async () => {
    const { body } = await openly({ ...least, scope: 'openid tools:use' })
    const code = await codeOf(body.client_id, {})
    const { body: tokens } = await token(
      { grant_type: 'authorization_code', code },
      { authorization: basic(body.client_id, body.client_secret) },
    )
    expect(claimsOf(tokens.access_token)).toMatchObject({ aud: tools, scope: 'openid tools:use' })
  })
  it('without scope, ask for an open API that has none', async () => {
    const bare = 'https://bare.example.com'
    await registerApi({ identifier: bare, name: 'Bare API', scopes: {}, open_to_registered_clients: true })
    const { body } = await openly({ ...least, token_endpoint_auth_method: 'none' })
    const browser = newBrowser()
    await browser.open(authorizeUrl({ client_id: body.client_id, resource: bare, ...challenge }))
    await browser.submit({ login: 'alice', password: 'correct horse battery staple', action: 'sign-in' })
    expect(browser.text).toContain('Use Bare API')
    const location = new URL((await browser.submit({ action: 'allow' })) ?? '')
    const code = location.searchParams.get('code') ?? ''
    const form = {
      grant_type: 'authorization_code',
      code,
      code_verifier: pkce.verifier,
      resource: bare,
    }
    const { body: tokens } = await asPublic(form, body.client_id)
    expect(claimsOf(tokens.access_token).aud).toBe(bare)
  })
  it('not ask for an API that is not open', async () => {
    const { body } = await openly(least)
    for (const more of [
      { resource: api, scope: 'read' },
      { scope: 'read' },
      { resource: `${issuer}/management/v1` },
    ]) {
      const location = new URL(
        (await newBrowser().open(authorizeUrl({ client_id: body.client_id, ...more }))) ?? '',
      )
      expect(['invalid_scope', 'invalid_target']).toContain(location.searchParams.get('error'))
    }
  })
  it('no more, once the API is closed', async () => {
    const shut = 'https://shut.example.com'
    await registerApi({ identifier: shut, scopes: { shut: 'Look in' }, open_to_registered_clients: true })
    const { body } = await openly({ ...least, grant_types: ['authorization_code', 'refresh_token'] })
    const code = await codeOf(body.client_id, { resource: shut, scope: 'shut offline_access' })
    const as = { authorization: basic(body.client_id, body.client_secret) }
    const { body: tokens } = await token({ grant_type: 'authorization_code', code }, as)
    await registerApi({ identifier: shut, scopes: { shut: 'Look in' } })
    await bindings.CLIENTS.delete(`resources:${shut}`)
    const again = () => token({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token }, as)
    // The isolate remembers it for half a minute.
    stopClock()
    later(60)
    expect(await again()).toBeOAuthError(400, 'invalid_target')
    vi.useRealTimers()
  })
  it('PKCE: a public one must, a confidential one may', async () => {
    const open = (await openly({ ...least, token_endpoint_auth_method: 'none' })).body.client_id
    const location = new URL(
      (await newBrowser().open(authorizeUrl({ client_id: open, scope: 'openid' }))) ?? '',
    )
    expect(location.searchParams.get('error')).toBe('invalid_request')
  })
  it('by invitation more: a device, a machine; but not what is open by the word of a person', async () => {
    const { status, body } = await registerBy({ grant_types: ['client_credentials', deviceCode] }, ticket)
    expect([status, body.response_types]).toEqual([201, []])
    const as = { authorization: basic(body.client_id, body.client_secret) }
    const machine = (more: Record<string, string>) => token({ grant_type: 'client_credentials', ...more }, as)
    expect(await machine({ scope: 'tools:use', resource: tools })).toBeOAuthError(400, 'invalid_target')
    expect(await machine({ scope: 'tools:use' })).toBeOAuthError(400, 'invalid_scope')
  })
})

describe('§2.3 software statements', () => {
  const publisher = 'https://publisher.example.com'
  let signed: (claims: Metadata, by?: string) => Promise<string>

  beforeAll(async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
    const jwk = { ...(await exportJWK(publicKey)), kid: 'p', alg: 'ES256' }
    await set({ software_statement_issuers: [{ issuer: publisher, jwks: { keys: [jwk] } }] })
    signed = (claims, by = publisher) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: 'p' })
        .setIssuer(by)
        .setIssuedAt()
        .sign(privateKey)
  })

  it('go before what the client says, and MUST be returned unmodified (§3.2.1)', async () => {
    const software_statement = await signed({
      client_name: 'Approved',
      software_id: 'app-1',
      client_uri: 'https://app.example.com',
    })
    const mine = {
      client_name: 'Mine',
      'client_name#en': 'Your bank',
      'tos_uri#en': 'https://app.example.com/en',
    }
    const { status, body } = await openly({ ...least, ...mine, software_statement })
    expect(body).not.toHaveProperty('client_name#en')
    expect(body['tos_uri#en']).toBe(mine['tos_uri#en'])
    const told = await bindings.DB.prepare('SELECT record FROM audit WHERE client_id = ?')
      .bind(body.client_id)
      .first<string>('record')
    expect(told).not.toContain(software_statement.split('.')[1])
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({ client_name: 'Approved', software_id: 'app-1', software_statement }),
    ])
  })
  it('by keys that their issuer publishes', async () => {
    const jwks_uri = 'https://publisher.example.com/keys.json'
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
    await publish(jwks_uri, { keys: [await exportJWK(publicKey)] })
    const { settings } = await set({})
    const issuers = [
      ...settings.software_statement_issuers,
      { issuer: 'https://other.example.com', jwks_uri },
    ]
    await set({ software_statement_issuers: issuers })
    const software_statement = await new SignJWT({ software_id: 'by-address' })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer('https://other.example.com')
      .sign(privateKey)
    expect((await openly({ ...least, software_statement })).body.software_id).toBe('by-address')
  })
  it('give no right that a client has not', async () => {
    const software_statement = await signed({ first_party: true, grant_types: ['password'] })
    expect(await openly({ ...least, software_statement })).toBeOAuthError(400, 'invalid_client_metadata')
  })
  it.each([
    ['of somebody else', 'unapproved_software_statement', () => signed({}, 'https://evil.example.com')],
    [
      'of nobody',
      'unapproved_software_statement',
      async () => `${btoa('{"alg":"none"}').replaceAll('=', '')}.${btoa('{}').replaceAll('=', '')}.`,
    ],
    [
      'with another signature',
      'invalid_software_statement',
      async () => `${(await signed({})).slice(0, -6)}AAAAAA`,
    ],
    ['that has expired', 'invalid_software_statement', () => signed({ exp: 1 })],
    [
      'meant for another server',
      'invalid_software_statement',
      () => signed({ aud: 'https://elsewhere.example.com' }),
    ],
    ['that is none', 'invalid_software_statement', async () => 'x'],
    ['that is no text', 'invalid_software_statement', async () => ({}) as string],
  ])('%s: %s', async (_, code, statement) => {
    expect(await openly({ ...least, software_statement: await statement() })).toBeOAuthError(400, code)
  })
})

describe('OpenID Connect Registration §5: sector_identifier_uri', () => {
  const uri = 'https://sector.example.com/all.json'
  const both = {
    redirect_uris: [callback, 'https://other.example.com/cb'],
    subject_type: 'pairwise',
    sector_identifier_uri: uri,
  }

  it('MUST list every redirect URI', async () => {
    await publish(uri, { body: JSON.stringify([...both.redirect_uris, 'https://third.example.com/']) })
    expect((await openly(both)).status).toBe(201)
    expect(await fetchesOf(uri)).toBe(1)
    await publish(uri, { body: JSON.stringify([callback]) })
    const answer = await openly(both)
    expect(answer).toBeOAuthError(400, 'invalid_client_metadata')
    expect(answer.body.error_description).toBe(
      'sector_identifier_uri: does not list https://other.example.com/cb',
    )
  })
  it.each([
    ['is not there', { status: 404 }, 'answered 404'],
    [
      'is a page',
      { body: '<p>', headers: { 'content-type': 'text/html' } },
      'answered with the type text/html, not application/json',
    ],
    ['is no JSON', { body: 'x' }, 'did not answer with JSON'],
    ['is no list', { body: '{}' }, 'did not answer with a JSON array of redirect URIs'],
    [
      'redirects',
      { status: 302, headers: { location: 'https://app.example.com/' } },
      'redirects, which is not followed',
    ],
  ])('that %s', async (_, page, why) => {
    await publish(uri, page)
    expect((await openly(both)).body.error_description).toBe(`sector_identifier_uri: ${why}`)
  })
})

it('leaves an event in the trail, without a secret', async () => {
  const { body } = await registerBy(least, ticket)
  const event = await bindings.DB.prepare(
    "SELECT record FROM audit WHERE type = 'client.created' AND client_id = ?",
  )
    .bind(body.client_id)
    .first<string>('record')
  expect(JSON.parse(event ?? '')).toMatchObject({
    actor: { kind: 'stranger', name: 'a partner' },
    outcome: 'ok',
  })
  for (const told of [body.client_secret, body.registration_access_token, ticket])
    expect(event).not.toContain(told)
})
