/** Signing in by another provider: OpenID Connect Core §3.1.3.7, RFC 9207, RFC 9700 §4.4 and what people meet on the way. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { serverFor } from '../../src/app.ts'
import { readSettings } from '../../src/registry/settings.ts'
import { Credentials } from '../../src/stores/credentials.ts'
import {
  addPerson,
  alice,
  authorizeUrl,
  bindings,
  callback,
  claimsOf,
  fetchPath,
  issuer,
  newBrowser,
  populate,
  redeem,
} from '../support/app.ts'
import { encoded, signer } from '../support/fake-issuer.ts'
import { clientId, FakeProvider } from '../support/fake-provider.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { set } from '../support/registration.ts'
import { giveOneTimeCode, proveTwice } from '../support/second-factor.ts'
import { publish } from '../support/web.ts'
import type { Page } from '../support/web-service.ts'

const acme = 'https://login.acme.example.net'
let provider: FakeProvider
let someone = 0

const ofAcme = {
  name: 'Acme',
  issuer: acme,
  client_id: clientId,
  client_secret: 'a secret of ours there',
  create: 'everybody',
}

beforeAll(async () => {
  await populate()
  provider = await FakeProvider.start(acme)
  await set({ providers: { acme: ofAcme } })
})
afterEach(async () => {
  await set({ providers: { acme: { ...ofAcme, trust_amr: null, response_mode: null } } })
})

/** Opens a client's request, and goes to the provider. */
async function leave(
  browser: FormBrowser,
  id = 'acme',
  parameters: Record<string, string> = { scope: 'openid' },
): Promise<URL> {
  await browser.open(authorizeUrl(parameters))
  const to = await browser.submit({ method: `provider:${id}`, action: 'begin' })
  if (to === undefined) throw new Error(`not sent anywhere: ${browser.text}`)
  return new URL(to)
}

const back = (to: URL, more: Record<string, string> = { code: 'a-code-of-theirs' }, id = 'acme') =>
  `${issuer}/sign-in/callback/${id}?${new URLSearchParams({ state: to.searchParams.get('state') ?? '', ...more })}`

/** Comes back, and consents where that is asked. @returns where the client's answer went */
async function comeBack(browser: FormBrowser, to: URL): Promise<string | undefined> {
  const location = await browser.open(back(to))
  return location === undefined && browser.path === '/consent'
    ? browser.submit({ action: 'allow' })
    : location
}

const codeOf = (location: string | undefined) => new URL(location ?? 'about:blank').searchParams.get('code')
const stranger = () => `sub-${++someone}`
const eventsOf = async (type: string): Promise<{ outcome: string; subject?: string; detail?: unknown }[]> => {
  const { results } = await bindings.DB.prepare('SELECT record FROM audit WHERE type = ? ORDER BY id DESC')
    .bind(type)
    .all<{ record: string }>()
  return results.map(({ record }) => JSON.parse(record))
}
const personOf = (sub: string) =>
  bindings.DB.prepare('SELECT user_id, user_type, roles, claims, password_hash FROM users WHERE sub = ?')
    .bind(sub)
    .first<Record<string, string>>()
const linkedAs = (sub: string, there: string) =>
  new Credentials(bindings.DB)
    .insertion({ kind: 'provider', id: `acme ${there}`, sub, record: { login: there } }, Date.now())
    .run()
const subHere = async (sub: string, id = 'acme') =>
  (await new Credentials(bindings.DB).find('provider', `${id} ${sub}`))?.sub

describe('the request to the provider', () => {
  it('has PKCE, a nonce, a state of its own and a redirect URI of that provider alone', async () => {
    const to = await leave(newBrowser())
    expect(to.origin + to.pathname).toBe(`${acme}/authorize`)
    expect(Object.fromEntries(to.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: `${issuer}/sign-in/callback/acme`,
      scope: 'openid profile email',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{22}$/),
      state: expect.stringMatching(/^[\w-]{22}$/),
    })
    expect(to.searchParams.has('max_age')).toBe(false)
  })
  it('hands on whom the application means, and that they must prove themself anew', async () => {
    const to = await leave(newBrowser(), 'acme', { scope: 'openid', login_hint: 'ada', prompt: 'login' })
    expect(to.searchParams.get('login_hint')).toBe('ada')
    expect(to.searchParams.get('prompt')).toBe('login')
    expect(to.searchParams.get('max_age')).toBe('0')
  })
})

describe('being sent there', () => {
  it('is slowed for who leaves again and again, and not for who comes back', async () => {
    const { throttle } = (await readSettings(serverFor(bindings))).settings
    await set({ throttle: { address: { free: 3 } } })
    const from = { 'cf-connecting-ip': '203.0.113.77' }
    for (let i = 0; i < 5; i++) {
      const browser = newBrowser(from)
      const to = await leave(browser)
      await provider.vouches(to, { sub: 'often' })
      expect(codeOf(await comeBack(browser, to))).not.toBeNull()
    }
    for (let i = 0; i < 3; i++) await leave(newBrowser(from))
    const browser = newBrowser(from)
    await expect(leave(browser)).rejects.toThrow('Too many tries')
    expect(browser.status).toBe(429)
    await leave(newBrowser()) // from elsewhere
    await set({ throttle: { address: { free: throttle.address.free } } })
  })
  it('is slowed within one sign-in, whatever the address', async () => {
    const browser = newBrowser()
    await browser.open(authorizeUrl({ scope: 'openid' }))
    const { url } = browser
    for (let i = 0; i < 10; i++) {
      expect(await browser.submit({ method: 'provider:acme', action: 'begin' })).toContain(acme)
      await browser.open(url)
    }
    expect(await browser.submit({ method: 'provider:acme', action: 'begin' })).toBeUndefined()
    expect(browser.status).toBe(429)
  })
})

describe('somebody new', () => {
  it('becomes a person here, with what is verified, and goes on to the application', async () => {
    const [browser, sub] = [newBrowser(), stranger()]
    const to = await leave(browser)
    const told = {
      name: 'Ada King',
      preferred_username: 'ada',
      email: 'ada@acme.example.net',
      email_verified: true,
    }
    await provider.vouches(to, { sub, ...told, locale: 'en-GB', roles: ['admin'] })
    const { body } = await redeem(codeOf(await comeBack(browser, to)) ?? '')
    expect(claimsOf(body.id_token)).toMatchObject({ sub: await subHere(sub), acr: '1' })
    expect(await personOf(claimsOf(body.id_token).sub ?? '')).toMatchObject({
      user_id: 'ada',
      user_type: 'customer',
      roles: '[]',
      password_hash: null,
    })
    expect(JSON.parse((await personOf(claimsOf(body.id_token).sub ?? ''))?.claims ?? '')).toEqual({
      name: 'Ada King',
      locale: 'en-GB',
      email: 'ada@acme.example.net',
      email_verified: true,
    })
    expect((await eventsOf('user.provider_linked'))[0]).toMatchObject({ detail: { provider: 'acme' } })
  })
  it('is the same person the next time, whatever they are called by then', async () => {
    const sub = stranger()
    const subs = await Promise.all(
      ['Bea', 'Beatrix'].map(async (name) => {
        const browser = newBrowser()
        const to = await leave(browser)
        return { browser, to, name }
      }),
    )
    const seen: unknown[] = []
    for (const { browser, to, name } of subs) {
      await provider.vouches(to, { sub, name })
      const { body } = await redeem(codeOf(await comeBack(browser, to)) ?? '')
      seen.push(claimsOf(body.id_token).sub)
    }
    expect(seen[0]).toBe(seen[1])
  })
  it('whose name is taken gets one with a number', async () => {
    const [browser, sub] = [newBrowser(), stranger()]
    const to = await leave(browser)
    await provider.vouches(to, { sub, preferred_username: alice.login })
    expect(codeOf(await comeBack(browser, to))).not.toBeNull()
    expect((await personOf((await subHere(sub)) ?? ''))?.user_id).toMatch(/^alice-\d{1,5}$/)
  })
  it('takes no address along that is not verified, neither as an address nor as a name', async () => {
    const [browser, sub] = [newBrowser(), stranger()]
    const to = await leave(browser)
    const email = 'victim@corp.example.net'
    await provider.vouches(to, { sub, preferred_username: email, email, email_verified: false })
    expect(codeOf(await comeBack(browser, to))).not.toBeNull()
    const person = await personOf((await subHere(sub)) ?? '')
    expect(person).toMatchObject({ user_id: 'victim', claims: '{}' })
  })
  it('is nobody here where nobody new is taken, and is told what to do', async () => {
    await set({ providers: { acme: { create: 'off' } } })
    const [browser, sub] = [newBrowser(), stranger()]
    const to = await leave(browser)
    await provider.vouches(to, { sub, name: 'Nobody' })
    expect(await comeBack(browser, to)).toBeUndefined()
    expect(browser.status).toBe(400)
    expect(browser.text).toContain('No account here is linked with Acme')
    expect(await subHere(sub)).toBeUndefined()
    // The other ways are still there.
    expect(await browser.submit({ ...alice, action: 'sign-in' })).toBeUndefined()
    expect(browser.path).toBe('/consent')
  })
  it('is taken by the domain of a verified address where the settings say so', async () => {
    await set({ providers: { acme: { create: 'verified_domains', domains: ['corp.example.net'] } } })
    const come = async (claims: Record<string, unknown>) => {
      const browser = newBrowser()
      const to = await leave(browser)
      await provider.vouches(to, claims)
      return comeBack(browser, to)
    }
    const email = 'carl@corp.example.net'
    expect(
      await come({ sub: stranger(), email: 'carl@evil-corp.example.net', email_verified: true }),
    ).toBeUndefined()
    expect(await come({ sub: stranger(), email })).toBeUndefined()
    expect(codeOf(await come({ sub: stranger(), email, email_verified: true }))).not.toBeNull()
  })
  it('is nobody where the record of who was linked is gone', async () => {
    const sub = stranger()
    await linkedAs('sub-of-nobody', sub)
    const browser = newBrowser()
    const to = await leave(browser)
    await provider.vouches(to, { sub, name: 'Ghost' })
    expect(await comeBack(browser, to)).toBeUndefined()
    expect([browser.status, browser.text.includes('No account here is linked with Acme')]).toEqual([
      400,
      true,
    ])
  })
  it('who is disabled here is not let in', async () => {
    const sub = stranger()
    const visit = async () => {
      const browser = newBrowser()
      const to = await leave(browser)
      await provider.vouches(to, { sub })
      return { browser, location: await comeBack(browser, to) }
    }
    expect(codeOf((await visit()).location)).not.toBeNull()
    await bindings.DB.prepare("UPDATE users SET status = 'disabled' WHERE sub = ?")
      .bind(await subHere(sub))
      .run()
    const { browser, location } = await visit()
    expect(location).toBeUndefined()
    expect(browser.text).toContain('You cannot sign in here with Acme')
  })
})

describe('an answer that is refused', () => {
  const sentence = 'sent an answer that this server cannot accept'

  async function refusedAnswer(answer: (to: URL) => Promise<void>): Promise<FormBrowser> {
    const browser = newBrowser()
    const to = await leave(browser)
    await answer(to)
    expect(await comeBack(browser, to)).toBeUndefined()
    expect(browser.path).toBe('/sign-in/callback/acme')
    expect(browser.cookies.has('__Host-edgegrant-session')).toBe(false)
    return browser
  }

  const past = () => Math.floor(Date.now() / 1000) - 3600
  const cases: Record<string, (to: URL) => Promise<void>> = {
    'of another issuer': (to) => provider.vouches(to, { iss: 'https://evil.example.net' }),
    'for another client': (to) => provider.vouches(to, { aud: 'somebody-else' }),
    'for several clients without a word of us': (to) => provider.vouches(to, { aud: [clientId, 'other'] }),
    'given to another client': (to) => provider.vouches(to, { aud: [clientId, 'other'], azp: 'other' }),
    'with another nonce': (to) => provider.vouches(to, { nonce: 'a-nonce-of-somebody-else' }),
    'without a nonce': (to) => provider.vouches(to, { nonce: undefined }),
    'that has expired': (to) => provider.vouches(to, { iat: past() - 60, exp: past() }),
    'without a sub': (to) => provider.vouches(to, { sub: undefined }),
    'with a sub that is no text': (to) => provider.vouches(to, { sub: 42 }),
    'signed by nobody': async (to) => {
      const [, payload] = (await provider.idToken(to, {})).split('.')
      const id_token = `${encoded({ alg: 'none' })}.${payload}.`
      await provider.answers({ access_token: 'x', token_type: 'Bearer', id_token })
    },
    'signed with the public key as if it were a secret': async (to) => {
      const secret = new TextEncoder().encode(JSON.stringify(provider.signer.jwk))
      const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, [
        'sign',
      ])
      const sign = async (input: Uint8Array<ArrayBuffer>) =>
        new Uint8Array(await crypto.subtle.sign('HMAC', key, input))
      await provider.vouches(to, {}, { alg: 'HS256' }, { jwk: provider.signer.jwk, sign })
    },
    'signed by another key of that name': async (to) =>
      provider.vouches(to, {}, {}, await signer('key-1', 'RS256')),
    'whose claims were changed': async (to) => {
      const [header, , signature] = (await provider.idToken(to, {})).split('.')
      const [, payload] = (await provider.idToken(to, { sub: 'somebody-else' })).split('.')
      const id_token = `${header}.${payload}.${signature}`
      await provider.answers({ access_token: 'x', token_type: 'Bearer', id_token })
    },
    'without an ID token': () => provider.answers({ access_token: 'x', token_type: 'Bearer' }),
    'that is not JSON': () => provider.answers({ body: '<html>' }),
    'that is not what it says': () =>
      provider.answers({ body: '[1]', headers: { 'content-type': 'text/html' } } as Page),
    'that is an error': () =>
      provider.answers({ status: 400, body: JSON.stringify({ error: 'invalid_grant' }) }),
    'that leads elsewhere': () =>
      provider.answers({ status: 302, headers: { location: `${acme}/elsewhere` } } as Page),
    'larger than any': () => provider.answers({ behaves: 'unannounced' }),
  }
  for (const [what, answer] of Object.entries(cases)) {
    it(`an answer ${what}`, async () => {
      const browser = await refusedAnswer(answer)
      expect(browser.status).toBe(400)
      expect(browser.text).toContain(`Acme ${sentence}`)
    })
  }
  it('is told in the audit trail', async () => {
    await refusedAnswer((to) => provider.vouches(to, { aud: 'somebody-else' }))
    await serverFor(bindings).stores.tally.flush(Date.now())
    expect((await eventsOf('sign_in_refused')).map(({ outcome }) => outcome)).toContain('bad_answer')
  })
})

describe('the way back', () => {
  it('RFC 6749 §4.1.2.1: who said no there is at our page again, with a sentence', async () => {
    const browser = newBrowser()
    const to = await leave(browser)
    expect(await browser.open(back(to, { error: 'access_denied' }))).toBeUndefined()
    expect(browser.status).toBe(400)
    expect(browser.text).toContain('You did not go on at Acme')
    await browser.submit({ ...alice, action: 'sign-in' })
    expect(browser.path).toBe('/consent')
  })
  it('any other error is a sentence, never a 5xx of ours and never what they wrote', async () => {
    for (const error of ['invalid_scope', 'login_required', 'x'.repeat(500)]) {
      const browser = newBrowser()
      const to = await leave(browser)
      await browser.open(back(to, { error, error_description: 'Call 555-0100 at once' }))
      expect(browser.status).toBe(400)
      expect(browser.text).not.toContain('555-0100')
    }
  })
  it('a state is good once', async () => {
    const browser = newBrowser()
    const to = await leave(browser)
    await provider.vouches(to, { sub: stranger() })
    expect(codeOf(await comeBack(browser, to))).not.toBeNull()
    expect(await browser.open(back(to))).toBeUndefined()
    expect(browser.status).toBe(400)
    expect(browser.text).toContain('You have already done this step')
  })
  it('a state that nobody was sent away with leads nowhere', async () => {
    const browser = newBrowser()
    await leave(browser)
    await browser.open(`${issuer}/sign-in/callback/acme?state=made-up&code=x`)
    expect(browser.status).toBe(400)
    await browser.open(`${issuer}/sign-in/callback/acme`)
    expect(browser.status).toBe(400)
  })
  it('in another browser nobody is signed in, and the one who began can still go on', async () => {
    const [browser, other] = [newBrowser(), newBrowser()]
    const to = await leave(browser)
    await provider.vouches(to, { sub: stranger() })
    await leave(other) // it has a cookie of its own
    expect(await other.open(back(to))).toBeUndefined()
    expect(other.status).toBe(400)
    expect(other.text).toContain('in another browser')
    expect(codeOf(await comeBack(browser, to))).not.toBeNull()
  })
  it('RFC 9700 §4.4.2.2: an answer at the address of another provider is refused', async () => {
    await set({ providers: { evil: { ...ofAcme, name: 'Evil' } } })
    const browser = newBrowser()
    const to = await leave(browser, 'evil')
    await provider.vouches(to, { sub: stranger() })
    // Their server sent the person on to Acme, with our state: Acme answers to the address that is registered there.
    expect(await browser.open(back(to))).toBeUndefined()
    expect(browser.status).toBe(400)
    expect(browser.cookies.has('__Host-edgegrant-session')).toBe(false)
    await set({ providers: { evil: null } })
  })
  it('RFC 9207 §2.4: where a provider says who it is, an answer of another is refused, and one that does not say', async () => {
    const strict = 'https://strict.example.net'
    const server = await FakeProvider.start(strict, { authorization_response_iss_parameter_supported: true })
    await set({ providers: { strict: { ...ofAcme, name: 'Strict', issuer: strict } } })
    const answered: number[] = []
    for (const more of [{}, { iss: acme }, { iss: strict }]) {
      const browser = newBrowser()
      const to = await leave(browser, 'strict')
      await server.vouches(to, { sub: stranger() })
      const location = await browser.open(back(to, { code: 'x', ...more }, 'strict'))
      answered.push(location === undefined && browser.path !== '/consent' ? browser.status : 200)
    }
    expect(answered).toEqual([400, 400, 200])
  })
  it('OAuth 2.0 Form Post: a form of another site comes back by a redirect to ourselves', async () => {
    await set({ providers: { acme: { response_mode: 'form_post' } } })
    const browser = newBrowser()
    const to = await leave(browser)
    expect(to.searchParams.get('response_mode')).toBe('form_post')
    await provider.vouches(to, { sub: stranger() })
    const body = new URLSearchParams({ state: to.searchParams.get('state') ?? '', code: 'theirs' })
    // As a browser sends it: no cookie of ours goes with it.
    const posted = await fetchPath('/sign-in/callback/acme', {
      method: 'POST',
      body: body.toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: acme,
        'sec-fetch-site': 'cross-site',
      },
    })
    expect(posted.status).toBe(303)
    const location = posted.headers.get('location') ?? ''
    expect(location).not.toContain('theirs')
    await browser.open(issuer + location)
    expect(browser.path).toBe('/consent')
  })
  it('a request that sends its state twice is refused', async () => {
    const response = await fetchPath('/sign-in/callback/acme?state=a&state=b')
    expect(response.status).toBe(400)
    await response.body?.cancel()
  })
})

describe('a provider that is down', () => {
  const failing = async (id: string, metadata: Page | undefined) => {
    const url = `https://${id}.example.net`
    if (metadata) await publish(`${url}/.well-known/openid-configuration`, metadata)
    await set({ providers: { [id]: { ...ofAcme, name: 'Down', issuer: url } } })
    const browser = newBrowser()
    await browser.open(authorizeUrl())
    const to = await browser.submit({ method: `provider:${id}`, action: 'begin' })
    await set({ providers: { [id]: null } })
    return { browser, to }
  }
  it('answers nothing: it is given up, said, and the other ways go on', async () => {
    const { browser, to } = await failing('silent', { behaves: 'never' })
    expect(to).toBeUndefined()
    expect(browser.status).toBe(503)
    expect(browser.text).toContain('Down does not answer right now')
    await browser.submit({ ...alice, action: 'sign-in' })
    expect(browser.path).toBe('/consent')
  })
  it('says that it is busy', async () => {
    const { browser } = await failing('busy', { status: 503, body: 'busy' })
    expect(browser.status).toBe(503)
  })
  it('answers garbage, or in the name of another', async () => {
    const metadata = JSON.stringify({ issuer: acme, authorization_endpoint: `${acme}/authorize` })
    for (const [id, body] of Object.entries({ garbage: '<html>', another: metadata, empty: '{}' })) {
      const { browser, to } = await failing(id, { body })
      expect({ id, status: browser.status, to }).toEqual({ id, status: 400, to: undefined })
    }
  })
  it('fails between the two: the person can try again or go another way', async () => {
    const browser = newBrowser()
    const to = await leave(browser)
    await provider.answers({ status: 500, body: 'oops' })
    expect(await comeBack(browser, to)).toBeUndefined()
    expect(browser.status).toBe(503)
    const again = await browser.submit({ method: 'provider:acme', action: 'begin' })
    const next = new URL(again ?? '')
    await provider.vouches(next, { sub: stranger() })
    expect(codeOf(await comeBack(browser, next))).not.toBeNull()
  })
  it('is no way to sign in while it is switched off', async () => {
    const browser = newBrowser()
    const to = await leave(browser)
    await set({ providers: { acme: { enabled: false } } })
    await provider.vouches(to, { sub: stranger() })
    expect(await comeBack(browser, to)).toBeUndefined()
    expect(browser.status).toBe(400)
    expect(browser.html).not.toContain('provider:acme')
    await set({ providers: { acme: { enabled: null } } })
  })
})

describe('how somebody proved themself', () => {
  const come = async (
    claims: Record<string, unknown>,
    parameters: Record<string, string> = { scope: 'openid' },
  ) => {
    const browser = newBrowser()
    const to = await leave(browser, 'acme', parameters)
    await provider.vouches(to, { sub: stranger(), ...claims })
    const location = await comeBack(browser, to)
    if (location === undefined) return { browser }
    return { browser, claims: claimsOf((await redeem(codeOf(location) ?? '')).body.id_token) }
  }
  it('is nothing of ours to say unless the operator trusts what it says', async () => {
    const { claims } = await come({ amr: ['pwd', 'mfa', 'hwk'] })
    expect(claims).toMatchObject({ acr: '1' })
    expect(claims?.amr ?? []).toEqual([])
  })
  it('is what it says where it is trusted, as far as RFC 8176 knows it', async () => {
    await set({ providers: { acme: { trust_amr: true } } })
    const { claims } = await come({ amr: ['pwd', 'mfa', 'magic', 7] })
    expect(claims).toMatchObject({ acr: '2', amr: ['pwd', 'mfa'] })
  })
  it('and one code of theirs after it is two proofs: by several channels, where nothing is known of the first', async () => {
    const tim = { login: 'tim', sub: 'sub-of-tim' }
    await addPerson({ sub: tim.sub, user_id: tim.login, password: 'a dozen amber umbrellas', claims: {} })
    await giveOneTimeCode(tim.login, tim.sub)
    await linkedAs(tim.sub, 'tim-there')
    const browser = newBrowser()
    const to = await leave(browser)
    await provider.vouches(to, { sub: 'tim-there' })
    await browser.open(back(to))
    expect(browser.path).toBe('/second-factor')
    await proveTwice(browser, tim.login)
    expect(browser.path).toBe('/consent')
    const { body } = await redeem(codeOf(await browser.submit({ action: 'allow' })) ?? '')
    expect(claimsOf(body.id_token)).toMatchObject({ sub: tim.sub, acr: '2', amr: ['otp', 'mca'] })
  })
  it('anew where the application asks it: by auth_time, or it does not count', async () => {
    const now = Math.floor(Date.now() / 1000)
    const asked = { scope: 'openid', prompt: 'login' }
    const old = await come({ auth_time: now - 3_600 })
    expect(old.claims).toMatchObject({ acr: '1', auth_time: now - 3_600 }) // it is theirs to say, not ours
    expect((await come({})).claims).not.toHaveProperty('auth_time')
    expect((await come({ auth_time: now - 3_600 }, asked)).browser.status).toBe(400)
    expect((await come({}, asked)).browser.status).toBe(400)
    expect((await come({ auth_time: now }, asked)).claims).toMatchObject({ acr: '1' })
  })
})

describe('a provider that does not say when somebody signed in there', () => {
  const silent = { ...ofAcme, name: 'Silent', auth_time: false }
  beforeAll(() => set({ providers: { silent } }))
  const asked = [
    { scope: 'openid', prompt: 'login' },
    { scope: 'openid', max_age: '60' },
  ]
  async function person(name: string, more: { password?: string } = {}): Promise<string> {
    const sub = `sub-of-${name}`
    await addPerson({ sub, user_id: name, claims: {}, ...more })
    if (more.password === undefined)
      await bindings.DB.prepare('UPDATE users SET password_hash = NULL WHERE sub = ?').bind(sub).run()
    const link = { kind: 'provider', id: `silent ${name}`, sub, record: { login: name } } as const
    await new Credentials(bindings.DB).insertion(link, Date.now()).run()
    return sub
  }
  async function come(sub: string, parameters: Record<string, string>): Promise<FormBrowser> {
    const browser = newBrowser()
    const to = await leave(browser, 'silent', parameters)
    await provider.vouches(to, { sub })
    await browser.open(back(to, { code: 'x' }, 'silent'))
    return browser
  }

  it.each(asked)('is not enough for %j: who has a password types it', async (parameters) => {
    const ann = { login: `ann${parameters.prompt ?? ''}`, password: 'a dozen amber umbrellas' }
    await person(ann.login, ann)
    const browser = await come(ann.login, parameters)
    expect(browser.status).toBe(400)
    expect(browser.text).toContain('Silent does not say when you did there')
    await browser.submit({ ...ann, action: 'sign-in' })
    expect(browser.path).toBe('/consent')
  })
  it.each(asked)('is not enough for %j: who has one-time codes adds one', async (parameters) => {
    const login = `ben${parameters.prompt ?? ''}`
    await giveOneTimeCode(login, await person(login))
    const browser = await come(login, parameters)
    expect(browser.path).toBe('/second-factor')
    await proveTwice(browser, login)
    const { body } = await redeem(codeOf(await browser.submit({ action: 'allow' })) ?? '')
    const { auth_time, acr } = claimsOf(body.id_token) as { auth_time?: number; acr?: string }
    expect(acr).toBe('2')
    expect(Math.abs((auth_time ?? 0) - Date.now() / 1000)).toBeLessThan(60)
  })
  it('who has nothing else sets a factor up', async () => {
    await person('cas')
    expect((await come('cas', { scope: 'openid', max_age: '60' })).path).toBe('/enroll')
  })
  it('is enough where nobody asks, and its session is too old for who asks later', async () => {
    await person('dan')
    const browser = await come('dan', { scope: 'openid' })
    await browser.submit({ action: 'allow' })
    await browser.open(authorizeUrl({ scope: 'openid', max_age: '3600' }))
    expect(browser.path).toBe('/sign-in')
  })
})

describe('an address that belongs to somebody here', () => {
  const bob = { login: 'bob', password: 'a dozen green umbrellas' }
  beforeAll(async () => {
    await addPerson({
      sub: 'sub-of-bob',
      user_id: bob.login,
      password: bob.password,
      claims: { name: 'Bob', email: 'bob@example.com', email_verified: true },
    })
    await addPerson({
      sub: 'sub-of-root',
      user_id: 'root',
      roles: ['admin'],
      claims: { email: 'root@example.com', email_verified: true },
    })
  })
  const arrive = async (claims: Record<string, unknown>) => {
    const browser = newBrowser()
    const to = await leave(browser)
    await provider.vouches(to, claims)
    const location = await browser.open(back(to))
    return { browser, location }
  }

  it('is not theirs by that: they are asked to sign in to it once, and then it is linked', async () => {
    const sub = stranger()
    const { browser, location } = await arrive({ sub, email: 'Bob@Example.com', email_verified: true })
    expect(location).toBeUndefined()
    expect(browser.path).toBe('/link')
    expect(browser.text).toContain('Bob@Example.com')
    expect(browser.cookies.has('__Host-edgegrant-session')).toBe(false)

    await browser.submit({ action: 'link' })
    expect(browser.path).toBe('/sign-in')
    expect(browser.text).toContain(
      'Sign in once to the account that you have here: then Acme is linked with it.',
    )
    await browser.submit({ login: bob.login, password: 'not the password', action: 'sign-in' })
    expect(await subHere(sub)).toBeUndefined()
    await browser.submit({ ...bob, action: 'sign-in' })
    expect(await subHere(sub)).toBe('sub-of-bob')
    const [linked] = await eventsOf('user.provider_linked')
    expect(linked).toMatchObject({ subject: 'sub-of-bob', detail: { provider: 'acme' } })
    // The next time the provider is enough.
    const next = newBrowser()
    const to = await leave(next)
    await provider.vouches(to, { sub, email: 'bob@example.com', email_verified: true })
    const { body } = await redeem(codeOf(await comeBack(next, to)) ?? '')
    expect(claimsOf(body.id_token)).toMatchObject({ sub: 'sub-of-bob' })
  })
  it('is linked only once their second factor is proven, too', async () => {
    const tom = { login: 'tom', password: 'a dozen blue umbrellas' }
    const claims = { email: 'tom@example.com', email_verified: true }
    await addPerson({ sub: 'sub-of-tom', user_id: tom.login, password: tom.password, claims })
    await giveOneTimeCode(tom.login, 'sub-of-tom')
    const sub = stranger()
    const { browser } = await arrive({ sub, ...claims })
    await browser.submit({ action: 'link' })
    await browser.submit({ ...tom, action: 'sign-in' })
    expect(browser.path).toBe('/second-factor')
    expect(await subHere(sub)).toBeUndefined()
    await proveTwice(browser, tom.login)
    expect(await subHere(sub)).toBe('sub-of-tom')
    // And their second step is asked for after the provider, too: that one said nothing of two.
    const next = newBrowser()
    const to = await leave(next)
    await provider.vouches(to, { sub })
    expect(await next.open(back(to))).toBeUndefined()
    expect(next.path).toBe('/second-factor')
  })
  it('of a domain that leads to that very provider: their password is asked for all the same', async () => {
    await set({ sign_in: { realms: [{ domains: ['example.com'], provider: 'acme' }] } })
    const sub = stranger()
    const { browser } = await arrive({ sub, email: 'bob@example.com', email_verified: true })
    await browser.submit({ action: 'link' })
    await browser.submit({ login: 'bob@example.com', password: bob.password, action: 'sign-in' })
    expect(await subHere(sub)).toBe('sub-of-bob')
    // Anybody else of that domain is led there by their address alone.
    const other = newBrowser()
    await other.open(authorizeUrl({ scope: 'openid' }))
    expect(other.html).not.toContain('name="password"')
    const to = await other.submit({ login: 'carol@example.com', action: 'identify' })
    expect(new URL(to ?? '').origin).toBe(acme)
    await set({ sign_in: { realms: null } })
  })
  it('is linked with nobody where somebody else signs in', async () => {
    const sub = stranger()
    const { browser } = await arrive({ sub, email: 'bob@example.com', email_verified: true })
    await browser.submit({ action: 'link' })
    await browser.submit({ ...alice, action: 'sign-in' })
    expect(browser.path).toBe('/consent')
    expect(await subHere(sub)).toBeUndefined()
  })
  it('is linked with nobody where they did not say so, though they sign in', async () => {
    const sub = stranger()
    const { browser } = await arrive({ sub, email: 'bob@example.com', email_verified: true })
    await browser.submit({ action: 'another' })
    expect(browser.path).toBe('/sign-in')
    await browser.submit({ ...bob, action: 'sign-in' })
    expect(await subHere(sub)).toBeUndefined()
  })
  it('counts for nothing where it is not verified', async () => {
    const sub = stranger()
    const { browser } = await arrive({ sub, email: 'bob@example.com', preferred_username: 'bobby' })
    expect(browser.path).toBe('/consent')
    expect(await subHere(sub)).not.toBe('sub-of-bob')
  })
  it('of somebody who looks after the server is linked from within only', async () => {
    const { browser } = await arrive({ sub: stranger(), email: 'root@example.com', email_verified: true })
    expect(browser.status).toBe(400)
    expect(browser.text).toContain('then link Acme in your account')
  })
  it('takes the way back to the application where they say no', async () => {
    const { browser } = await arrive({ sub: stranger(), email: 'bob@example.com', email_verified: true })
    const location = new URL((await browser.submit({ action: 'cancel' })) ?? '')
    expect(location.origin + location.pathname).toBe(callback)
    expect(location.searchParams.get('error')).toBe('access_denied')
  })
})

describe('what is known of some providers', () => {
  it('Microsoft Entra: one client, many issuers, and only those that are named', async () => {
    const url = 'https://login.microsoft.example.net/organizations/v2.0'
    const tenant = '11111111-2222-3333-4444-555555555555'
    const server = await FakeProvider.start(url)
    await server.says({ issuer: 'https://login.microsoft.example.net/{tenantid}/v2.0' })
    const iss = `https://login.microsoft.example.net/${tenant}/v2.0`
    const entra = { ...ofAcme, name: 'Entra', preset: 'microsoft', issuer: url }
    const come = async (claims: Record<string, unknown>) => {
      const browser = newBrowser()
      const to = await leave(browser, 'entra')
      await server.vouches(to, { iss, tid: tenant, ...claims })
      await browser.open(back(to, { code: 'x' }, 'entra'))
      return browser
    }
    await set({ providers: { entra } })
    const email = { email: 'eve@corp.example.net' }
    expect((await come({ oid: 'oid-1', ...email })).path).toBe('/consent')
    const first = await subHere(`${tenant}.oid-1`, 'entra')
    expect((await personOf(first ?? ''))?.claims).toBe('{}') // anybody may write an address there
    expect((await come({ oid: 'oid-2', ...email, xms_edov: true })).path).toBe('/consent')
    const second = await subHere(`${tenant}.oid-2`, 'entra')
    expect((await personOf(second ?? ''))?.claims).toContain('eve@corp.example.net')
    const other = '99999999-2222-3333-4444-555555555555'
    expect((await come({ oid: 'oid-1', tid: other })).status).toBe(400) // says one tenant, and is of another
    expect((await come({ oid: 'oid-1', tid: undefined })).status).toBe(400)
    await set({ providers: { entra: { tenants: [other] } } })
    expect((await come({ oid: 'oid-1' })).text).toContain('your organization may not sign in here')
  })
  it('GitHub: no ID token, but an endpoint that says who they are, and one for their addresses', async () => {
    const url = 'https://github.example.net'
    const hub = {
      preset: 'github',
      name: 'GitHub',
      client_id: clientId,
      client_secret: 'a secret of ours there',
      create: 'everybody',
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      userinfo_endpoint: `${url}/user`,
      emails_endpoint: `${url}/user/emails`,
    }
    await set({ providers: { hub } })
    const come = async (user: unknown, emails: unknown) => {
      await publish(`${url}/token`, { access_token: 'gho_x', token_type: 'bearer', scope: 'read:user' })
      await publish(`${url}/user`, { body: JSON.stringify(user) })
      await publish(`${url}/user/emails`, { body: JSON.stringify(emails) })
      const browser = newBrowser()
      const to = await leave(browser, 'hub')
      expect(to.searchParams.get('scope')).toBe('read:user user:email')
      expect(to.searchParams.has('nonce')).toBe(false)
      await browser.open(back(to, { code: 'x' }, 'hub'))
      return browser
    }
    const user = {
      id: 583231,
      login: 'octocat',
      name: 'Mona',
      email: 'shown@example.net',
      avatar_url: `${url}/a.png`,
    }
    const emails = [
      { email: 'old@example.net', primary: false, verified: true },
      { email: 'mona@example.net', primary: true, verified: true },
    ]
    expect((await come(user, emails)).path).toBe('/consent')
    const person = await personOf((await subHere('583231', 'hub')) ?? '')
    expect(person?.user_id).toBe('octocat')
    expect(JSON.parse(person?.claims ?? '')).toEqual({
      name: 'Mona',
      nickname: 'octocat',
      picture: `${url}/a.png`,
      email: 'mona@example.net',
      email_verified: true,
    })
    // The name is somebody else's by now; the number is not.
    expect((await come({ ...user, login: 'mona' }, emails)).path).toBe('/consent')
    const first = await Promise.all(Array.from({ length: 8 }, () => come({ id: 77, login: 'dora' }, [])))
    expect(first.map(({ path }) => path)).toEqual(first.map(() => '/consent')) // of all at once one is made
    const { results } = await bindings.DB.prepare("SELECT sub FROM users WHERE user_id LIKE 'dora%'").all()
    expect(results).toHaveLength(1)
    // RFC 9207: what it calls itself counts once the operator has said it; there is nothing to compare it with before.
    const named = async (iss: string) => {
      const browser = newBrowser()
      const to = await leave(browser, 'hub')
      await browser.open(back(to, { code: 'x', iss }, 'hub'))
      return browser.path
    }
    await come(user, emails)
    expect(await named(`${url}/login/oauth`)).toBe('/consent')
    await set({ providers: { hub: { issuer: `${url}/login/oauth`, client_secret: hub.client_secret } } })
    expect(await named(`${url}/login/oauth`)).toBe('/consent')
    expect(await named(acme)).toBe('/sign-in/callback/hub')
    for (const wrong of [null, [], {}, { id: '' }, { id: {} }, 'octocat'])
      expect((await come(wrong, emails)).status).toBe(400)
  })
})
