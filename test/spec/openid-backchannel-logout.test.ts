/** OpenID Connect Back-Channel Logout 1.0, with relying parties that are well, slow, down and hostile. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { decodeProtectedHeader } from 'jose'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ClientInput } from '../../src/protocol/client-metadata.ts'
import { logoutEvent } from '../../src/protocol/logout.ts'
import {
  addPerson,
  alice,
  answerTo,
  asPublic,
  authorize,
  authorizeUrl,
  basic,
  bindings,
  claimsOf,
  fetchPath,
  issuer,
  type Json,
  later,
  newBrowser,
  parametersOf,
  pkce,
  populate,
  register,
  secret,
  stopClock,
  token,
  userinfo,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { bye, endSessionUrl, logoutTokens } from '../support/logout.ts'
import { waysOut } from '../support/logout-ways.ts'
import { least, registerBy, set } from '../support/registration.ts'
import { fetchesOf, publish, receivedAt } from '../support/web.ts'

const ok = { status: 200, body: '' }
const uriOf = (name: string) => `https://${name}.rp.example.com/backchannel`

beforeAll(async () => {
  await populate()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A client that hears of logouts; `page` is what its address answers. */
async function rp(name: string, page: object = ok, change: Partial<ClientInput> = {}): Promise<string> {
  await register({
    client_id: name,
    client_name: name,
    backchannel_logout_uri: uriOf(name),
    backchannel_logout_session_required: true,
    post_logout_redirect_uris: [bye],
    ...change,
  })
  await publish(uriOf(name), page)
  return uriOf(name)
}

async function tokensOf(
  browser: FormBrowser,
  client: string,
  parameters: Record<string, string> = {},
  person = alice,
): Promise<Json> {
  const location = await authorize(browser, { client_id: client, scope: 'openid', ...parameters }, person)
  const form = { grant_type: 'authorization_code', code: location.searchParams.get('code')! }
  return (await token(form, { authorization: basic(client, secret) })).body
}
const signOutWith = (browser: FormBrowser, hint: string) =>
  browser.open(endSessionUrl({ id_token_hint: hint, post_logout_redirect_uri: bye }))

describe('oidcc-backchannel-logout-discovery-endpoint-verification', () => {
  it('says that it is supported, with sid', async () => {
    const metadata = (await (await fetchPath('/.well-known/openid-configuration')).json()) as object
    expect(metadata).toMatchObject({
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      end_session_endpoint: `${issuer}/oauth2/end_session`,
    })
  })
})

describe('oidcc-backchannel-rp-initiated-logout', () => {
  it('§2.4: every client of the session gets a token of its own', async () => {
    const [first, second] = [await rp('one'), await rp('two', ok, { id_token_signed_response_alg: 'ES256' })]
    const stranger = await rp('three')
    const browser = newBrowser()
    const { id_token } = await tokensOf(browser, 'one')
    await tokensOf(browser, 'two')
    await tokensOf(newBrowser(), 'three') // in a session of its own
    expect(await signOutWith(browser, id_token)).toBe(bye)
    const { sub, sid } = claimsOf(id_token)
    const [told] = await logoutTokens(first, 'one', 1)
    expect(told!.claims).toEqual({
      iss: issuer,
      aud: 'one',
      sub,
      sid,
      iat: expect.any(Number),
      exp: told!.claims.iat! + 120,
      jti: expect.stringMatching(/^[\w-]{22}$/),
      events: { [logoutEvent]: {} },
    })
    const [other] = await logoutTokens(second, 'two', 1)
    expect(decodeProtectedHeader(other!.token).alg).toBe('ES256')
    expect(other!.claims.jti).not.toBe(told!.claims.jti)
    expect(await receivedAt(stranger)).toEqual([])
  })
  it('pairwise: by the names that the client knows, and no other', async () => {
    const uri = await rp('paired', ok, { subject_type: 'pairwise' })
    const browser = newBrowser()
    const { id_token } = await tokensOf(browser, 'paired')
    await signOutWith(browser, id_token)
    const [told] = await logoutTokens(uri, 'paired', 1)
    expect(told!.claims).toMatchObject({ sub: claimsOf(id_token).sub, sid: claimsOf(id_token).sid })
    expect(told!.claims.sub).not.toBe('sub-of-alice')
  })
  it('also who has nothing but an ID token, by the browser', async () => {
    const uri = await rp('implicit', ok, { grant_types: ['implicit'], response_types: ['id_token'] })
    const browser = newBrowser()
    const parameters = { client_id: 'implicit', response_type: 'id_token', scope: 'openid', nonce: 'n' }
    const { id_token } = parametersOf(await authorize(browser, parameters))
    await signOutWith(browser, id_token!)
    expect((await logoutTokens(uri, 'implicit', 1))[0]!.claims.sid).toBe(claimsOf(id_token!).sid)
  })
  it('nobody twice: neither for two sign-ins at a client nor for two sign-outs', async () => {
    const uri = await rp('once')
    const browser = newBrowser()
    const { id_token } = await tokensOf(browser, 'once')
    await tokensOf(browser, 'once')
    await signOutWith(browser, id_token)
    await signOutWith(browser, id_token)
    await logoutTokens(uri, 'once', 1)
    await runAlarm()
    expect(await fetchesOf(uri)).toBe(1)
  })
})

describe('what is granted', () => {
  it('without offline_access ends with the session; with it, it outlives it', async () => {
    await rp('kept')
    const browser = newBrowser()
    const attended = await tokensOf(browser, 'kept')
    const offline = await tokensOf(browser, 'kept', { scope: 'openid offline_access', prompt: 'consent' })
    expect((await userinfo(attended.access_token)).status).toBe(200)
    await signOutWith(browser, attended.id_token)
    expect((await userinfo(attended.access_token)).status).toBe(401)
    expect((await userinfo(offline.access_token)).status).toBe(200)
    const form = { grant_type: 'refresh_token', refresh_token: offline.refresh_token }
    expect((await token(form, { authorization: basic('kept', secret) })).status).toBe(200)
  })
  it('of another session stands', async () => {
    await rp('elsewhere')
    const [here, there] = [newBrowser(), newBrowser()]
    const ended = await tokensOf(here, 'elsewhere')
    const stands = await tokensOf(there, 'elsewhere')
    await signOutWith(here, ended.id_token)
    expect((await userinfo(stands.access_token)).status).toBe(200)
  })
})

describe('every end of a session is told', () => {
  it.each(Object.keys(waysOut))('%s', async (way) => {
    const name = way.replace(/[^a-z]/g, '')
    const uri = await rp(name)
    const person = { login: name, password: 'a password of theirs' }
    await addPerson({ sub: `sub-of-${name}`, user_id: name, password: person.password, claims: { name } })
    const browser = newBrowser()
    const { id_token } = await tokensOf(browser, name, {}, person)
    await waysOut[way]!({ browser, person, sub: `sub-of-${name}`, sid: String(claimsOf(id_token).sid) })
    expect((await logoutTokens(uri, name, 1))[0]!.claims).toMatchObject({
      sub: `sub-of-${name}`,
      sid: claimsOf(id_token).sid,
    })
  })
})

describe('delivery', () => {
  it('a client that fails is told again, later each time, until it answers', async () => {
    stopClock()
    const uri = await rp('recovers', { status: 503, body: '' })
    const browser = newBrowser()
    const { id_token } = await tokensOf(browser, 'recovers')
    await signOutWith(browser, id_token)
    await untilTold(uri, 1)
    later(5)
    await untilTold(uri, 2)
    await publish(uri, ok)
    later(29)
    await runAlarm()
    expect(await fetchesOf(uri)).toBe(2)
    later(1)
    await untilTold(uri, 3)
    const told = await logoutTokens(uri, 'recovers', 3)
    expect(new Set(told.map(({ claims }) => claims.jti)).size).toBe(3) // none is a replay
    later(7_200)
    await runAlarm()
    expect(await fetchesOf(uri)).toBe(3)
    expect(await trail('recovers')).toEqual([{ outcome: 'ok', detail: { attempts: 3 } }])
  })
  it('is given up after six times, and the trail says so', async () => {
    stopClock()
    const uri = await rp('down', { status: 500, body: '' })
    const browser = newBrowser()
    const { id_token } = await tokensOf(browser, 'down')
    await signOutWith(browser, id_token)
    for (const [count, wait] of [5, 30, 120, 600, 3_600, 86_400].entries()) {
      await untilTold(uri, count + 1)
      later(wait)
    }
    await runAlarm()
    expect(await fetchesOf(uri)).toBe(6)
    expect(await trail('down')).toEqual([{ outcome: 'failed', detail: { attempts: 6, why: 'answered 500' } }])
  })
  it('one that never answers holds up no other', async () => {
    const [stuck, quick] = [await rp('stuck', { behaves: 'never' }), await rp('quick')]
    const browser = newBrowser()
    const { id_token } = await tokensOf(browser, 'quick')
    await tokensOf(browser, 'stuck')
    await signOutWith(browser, id_token)
    await logoutTokens(quick, 'quick', 1)
    expect(await receivedAt(stuck)).toHaveLength(1)
  })
  it('a queue of one that never answers holds up no other, nor the trail', async () => {
    const [, quick] = [await rp('hangs', { behaves: 'never' }), await rp('swift')]
    const browser = newBrowser()
    const { id_token } = await tokensOf(browser, 'swift')
    const query = 'INSERT INTO logouts (id, record, attempts, due_ms) VALUES (?, ?, 0, 1)'
    for (const shard of await shards())
      await runInDurableObject(shard, (_: unknown, { storage }) => {
        for (let index = 0; index < 96; index++) {
          const logout = { clientId: 'hangs', sub: 'sub-of-mallory', sid: `sid-${index}` }
          storage.sql.exec(query, `sid-${index} hangs`, JSON.stringify(logout))
        }
      })
    await signOutWith(browser, id_token)
    await untilTold(quick, 1)
    expect(await receivedAt(uriOf('hangs'))).toHaveLength(4 * (await shards()).length)
    expect(await trail('swift')).toEqual([{ outcome: 'ok', detail: { attempts: 1 } }])
    for (const shard of await shards())
      await runInDurableObject(shard, (_: unknown, { storage }) => {
        storage.sql.exec("DELETE FROM logouts WHERE record->>'clientId' = 'hangs'")
      })
  })
  it.each([
    [
      'redirects',
      { status: 302, headers: { location: 'https://elsewhere.example.com/' }, body: '' },
      /redirects/,
    ],
    ['does not know the address', { status: 404, body: '' }, /answered 404/],
    ['wants a password', { status: 401, body: '' }, /answered 401/],
  ])('one that %s is told once, and no more', async (why, page, said) => {
    const name = why.replace(/[^a-z]/g, '')
    const uri = await rp(name, page)
    const browser = newBrowser()
    const { id_token } = await tokensOf(browser, name)
    await signOutWith(browser, id_token)
    await untilTold(uri, 1)
    expect(await trail(name)).toEqual([
      { outcome: 'failed', detail: { attempts: 1, why: expect.stringMatching(said) } },
    ])
  })
  it('fifty sign-outs at once are told of once', async () => {
    const uri = await rp('raced')
    const browser = newBrowser()
    const { id_token } = await tokensOf(browser, 'raced')
    const url = endSessionUrl({ id_token_hint: id_token })
    const headers = { cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; ') }
    await Promise.all(
      Array.from({ length: 50 }, () =>
        fetchPath(url.slice(issuer.length), { headers }).then((page) => page.text()),
      ),
    )
    await untilTold(uri, 1)
    await runAlarm()
    expect(await fetchesOf(uri)).toBe(1)
    expect(await trail('raced')).toHaveLength(1)
  })
  it('what is to be told survives the end of the object that keeps it', async () => {
    stopClock()
    const uri = await rp('survives', { status: 500, body: '' })
    const browser = newBrowser()
    const { id_token } = await tokensOf(browser, 'survives')
    await signOutWith(browser, id_token)
    await untilTold(uri, 1)
    for (const shard of await shards()) await evictDurableObject(shard)
    await publish(uri, ok)
    later(5)
    await untilTold(uri, 2)
    expect(await trail('survives')).toEqual([{ outcome: 'ok', detail: { attempts: 2 } }])
  })
  it('204 is as good as 200 (§2.8), and what else is answered is not read', async () => {
    const uri = await rp('nocontent', { status: 204, body: '' })
    const browser = newBrowser()
    const { id_token } = await tokensOf(browser, 'nocontent')
    await signOutWith(browser, id_token)
    await untilTold(uri, 1)
    expect(await trail('nocontent')).toEqual([{ outcome: 'ok', detail: { attempts: 1 } }])
  })
  it('a client that is deleted or disabled meanwhile is left in peace', async () => {
    stopClock()
    const uri = await rp('disabled')
    const browser = newBrowser()
    await tokensOf(browser, 'disabled')
    const other = await rp('witness')
    const witness = await tokensOf(browser, 'witness')
    await rp('disabled', ok, { status: 'disabled' })
    later(31) // the registration is remembered for half a minute
    await signOutWith(browser, witness.id_token)
    await untilTold(other, 1)
    expect(await receivedAt(uri)).toEqual([])
    expect(await trail('disabled')).toEqual([])
  })
})

describe('a client that is the URL of its metadata', () => {
  const host = 'https://client.example.org'
  const redirect = `${host}/callback`
  const document = (url: string) => ({
    client_id: url,
    client_name: 'Handy',
    redirect_uris: [redirect],
    backchannel_logout_uri: url.replace('.json', '/logout'),
  })
  async function joined(browser: FormBrowser, name: string) {
    const url = `${host}/${name}.json`
    await publish(url, { body: JSON.stringify(document(url)) })
    await publish(document(url).backchannel_logout_uri, ok)
    const challenge = { code_challenge: pkce.challenge, code_challenge_method: 'S256' }
    const asked = { client_id: url, redirect_uri: redirect, scope: 'openid', ...challenge }
    const code = (await authorize(browser, asked)).searchParams.get('code')!
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirect }
    await asPublic({ ...form, code_verifier: pkce.verifier }, url)
    return { url, uri: document(url).backchannel_logout_uri }
  }
  it('is told as soon as its document can be had again', async () => {
    stopClock()
    const browser = newBrowser()
    const { url, uri } = await joined(browser, 'away')
    const beside = await rp('beside')
    later(2 * 86_400)
    const { id_token } = await tokensOf(browser, 'beside')
    await publish(url, { status: 503, body: '' })
    await signOutWith(browser, id_token)
    await untilTold(beside, 1)
    expect(await receivedAt(uri)).toEqual([])
    await publish(url, { body: JSON.stringify(document(url)) })
    later(86_400)
    await untilTold(uri, 1)
  })
  it('is told, however many there are of it', async () => {
    stopClock()
    const browser = newBrowser()
    const many = []
    for (let index = 0; index < 35; index++) {
      if (index % 15 === 14) later(700) // so many at once are too many for one address
      many.push(await joined(browser, `many-${index}`))
    }
    await rp('last')
    later(2 * 86_400)
    const { id_token } = await tokensOf(browser, 'last')
    await signOutWith(browser, id_token)
    for (const { uri } of many) await untilTold(uri, 1)
  })
})

describe('registration (§2.2)', () => {
  beforeAll(() => set({ registration: 'open' }))
  const send = (fields: object) => registerBy({ ...least, ...fields })
  it('echoes what it was told', async () => {
    const fields = {
      backchannel_logout_uri: 'https://app.example.com/backchannel?tenant=1',
      backchannel_logout_session_required: true,
    }
    const response = await send(fields)
    expect(response.status).toBe(201)
    expect(response.body).toMatchObject(fields)
  })
  it.each([
    'http://app.example.com/x',
    'https://app.example.com/x#y',
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://localhost/x',
    'https://elsewhere.example.com/x',
    'https://app.example.com:8443/x',
    'https://user@app.example.com/x',
    'https://router.local/x',
    'https://0x7f.1/x',
    'javascript:alert(1)',
    'x',
    7,
    ['https://app.example.com/x'],
  ])('refuses %s', async (uri) => {
    const response = await send({ backchannel_logout_uri: uri })
    expect(response).toBeOAuthError(400, 'invalid_client_metadata')
    expect(response.body.error_description).toMatch(/^backchannel_logout_uri: /)
  })
})

/** Until the address was called that often, and what came of it is written down: by its alarm, or by ours where the clock stands still. */
async function untilTold(uri: string, count: number): Promise<void> {
  const clientId = new URL(uri).hostname.split('.', 1)[0]!
  await vi.waitUntil(
    async () => {
      await runAlarm()
      return (await fetchesOf(uri)) >= count && (await untold(clientId, count)) === 0
    },
    { timeout: 10_000, interval: 20 },
  )
}

/** How many are to be told to a client that were not tried that often. */
async function untold(clientId: string, count: number): Promise<number> {
  const query = "SELECT 1 FROM logouts WHERE record->>'clientId' = ? AND attempts < ?"
  const rows = (await shards()).map((shard) =>
    runInDurableObject(
      shard,
      (_: unknown, { storage }) => storage.sql.exec(query, clientId, count).toArray().length,
    ),
  )
  return (await Promise.all(rows)).reduce((one, other) => one + other, 0)
}

async function shards() {
  const { results } = await bindings.DB.prepare(
    'SELECT DISTINCT home FROM users WHERE home IS NOT NULL',
  ).all<{
    home: string
  }>()
  return results.map(({ home }) => bindings.SUBJECT_SHARD.get(bindings.SUBJECT_SHARD.idFromName(home)))
}

async function runAlarm(): Promise<void> {
  for (const shard of await shards()) await runDurableObjectAlarm(shard)
}

/** What the trail says of deliveries to a client. */
async function trail(clientId: string): Promise<object[]> {
  await runAlarm()
  const { results } = await bindings.DB.prepare(
    "SELECT record FROM audit WHERE type = 'logout_told' AND client_id = ? ORDER BY id",
  )
    .bind(clientId)
    .all<{ record: string }>()
  return results.map(({ record }) => {
    const { outcome, detail } = JSON.parse(record) as { outcome: string; detail: object }
    return { outcome, detail }
  })
}

it('an authorization request itself tells nobody anything', async () => {
  const uri = await rp('silent')
  const browser = newBrowser()
  await tokensOf(browser, 'silent')
  await answerTo(browser, { client_id: 'silent', scope: 'openid', prompt: 'login' })
  await browser.open(authorizeUrl({ client_id: 'silent', scope: 'openid' }))
  await runAlarm()
  expect(await fetchesOf(uri)).toBe(0)
})
