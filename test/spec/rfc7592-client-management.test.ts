/** RFC 7592: OAuth 2.0 Dynamic Client Registration Management. */
import * as fc from 'fast-check'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { serverFor } from '../../src/app.ts'
import { registrable } from '../../src/protocol/registration.ts'
import { ownChange } from '../../src/registry/change.ts'
import { updateClient } from '../../src/registry/clients.ts'
import {
  api,
  authorize,
  basic,
  bindings,
  callback,
  fetchPath,
  issuer,
  newBrowser,
  populate,
  refresh,
  token,
  userinfo,
} from '../support/app.ts'
import {
  configure,
  least,
  type Metadata,
  newTicket,
  type Registered,
  registerBy,
  set,
} from '../support/registration.ts'
import { fetchesOf } from '../support/web.ts'

let ticket: string
const full = {
  ...least,
  client_name: 'App',
  grant_types: ['authorization_code', 'refresh_token'],
  contacts: ['a@example.com'],
}

beforeAll(async () => {
  await populate()
  ticket = await newTicket()
})

const newClient = async (metadata: Metadata = full) => (await registerBy(metadata, ticket)).body
const operator = (id: string, patch: Metadata) =>
  updateClient(serverFor(bindings), ownChange(Date.now()), id, patch)
const rowOf = (id: string) =>
  bindings.DB.prepare('SELECT record FROM clients WHERE id = ?').bind(id).first<string>('record')
const recordOf = async (id: string) => JSON.parse((await rowOf(id)) ?? 'null') as Metadata

describe('§2.1 read', () => {
  it('answers what is registered, with the token that was shown, and never the secret again', async () => {
    const { client_secret, client_secret_expires_at, ...registered } = await newClient()
    const { status, headers, body } = await configure(registered as Registered['body'], 'GET')
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(body).toEqual(registered)
  })
  it('MUST be refused without the token of this very client, and never tells whether there is one', async () => {
    const [mine, other] = [await newClient(), await newClient()]
    const made = { ...mine, registration_client_uri: `${issuer}/oauth2/register/no-such-client` }
    const refusals = [
      await configure(mine, 'GET', undefined, other.registration_access_token),
      await configure(mine, 'GET', undefined, mine.client_secret),
      await configure(mine, 'GET', undefined, ticket),
      await configure(mine, 'GET', undefined, 'x'.repeat(5_000)),
      await configure(made, 'GET'),
      await configure({ ...mine, registration_client_uri: `${issuer}/oauth2/register/web` }, 'GET'),
    ]
    for (const answer of refusals) expect(answer).toBeOAuthError(401, 'invalid_token')
    expect(new Set(refusals.map(({ body }) => body.error_description)).size).toBe(1)
    const bare = await fetchPath(new URL(mine.registration_client_uri).pathname)
    expect([bare.status, bare.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="registration"'])
  })
  it('from any origin', async () => {
    const { headers } = await fetchPath('/oauth2/register/x', { method: 'OPTIONS' })
    expect(headers.get('access-control-allow-methods')).toBe('GET, PUT, DELETE')
    expect(headers.get('access-control-allow-origin')).toBe('*')
  })
})

describe('§2.2 update', () => {
  const sent = ({ client_id }: Registered['body'], more: Metadata = {}) => ({ client_id, ...full, ...more })

  it('MUST replace the whole: what is left out goes', async () => {
    const mine = await newClient({
      ...full,
      client_uri: 'https://app.example.com',
      'client_name#ja': 'アプリ',
    })
    const { status, body } = await configure(mine, 'PUT', {
      client_id: mine.client_id,
      ...least,
      client_name: 'New',
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      client_id: mine.client_id,
      client_name: 'New',
      grant_types: ['authorization_code'],
    })
    for (const gone of ['client_uri', 'contacts', 'client_name#ja', 'client_secret'])
      expect(body).not.toHaveProperty(gone)
    expect((await configure(mine, 'GET')).body).toEqual(body)
  })
  it('MUST have the right client_id, and no other secret than the one that was issued', async () => {
    const mine = await newClient()
    for (const change of [
      { client_id: undefined },
      { client_id: 'web' },
      { client_secret: 'chosen' },
      { client_secret: 1 },
    ])
      expect(await configure(mine, 'PUT', sent(mine, change))).toBeOAuthError(400, 'invalid_client_metadata')
    expect((await configure(mine, 'PUT', sent(mine, { client_secret: mine.client_secret }))).status).toBe(200)
  })
  it.each([
    'registration_access_token',
    'registration_client_uri',
    'client_secret_expires_at',
    'client_id_issued_at',
  ])('MUST NOT have %s', async (name) => {
    const mine = await newClient()
    expect(await configure(mine, 'PUT', sent(mine, { [name]: 1 }))).toBeOAuthError(400, 'invalid_request')
  })
  it('is held to the rules of a registration, and refused as a whole', async () => {
    const mine = await newClient()
    const bad = sent(mine, { client_name: 'Changed', redirect_uris: ['http://evil.example.com/'] })
    expect(await configure(mine, 'PUT', bad)).toBeOAuthError(400, 'invalid_redirect_uri')
    for (const change of [
      { grant_types: ['password'] },
      { first_party: true, scope: 'read' },
      { grant_types: ['client_credentials'] },
    ])
      expect(await configure(mine, 'PUT', sent(mine, change))).toBeOAuthError(400, 'invalid_client_metadata')
    expect((await configure(mine, 'GET')).body.client_name).toBe('App')
  })
  it('leaves what an operator has set', async () => {
    const mine = await newClient()
    const set = { resources: [api], scope: ['openid', 'read'], access_token_lifetime: 60 }
    await operator(mine.client_id, set)
    expect((await configure(mine, 'PUT', sent(mine))).status).toBe(200)
    expect(await recordOf(mine.client_id)).toMatchObject({
      ...set,
      self_registered: true,
      first_party: false,
    })
    const { body } = await configure(mine, 'PUT', sent(mine, { scope: 'openid read email' }))
    expect(body.scope).toBe('openid read email')
  })
  it('gives a client that becomes confidential its secret, and takes it from one that becomes public', async () => {
    const mine = await newClient({ ...full, token_endpoint_auth_method: 'none' })
    const { body } = await configure(mine, 'PUT', sent(mine))
    expect(body).toMatchObject({
      client_secret: expect.stringMatching(/^.{43}$/),
      client_secret_expires_at: 0,
    })
    expect(await recordOf(mine.client_id)).toMatchObject({ require_pkce: true })
    const open = await configure(mine, 'PUT', sent(mine, { token_endpoint_auth_method: 'none' }))
    expect(open.body).not.toHaveProperty('client_secret')
    const form = { grant_type: 'authorization_code', code: 'x' }
    expect(await token(form, { authorization: basic(mine.client_id, body.client_secret) })).toBeOAuthError(
      401,
      'invalid_client',
    )
  })
  it('never makes everybody a stranger: the sector of pairwise subjects stays', async () => {
    const mine = await newClient({ ...full, subject_type: 'pairwise' })
    const moved = { subject_type: 'pairwise', redirect_uris: ['https://new.example.org/cb'] }
    const answer = await configure(mine, 'PUT', sent(mine, moved))
    expect(answer).toBeOAuthError(400, 'invalid_client_metadata')
    expect(answer.body.error_description).toMatch(/^sector_identifier_uri: /)
    const kept = { subject_type: 'pairwise', redirect_uris: ['https://app.example.com/new'] }
    expect((await configure(mine, 'PUT', sent(mine, kept))).status).toBe(200)
    const open = await configure(mine, 'PUT', sent(mine, { subject_type: 'public' }))
    expect(open.body.error_description).toMatch(/^subject_type: .* it stays pairwise$/)
    const mixed = { subject_type: 'pairwise', redirect_uris: [callback, 'http://127.0.0.1/cb'] }
    expect(await configure(mine, 'PUT', sent(mine, mixed))).toBeOAuthError(400, 'invalid_client_metadata')
  })
  it('costs the database and other hosts little, however often and however large', async () => {
    const mine = await newClient()
    const from = { 'cf-connecting-ip': '203.0.113.80' }
    const uri = 'https://victim.example.net/big'
    const answers = []
    for (let i = 0; i < 22; i++) {
      const redirect_uris = Array.from(
        { length: 25 },
        (_, j) => `https://app.example.com/${i}/${j}/${'y'.repeat(2_000)}`,
      )
      const more = i > 18 ? { sector_identifier_uri: uri } : {}
      answers.push(await configure(mine, 'PUT', sent(mine, { redirect_uris, ...more }), undefined, from))
    }
    expect(answers.map(({ status }) => status)).toEqual([...Array(19).fill(200), 400, 429, 429])
    expect(await fetchesOf(uri)).toBe(1)
    const { results } = await bindings.DB.prepare(
      "SELECT record FROM audit WHERE type = 'client.updated' AND client_id = ?",
    )
      .bind(mine.client_id)
      .all<{ record: string }>()
    expect(JSON.parse(results[0]?.record ?? '').detail.fields).toEqual(['redirect_uris'])
    expect(Math.max(...results.map(({ record }) => record.length))).toBeLessThan(3_000)
    expect((await configure(mine, 'GET', undefined, undefined, from)).status).toBe(200)
  })
  it('an address that guesses tokens waits', async () => {
    const mine = await newClient()
    const from = { 'cf-connecting-ip': '203.0.113.81' }
    const answers = []
    for (let i = 0; i < 61; i++) answers.push(await configure(mine, 'GET', undefined, 'guessed', from))
    expect(answers.map(({ status }) => status)).toEqual([...Array(60).fill(401), 429])
    expect((await configure(mine, 'GET')).status).toBe(200)
  })
  it('does not rotate the token: whoever misses the answer is not locked out', async () => {
    const mine = await newClient()
    const { body } = await configure(mine, 'PUT', sent(mine))
    expect(body.registration_access_token).toBe(mine.registration_access_token)
  })
})

it('whatever is sent, an update succeeds or names what is wrong', async () => {
  const mine = await newClient({ ...full, subject_type: 'pairwise' })
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(callback, 'none', 'pairwise', [callback], { toString: 1 }),
  )
  const names = [...registrable, 'client_id', 'client_secret', 'software_statement', 'client_id_issued_at']
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.constantFrom(...names), odd), async (sent) => {
      const metadata = { ...full, subject_type: 'pairwise', client_id: mine.client_id, ...sent }
      const { status, body } = await configure(mine, 'PUT', metadata)
      if (status !== 200)
        expect([status, body.error]).toEqual([400, expect.stringMatching(/^(invalid|unapproved)_/)])
    }),
    { numRuns: 40 },
  )
})

describe('§2.3 delete', () => {
  it('ends the client and all that it was granted', async () => {
    const mine = await newClient()
    const as = { authorization: basic(mine.client_id, mine.client_secret) }
    const location = await authorize(newBrowser(), {
      client_id: mine.client_id,
      scope: 'openid offline_access',
    })
    const code = location.searchParams.get('code') ?? ''
    const { body } = await token({ grant_type: 'authorization_code', code }, as)
    expect((await userinfo(body.access_token)).status).toBe(200)

    const { status, headers } = await configure(mine, 'DELETE')
    expect([status, headers.get('cache-control')]).toEqual([204, 'no-store'])
    expect(await configure(mine, 'GET')).toBeOAuthError(401, 'invalid_token')
    expect(await configure(mine, 'DELETE')).toBeOAuthError(401, 'invalid_token')
    expect((await userinfo(body.access_token)).status).toBe(401)
    const refreshed = await token({ grant_type: 'refresh_token', refresh_token: body.refresh_token }, as)
    expect(refreshed).toBeOAuthError(401, 'invalid_client')
    expect(await recordOf(mine.client_id)).toBeNull()
  })
})

it('a client that an operator has stopped can do nothing more, and an operator’s own client has no such token', async () => {
  const mine = await newClient()
  await operator(mine.client_id, { status: 'disabled' })
  for (const method of ['GET', 'PUT', 'DELETE'] as const)
    expect(await configure(mine, method, method === 'PUT' ? full : undefined)).toBeOAuthError(
      401,
      'invalid_token',
    )
  expect(await refresh('x')).toBeOAuthError(400, 'invalid_grant') // the client `web` itself is well
  const web = { ...mine, registration_client_uri: `${issuer}/oauth2/register/web` }
  expect(await configure(web, 'GET', undefined, '')).toBeOAuthError(401, 'invalid_token')
})

it.each([
  { self_registered: false },
  { self_registered: false, first_party: true },
  { introspect_all: true },
  { trusted_issuers: [{ issuer: 'https://hr.example.com', jwks_uri: 'https://hr.example.com/keys' }] },
])('a client that an operator trusts with more is no longer its own to change: %o', async (more) => {
  const mine = await newClient()
  await operator(mine.client_id, more)
  expect(await configure(mine, 'PUT', { ...full, client_id: mine.client_id })).toBeOAuthError(
    401,
    'invalid_token',
  )
  await operator(mine.client_id, {
    self_registered: true,
    first_party: false,
    introspect_all: false,
    trusted_issuers: [],
  })
  expect(await configure(mine, 'GET')).toBeOAuthError(401, 'invalid_token')
})

it('what a software statement said stays said', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const publisher = 'https://publisher.example.com'
  await set({
    software_statement_issuers: [{ issuer: publisher, jwks: { keys: [await exportJWK(publicKey)] } }],
  })
  const software_statement = await new SignJWT({ client_name: 'Approved', redirect_uris: [callback] })
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(publisher)
    .setExpirationTime('1h')
    .sign(privateKey)
  const mine = await newClient({ software_statement })
  const change = {
    client_id: mine.client_id,
    client_name: 'Mine',
    redirect_uris: ['https://evil.example.com/'],
  }
  const { status, body } = await configure(mine, 'PUT', change)
  expect([status, body.client_name, body.redirect_uris, body.software_statement]).toEqual([
    200,
    'Approved',
    [callback],
    software_statement,
  ])
})
