/** Client ID Metadata Documents: draft-ietf-oauth-client-id-metadata-document. */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { clientOfDocument, clientUrlFault, freshFor } from '../../src/protocol/client-document.ts'
import {
  alice,
  api,
  asPublic,
  authorize,
  authorizeUrl,
  claimsOf,
  fetchPath,
  later,
  newBrowser,
  pkce,
  populate,
  register,
  registerApi,
  stopClock,
  userinfo,
} from '../support/app.ts'
import { type Metadata, set } from '../support/registration.ts'
import { fetchesOf, publish } from '../support/web.ts'

const tools = 'https://tools.example.com/mcp'
const callback = 'https://client.example.org/callback'
const challenge = { code_challenge: pkce.challenge, code_challenge_method: 'S256' }
let count = 0

/** A URL of its own for each test, with a good document unless told otherwise. */
async function published(
  change: Metadata = {},
  page: { headers?: Record<string, string>; status?: number } = {},
) {
  const url = `https://client.example.org/app-${++count}.json`
  const document = { client_id: url, client_name: 'Handy client', redirect_uris: [callback], ...change }
  await publish(url, { body: JSON.stringify(document), ...page })
  return url
}

const request = (client_id: string, more: Metadata = {}) => ({
  client_id,
  redirect_uri: callback,
  scope: 'openid',
  ...challenge,
  ...more,
})

/** What is shown instead of a sign-in, or nothing where it goes on. */
async function refusal(
  client_id: string,
  more: Metadata = {},
  from = '198.51.100.1',
): Promise<string | undefined> {
  const browser = newBrowser({ 'cf-connecting-ip': from })
  await browser.open(authorizeUrl(request(client_id, more)))
  return browser.path === '/sign-in' ? undefined : browser.text
}

beforeAll(async () => {
  await populate()
  await publish('https://bank.example.com/sector.json', { body: '["https://bank.example.com/cb"]' })
  await registerApi({
    identifier: tools,
    scopes: { 'tools:use': 'Use your tools' },
    open_to_registered_clients: true,
  })
})
afterEach(() => vi.useRealTimers())

describe('a client that is a URL', () => {
  it('signs people in, gets tokens, and is known at every endpoint', async () => {
    const client_id = await published({ grant_types: ['authorization_code', 'refresh_token'] })
    const scope = 'openid email offline_access tools:use'
    const location = await authorize(newBrowser(), request(client_id, { scope, resource: tools }))
    const code = location.searchParams.get('code') ?? ''
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: callback,
      code_verifier: pkce.verifier,
    }
    const { status, body } = await asPublic(form, client_id)
    expect(status).toBe(200)
    expect(claimsOf(body.access_token)).toMatchObject({ client_id, aud: tools, scope })
    expect(claimsOf(body.id_token).aud).toBe(client_id)
    expect((await userinfo(body.access_token)).body.email).toBe('alice@example.com')
    const refreshed = await asPublic(
      { grant_type: 'refresh_token', refresh_token: body.refresh_token },
      client_id,
    )
    expect(refreshed.status).toBe(200)
    expect(await fetchesOf(client_id)).toBe(1)
  })
  it('the consent page shows the host that speaks for it, and no picture', async () => {
    const client_id = await published({
      client_name: 'Edgegrant',
      client_uri: 'https://id.example.com',
      logo_uri: 'https://id.example.com/icon.svg',
    })
    const browser = newBrowser()
    await browser.open(authorizeUrl(request(client_id)))
    expect(browser.text).toContain('client.example.org')
    await browser.submit({ ...alice, action: 'sign-in' })
    expect(browser.path).toBe('/consent')
    expect(browser.text).toContain('What is certain: it comes from client.example.org')
    expect(browser.html).not.toContain('https://id.example.com')
  })
  it('is asked every time on a loopback address, whatever the port (RFC 8252 §8.6, §7.3)', async () => {
    const client_id = await published({ redirect_uris: ['http://127.0.0.1/callback'] })
    const at = (port: number) => request(client_id, { redirect_uri: `http://127.0.0.1:${port}/callback` })
    const browser = newBrowser()
    await authorize(browser, at(5000))
    expect(await browser.open(authorizeUrl(at(5001)))).toBeUndefined()
    expect(browser.path).toBe('/consent')
  })
  it('may ask for what is open to such clients, and for nothing else', async () => {
    const client_id = await published({ scope: 'openid profile read' })
    const answer = async (more: Metadata) => {
      const location = await newBrowser().open(authorizeUrl(request(client_id, more)))
      return location && new URL(location).searchParams.get('error')
    }
    expect(await answer({ scope: 'openid profile' })).toBeUndefined()
    expect(await answer({ scope: 'openid read' })).toBe('invalid_scope')
    expect(await answer({ scope: 'openid email' })).toBe('invalid_scope')
    expect(await answer({ scope: 'read', resource: api })).toBe('invalid_target')
  })
  it('MUST use PKCE: it proves nothing else', async () => {
    const client_id = await published()
    const location = await newBrowser().open(
      authorizeUrl({ client_id, redirect_uri: callback, scope: 'openid' }),
    )
    expect(new URL(location ?? '').searchParams.get('error')).toBe('invalid_request')
  })
  it('redirect URIs are compared character by character with the document', async () => {
    const client_id = await published()
    for (const redirect_uri of [
      `${callback}/`,
      'https://client.example.org/',
      'https://evil.example.com/callback',
    ])
      expect(await refusal(client_id, { redirect_uri })).toContain('is not registered for this client')
  })
  it('a public client: a secret is no way to authenticate', async () => {
    const client_id = await published()
    const form = { grant_type: 'authorization_code', code: 'x', client_secret: 'x' }
    expect(await asPublic(form, client_id)).toBeOAuthError(401, 'invalid_client')
  })
})

describe('§3 client identifier: a URL that is none is refused before anything is fetched', () => {
  it.each([
    ['without a path', 'https://client.example.org/', 'needs a path'],
    ['without even a slash', 'https://client.example.org', 'needs a path'],
    ['with dot segments', 'https://client.example.org/a/../b', 'is not written as a URL parser writes it'],
    ['with a dot segment', 'https://client.example.org/./b', 'is not written as a URL parser writes it'],
    ['with escaped dots', 'https://client.example.org/%2e%2e/b', 'is not written as a URL parser writes it'],
    ['with capitals in its host', 'https://Client.example.org/b', 'is not written as a URL parser writes it'],
    ['with a fragment', 'https://client.example.org/a#b', 'has a fragment'],
    ['with a user name', 'https://a@client.example.org/b', 'holds a user name'],
    ['with a port', 'https://client.example.org:8443/b', 'must use the default port'],
    ['with an address', 'https://169.254.169.254/latest', 'names a host by its address'],
    ['on this machine', 'https://localhost/b', 'needs a host with a public name'],
    ['inside a network', 'https://printer.local/b', 'has a host that is not on the public internet'],
    ['of this server', 'https://id.example.com/oauth2/jwks', 'leads to this server itself'],
  ])('%s', async (_, client_id, why) => {
    expect(await refusal(client_id)).toContain(why)
  })
  it('http is no such URL at all', async () => {
    expect(await refusal('http://client.example.org/b')).toContain(
      'not the id of a client that is registered here',
    )
    expect(clientUrlFault('https://client.example.org/b?c=d')).toBeUndefined()
  })
})

describe('§4 the document', () => {
  it.each([
    ['of another client', { client_id: 'https://client.example.org/other.json' }, 'has another client_id'],
    ['without its client_id', { client_id: undefined }, 'has another client_id'],
    ['with a secret', { client_secret: 's' }, 'holds client_secret'],
    ['with the end of a secret', { client_secret_expires_at: 0 }, 'holds client_secret_expires_at'],
    [
      'that would authenticate by a secret',
      { token_endpoint_auth_method: 'client_secret_basic' },
      'token_endpoint_auth_method: only none',
    ],
    [
      'that would authenticate by a key',
      { token_endpoint_auth_method: 'private_key_jwt' },
      'token_endpoint_auth_method: only none',
    ],
    ['without a redirect URI', { redirect_uris: [] }, 'redirect_uris: authorization_code needs'],
    [
      'with a redirect URI by http',
      { redirect_uris: ['http://client.example.org/'] },
      'redirect_uris: http://client',
    ],
    ['with a script for a website', { client_uri: 'javascript:1' }, 'client_uri: must be'],
    [
      'with a website that no database takes',
      { client_uri: 'https://a.example/\0' },
      'has a part that holds',
    ],
    [
      'in a sector that does not know it (OpenID Connect Core §8.1)',
      { subject_type: 'pairwise', sector_identifier_uri: 'https://bank.example.com/sector.json' },
      'has a sector_identifier_uri that does not list https://client.example.org/callback',
    ],
    ['with a grant for machines', { grant_types: ['client_credentials'] }, 'grant_types: client_credentials'],
    [
      'that wants more than there is',
      { dpop_bound_access_tokens: true },
      'dpop_bound_access_tokens: this server has no',
    ],
  ])('%s', async (_, change, why) => {
    expect(await refusal(await published(change))).toContain(why)
  })
  it.each([
    ['that is not there', { status: 404 }, 'answered 404'],
    [
      'that redirects',
      { status: 302, headers: { location: 'https://client.example.org/x' } },
      'redirects, which is not followed',
    ],
    ['that is a page', { headers: { 'content-type': 'text/html' } }, 'answered with the type text/html'],
  ])('%s', async (_, page, why) => {
    const client_id = await published({}, page)
    expect(await refusal(client_id)).toContain(why)
    const form = { grant_type: 'authorization_code', code: 'x' }
    expect(await asPublic(form, client_id)).toBeOAuthError(401, 'invalid_client')
  })
  it.each([
    ['too long', 'x'.repeat(20_000), 'answered with more than 16384 bytes'],
    ['not JSON', '{', 'is not JSON'],
    ['a list', '[]', 'is not a JSON object'],
  ])('%s', async (_, body, why) => {
    const url = `https://client.example.org/broken-${++count}.json`
    await publish(url, { body })
    expect(await refusal(url)).toContain(why)
  })
  it('may not lift a client above others, whatever it says', () => {
    const url = 'https://client.example.org/a.json'
    const client = clientOfDocument(url, {
      client_id: url,
      redirect_uris: [callback],
      first_party: true,
      introspect_all: true,
      resources: [api],
      self_registered: false,
      custom_claims: { fixed: { admin: true } },
      status: 'active',
    })
    expect(client).toMatchObject({
      client_name: 'client.example.org',
      first_party: false,
      introspect_all: false,
      resources: [],
      self_registered: true,
      require_pkce: true,
      custom_claims: { fixed: {} },
    })
  })
})

describe('§4.4 caching', () => {
  it.each([
    ['nothing', {}, 600],
    ['an hour', { 'cache-control': 'max-age=3600' }, 3600],
    ['a year', { 'cache-control': 'public, max-age=31536000' }, 3600],
    ['a second', { 'cache-control': 'max-age=1' }, 60],
    ['never', { 'cache-control': 'no-store' }, 60],
    ['never, but later', { 'cache-control': 'max-age=900, no-cache' }, 60],
    ['for those between', { 'cache-control': 'max-age=60, s-maxage="900"' }, 900],
    ['already old', { 'cache-control': 'max-age=900', age: '600' }, 300],
    ['nonsense', { 'cache-control': 'max-age=soon', age: '-1' }, 600],
  ])('within our bounds: %s', (_, headers, seconds) => {
    expect(freshFor(new Headers(headers as Record<string, string>))).toBe(seconds)
  })
  it('a change counts once what was kept has ended; nothing is fetched before', async () => {
    stopClock()
    const client_id = await published({}, { headers: { 'cache-control': 'max-age=300' } })
    await refusal(client_id)
    await publish(client_id, {
      body: JSON.stringify({ client_id, redirect_uris: ['https://client.example.org/new'] }),
    })
    later(299)
    expect(await refusal(client_id)).toBeUndefined()
    expect(await fetchesOf(client_id)).toBe(1)
    later(2)
    expect(await refusal(client_id)).toContain('is not registered for this client')
    expect(await fetchesOf(client_id)).toBe(2)
  })
  it('while its host is down, what was kept counts for a day more; once it is gone, no longer', async () => {
    stopClock()
    const client_id = await published()
    await refusal(client_id)
    later(700)
    await publish(client_id, { status: 503 })
    for (let i = 0; i < 5; i++) expect(await refusal(client_id)).toBeUndefined()
    expect(await fetchesOf(client_id)).toBe(2) // once, and then its host rests
    await publish(client_id, { status: 410 })
    later(61)
    for (let i = 0; i < 5; i++) expect(await refusal(client_id)).toContain('answered 410')
    expect(await fetchesOf(client_id)).toBe(3)
    await publish(client_id, { status: 503 })
    later(90_000)
    expect(await refusal(client_id)).toContain('answered 503')
  })
  it('what failed is not kept: mended, it works at once', async () => {
    const client_id = await published({}, { status: 500 })
    expect(await refusal(client_id)).toContain('answered 500')
    await publish(client_id, { body: JSON.stringify({ client_id, redirect_uris: [callback] }) })
    expect(await refusal(client_id)).toBeUndefined()
  })
  it('however long it counts, an operator who stops the client is heard within a minute', async () => {
    stopClock()
    const client_id = await published({}, { headers: { 'cache-control': 'max-age=3600' } })
    expect(await refusal(client_id)).toBeUndefined()
    await register({
      client_id,
      redirect_uris: [callback],
      token_endpoint_auth_method: 'none',
      status: 'disabled',
    })
    later(31)
    expect(await refusal(client_id)).toContain('not the id of a client that is registered here')
    expect(await fetchesOf(client_id)).toBe(1)
  })
  it('an address may bring only so many that nobody has seen', async () => {
    const from = '203.0.113.1'
    const answers = []
    for (let i = 0; i < 31; i++) answers.push(await refusal(`https://client.example.org/none-${i}`, {}, from))
    expect(answers.slice(0, 30).every((text) => text?.includes('answered 404'))).toBe(true)
    expect(answers[30]).toContain('Too many new client metadata documents')
    const known = await published()
    expect(await refusal(known)).toBeUndefined()
    expect(await refusal(known, {}, from)).toBeUndefined()
  })
})

describe('the operator decides', () => {
  const supported = async () => {
    const metadata = (await (await fetchPath('/.well-known/oauth-authorization-server')).json()) as Metadata
    return metadata.client_id_metadata_document_supported
  }
  const unknown = 'not the id of a client that is registered here'

  it('whether there are such clients; where not, what they hold ends too', async () => {
    const client_id = await published()
    const code = (await authorize(newBrowser(), request(client_id))).searchParams.get('code') ?? ''
    const form = { grant_type: 'authorization_code', code, code_verifier: pkce.verifier }
    const { body } = await asPublic(form, client_id)
    expect(await supported()).toBe(true)
    await set({ client_id_metadata_documents: false })
    expect(await supported()).toBe(false)
    expect(await refusal(client_id)).toContain(unknown)
    expect((await userinfo(body.access_token)).status).toBe(401)
    await set({ client_id_metadata_documents: null })
    expect((await userinfo(body.access_token)).status).toBe(200)
  })
  it('on which hosts', async () => {
    const client_id = await published()
    for (const hosts of [
      { client_id_metadata_hosts: ['other.example'] },
      { client_id_metadata_refused_hosts: ['example.org'] },
    ]) {
      await set(hosts)
      expect(await refusal(client_id)).toContain(unknown)
      await set({ client_id_metadata_hosts: null, client_id_metadata_refused_hosts: null })
    }
    await set({ client_id_metadata_hosts: ['example.org'] })
    expect(await refusal(client_id)).toBeUndefined()
    await set({ client_id_metadata_hosts: null })
  })
  it('by a registration of the same id, which goes first', async () => {
    const client_id = await published()
    await register({
      client_id,
      client_name: 'Known here',
      token_endpoint_auth_method: 'none',
      redirect_uris: [callback],
    })
    const browser = newBrowser()
    await browser.open(authorizeUrl(request(client_id)))
    expect(browser.text).toContain('Known here')
    expect(await fetchesOf(client_id)).toBe(0)
  })
})
