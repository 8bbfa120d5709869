/** Which ways to sign in somebody meets, how many it takes, and what becomes of a session on the way. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  addPerson,
  alice,
  answerTo,
  authorize,
  authorizeUrl,
  bindings,
  claimsOf,
  issuer,
  later,
  newBrowser,
  parametersOf,
  populate,
  postForm,
  redeem,
  register,
  stopClock,
} from '../support/app.ts'
import { clientId, FakeProvider } from '../support/fake-provider.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { set } from '../support/registration.ts'
import { giveOneTimeCode, nextCode, proveTwice, setUpCodes } from '../support/second-factor.ts'

const there = 'https://login.corp.example.net'
const sessionCookie = '__Host-edgegrant-session'
const tess = { login: 'tess', password: 'twice as much proof' }

beforeAll(async () => {
  await populate()
  await addPerson({
    sub: 'sub-of-tess',
    user_id: tess.login,
    password: tess.password,
    claims: { name: 'Tess' },
  })
  await giveOneTimeCode(tess.login, 'sub-of-tess')
  await FakeProvider.start(there)
  await set({
    providers: {
      corp: { name: 'Corp', issuer: there, client_id: clientId, client_secret: 'ours', create: 'off' },
    },
  })
})
beforeEach(stopClock)
afterEach(async () => {
  await set({ sign_in: null })
  vi.useRealTimers()
})

async function atSignIn(parameters: Record<string, string> = {}): Promise<FormBrowser> {
  const browser = newBrowser()
  await answerTo(browser, { scope: 'openid read', ...parameters })
  return browser
}
const signIn = (browser: FormBrowser, who: { login: string; password: string }) =>
  browser.submit({ ...who, action: 'sign-in' })

describe('the sign-in page', () => {
  it('has a form for a password, and below it the other ways that are configured', async () => {
    const { html, text } = await atSignIn()
    expect(html).toContain('name="password"')
    expect(html).toContain('data-passkey="use"')
    expect(html).toContain('value="provider:corp"')
    expect(text).toContain('Continue with Corp')
    expect(html).not.toContain('value="email"') // no mail is configured
  })

  it('shows nothing that is switched off for everybody', async () => {
    await set({
      sign_in: {
        methods: {
          employee: ['password'],
          customer: ['password'],
          partner: ['password'],
          admin: ['password'],
        },
      },
    })
    const { html } = await atSignIn()
    expect(html).not.toMatch(/data-passkey|provider:corp/)
  })

  it('shows and takes what the client is registered for', async () => {
    await register({ client_id: 'keys-only', sign_in_methods: ['passkey', 'provider:other'] })
    const browser = await atSignIn({ client_id: 'keys-only' })
    expect(browser.html).not.toMatch(/name="password"|provider:corp/)
    expect(browser.html).toContain('data-passkey="use"')
    await signIn(browser, alice)
    expect([browser.path, browser.status]).toEqual(['/sign-in', 400])
    expect(browser.text).toContain('You cannot sign in here in that way')
    await browser.submit({ method: 'provider:corp', action: 'begin' })
    expect(browser.text).toContain('You cannot sign in here in that way')
  })

  it.each(['', 'smoke-signals', 'totp', 'recovery_code', 'provider:nobody', 'provider', '__proto__'])(
    'takes no way %j that is none',
    async (method) => {
      const browser = await atSignIn()
      await browser.submit({ method, action: method === '' ? 'nothing' : 'begin', code: '123456' })
      expect([browser.path, browser.status]).toEqual(['/sign-in', 400])
      expect(browser.cookies.has(sessionCookie)).toBe(false)
    },
  )
})

describe('ways by the type of the person', () => {
  it('a password that does not count is answered as a wrong one, and the trail knows better', async () => {
    await set({ sign_in: { methods: { customer: ['passkey'] } } })
    const [right, wrong] = [await atSignIn(), await atSignIn()]
    await signIn(right, alice)
    await signIn(wrong, { ...alice, password: 'a wrong password' })
    const seen = ({ status, text, path }: FormBrowser) => ({ status, text, path })
    expect(seen(right)).toEqual(seen(wrong))
    expect(right.cookies.has(sessionCookie)).toBe(false)
    const { results } = await vi.waitFor(async () => {
      const found = await bindings.DB.prepare(
        "SELECT record FROM audit WHERE json_extract(record, '$.type') = 'sign_in_refused'",
      ).all<{ record: string }>()
      expect(found.results.length).toBeGreaterThan(0)
      return found
    })
    expect(results.some(({ record }) => record.includes('not_allowed'))).toBe(true)
  })
  it('counts as a wrong one, too: that no wait comes would tell that it was right', async () => {
    await set({ sign_in: { methods: { customer: ['passkey'] } } })
    const person = { login: 'keyed', password: 'the right one of many' }
    await addPerson({ sub: 'sub-of-keyed', user_id: person.login, password: person.password, claims: {} })
    const browser = await atSignIn()
    const statuses = []
    for (let time = 0; time < 6; time++) {
      await signIn(browser, person)
      statuses.push(browser.status)
    }
    expect(statuses).toEqual([400, 400, 400, 400, 400, 429])
  })
})

describe('home-realm discovery', () => {
  const leading = { sign_in: { realms: [{ domains: ['corp.example'], provider: 'corp' }] } }

  it('asks for the login first, and leads its domain to the provider', async () => {
    await set(leading)
    const browser = await atSignIn()
    expect(browser.html).toContain('name="login"')
    expect(browser.html).not.toContain('name="password"')
    const to = new URL((await browser.submit({ login: 'Anna@Corp.Example ', action: 'identify' })) ?? '')
    expect(to.origin).toBe(there)
    expect(to.searchParams.get('login_hint')).toBe('Anna@Corp.Example ')
  })

  it('asks everybody else for the password on the next page, whether they are known or not', async () => {
    await set(leading)
    const pages = await Promise.all(
      [alice.login, 'nobody-at-all'].map(async (login) => {
        const browser = await atSignIn()
        await browser.submit({ login, action: 'identify' })
        expect(browser.html).toContain('name="password"')
        return browser.text.replaceAll(login, '')
      }),
    )
    expect(pages[0]).toBe(pages[1])
    const browser = await atSignIn()
    await browser.submit({ login: alice.login, action: 'identify' })
    await signIn(browser, alice)
    expect(browser.path).toBe('/consent')
  })

  it('sends a password nowhere: who types one for such a domain goes to the provider as well', async () => {
    await set(leading)
    const browser = await atSignIn()
    const to = await browser.submit({ login: 'anna@corp.example', password: 'typed here', action: 'sign-in' })
    expect(new URL(to ?? '').origin).toBe(there)
    expect(to).not.toContain('typed')
  })

  it('leads nowhere that is not configured, and no subdomain', async () => {
    await set({ sign_in: { realms: [{ domains: ['gone.example'], provider: 'gone' }] } })
    const browser = await atSignIn()
    expect(browser.html).toContain('name="password"')
    await set(leading)
    const next = await atSignIn()
    expect(await next.submit({ login: 'anna@eu.corp.example', action: 'identify' })).toBeUndefined()
    expect(next.html).toContain('name="password"')
  })
})

describe('a second step', () => {
  it('comes before any session, and tokens say both', async () => {
    const browser = await atSignIn()
    await signIn(browser, tess)
    expect(browser.path).toBe('/second-factor')
    expect(browser.cookies.has(sessionCookie)).toBe(false)
    expect(errorOf(await answerTo(browser.newTab(), { prompt: 'none' }))).toBe('login_required')
    await proveTwice(browser, tess.login)
    const location = await browser.submit({ action: 'allow' })
    const { body } = await redeem(parametersOf(new URL(location ?? '')).code ?? '')
    expect(claimsOf(body.id_token)).toMatchObject({ acr: '2', amr: ['pwd', 'otp', 'mfa'] })
  })

  it('refuses a wrong code and one that was used, and says the same of both', async () => {
    const browser = await atSignIn()
    await signIn(browser, tess)
    const code = await nextCode(tess.login)
    const other = await atSignIn()
    await signIn(other, tess)
    await browser.submit({ method: 'totp', code, action: 'sign-in' })
    expect(browser.cookies.has(sessionCookie)).toBe(true)
    await other.submit({ method: 'totp', code, action: 'sign-in' })
    const replayed = [other.status, other.text]
    await other.submit({ method: 'totp', code: '000000', action: 'sign-in' })
    expect([other.status, other.text]).toEqual(replayed)
    expect(other.cookies.has(sessionCookie)).toBe(false)
  })

  it('lasts half an hour', async () => {
    const browser = await atSignIn()
    await signIn(browser, tess)
    later(1_801)
    await proveTwice(browser, tess.login)
    expect(browser.path).toBe('/sign-in')
    expect(browser.cookies.has(sessionCookie)).toBe(false)
  })

  it('is nothing any more once the person is disabled', async () => {
    const gone = { login: 'gone-soon', password: 'gone before the second' }
    await addPerson({ sub: 'sub-of-gone', user_id: gone.login, password: gone.password, claims: {} })
    await giveOneTimeCode(gone.login, 'sub-of-gone')
    const browser = await atSignIn()
    await signIn(browser, gone)
    await bindings.DB.prepare("UPDATE users SET status = 'disabled' WHERE sub = 'sub-of-gone'").run()
    await proveTwice(browser, gone.login)
    expect(browser.path).toBe('/sign-in')
    expect(browser.cookies.has(sessionCookie)).toBe(false)
  })

  it('is left by "somebody else", and by cancelling', async () => {
    const browser = await atSignIn()
    await signIn(browser, tess)
    await browser.submit({ action: 'restart' })
    expect(browser.path).toBe('/sign-in')
    await signIn(browser, alice)
    expect(browser.path).toBe('/consent')
    const other = await atSignIn()
    await signIn(other, tess)
    expect(errorOf(new URL((await other.submit({ action: 'cancel' })) ?? ''))).toBe('access_denied')
  })

  it('is set up where the settings ask for one; nobody gets past it', async () => {
    const newcomer = { login: 'newcomer', password: 'comes with one factor' }
    await addPerson({
      sub: 'sub-of-newcomer',
      user_id: newcomer.login,
      password: newcomer.password,
      claims: {},
    })
    await set({ sign_in: { second_factor: { customer: 'required' } } })
    const browser = await atSignIn()
    await signIn(browser, newcomer)
    expect(browser.path).toBe('/enroll')
    const { request = '' } = browser.hidden()
    const ahead = browser.newTab()
    for (const step of ['consent', 'second-factor', 'sign-in']) {
      await ahead.open(`${issuer}/${step}?request=${request}`)
      expect([step, ahead.status]).toEqual([step, 400]) // sealed for another page
    }
    expect(browser.cookies.has(sessionCookie)).toBe(false)
    await setUpCodes(browser, newcomer.login)
    expect(browser.path).toBe('/consent')
  })
})

describe('what is not the person’s own doing', () => {
  it('login CSRF: nobody is signed in as an attacker by a form or a link of theirs', async () => {
    const attacker = await atSignIn()
    const planted = attacker.hidden().request ?? ''
    const victim = await atSignIn()
    for (const headers of [
      { origin: issuer },
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    ]) {
      const body = new URLSearchParams({ request: planted, ...alice, action: 'sign-in' }).toString()
      const response = await victim.fetch(`${issuer}/sign-in`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      })
      expect([response.status, response.headers.getSetCookie().join()]).toEqual([
        400,
        expect.not.stringContaining(sessionCookie),
      ])
    }
    expect(victim.cookies.has(sessionCookie)).toBe(false)
  })

  it.each(['/sign-in', '/second-factor', '/enroll', '/link'])(
    '%s takes no form from another site or without its request',
    async (path) => {
      const browser = await atSignIn()
      await signIn(browser, tess)
      const { request = '' } = browser.hidden()
      const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
      const sent: [string, Record<string, string>][] = [
        [`request=${request}`, { origin: 'https://evil.example', cookie }],
        [`request=${request}`, { origin: issuer, 'sec-fetch-site': 'cross-site', cookie }],
        ['', { origin: issuer, cookie }],
        ['request=garbage', { origin: issuer, cookie }],
        [`request=${request}`, { origin: issuer }], // another browser
      ]
      for (const [form, headers] of sent) {
        const response = await postForm(path, `${form}&method=totp&action=sign-in&code=123456`, headers)
        expect([path, form.slice(0, 20), response.status]).toEqual([path, form.slice(0, 20), 400])
        expect(response.headers.getSetCookie().join()).not.toContain(sessionCookie)
      }
    },
  )

  it('session fixation: a cookie that was planted is not the one that is signed in', async () => {
    const attacker = newBrowser()
    await authorize(attacker, { scope: 'read' })
    const victim = newBrowser()
    for (const [name, value] of attacker.cookies) victim.cookies.set(name, value)
    await answerTo(victim, { scope: 'read', prompt: 'login' })
    await signIn(victim, alice)
    expect(victim.cookies.get(sessionCookie)).not.toBe(attacker.cookies.get(sessionCookie))
    expect(errorOf(await answerTo(attacker, { scope: 'read', prompt: 'none' }))).toBe('login_required')
    expect(errorOf(await answerTo(victim, { scope: 'read', prompt: 'none' }))).toBeUndefined()
  })
})

describe('a session', () => {
  const alive = async (browser: FormBrowser) =>
    errorOf(await answerTo(browser, { scope: 'read', prompt: 'none' })) === undefined
  const copyOf = (browser: FormBrowser) => {
    const copy = newBrowser()
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value)
    return copy
  }

  it('ends with the sign-out: a cookie that was copied before is of no use', async () => {
    const browser = newBrowser()
    await authorize(browser, { scope: 'read' })
    const thief = copyOf(browser)
    expect(await alive(thief)).toBe(true)
    await browser.open(`${issuer}/account`)
    const { token = '' } = browser.hidden()
    await browser.open(`${issuer}/portal/account`, {
      method: 'POST',
      body: new URLSearchParams({ token, action: 'sign-out', path: '/account' }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: issuer },
    })
    expect([await alive(browser), await alive(thief)]).toEqual([false, false])
  })

  it('ends without use, and in any case', async () => {
    await set({ lifetimes: { session: 7_200, session_idle: 1_000 } })
    const [idle, used] = [newBrowser(), newBrowser()]
    await authorize(idle, { scope: 'read' })
    await authorize(used, { scope: 'read' })
    for (let passed = 0; passed < 7_200 - 900; passed += 900) {
      later(900)
      expect(await alive(used)).toBe(true)
    }
    expect(await alive(idle)).toBe(false)
    later(901)
    expect(await alive(used)).toBe(false)
    await set({ lifetimes: null })
  })
})

const errorOf = (location: URL | undefined) => location && parametersOf(location).error

it('the URL of a request stays short enough for every proxy', async () => {
  await set({ sign_in: { realms: [{ domains: ['corp.example'], provider: 'corp' }] } })
  const browser = await atSignIn()
  await browser.open(authorizeUrl())
  await browser.submit({ login: 'x'.repeat(20_000), action: 'identify' })
  expect(browser.url.length).toBeLessThan(4_000)
})
