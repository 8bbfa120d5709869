/** Signing in by mail: the code, the link, and what neither tells. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  addPerson,
  alice,
  answerTo,
  authorize,
  authorizeUrl,
  claimsOf,
  later,
  newBrowser,
  populate,
  redeem,
  stopClock,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { type Outbox, openOutbox, set } from '../support/outbox.ts'

const address = 'alice@example.com'
let outbox: Outbox
let person = 0

beforeAll(async () => {
  await populate()
  outbox = await openOutbox()
})
beforeEach(() => {
  stopClock()
  outbox.clear()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Somebody whom no other test has written to. */
async function somebody(claims: Record<string, unknown> = {}, more: Record<string, unknown> = {}) {
  const login = `person${++person}`
  const email = `${login}@example.com`
  await addPerson({
    sub: `sub-of-${login}`,
    user_id: login,
    claims: { name: login, email, email_verified: true, ...claims },
    ...more,
  })
  return { login, email }
}

/** At the page that takes the code. */
async function asked(login: string, browser = newBrowser()): Promise<FormBrowser> {
  await browser.open(authorizeUrl({ scope: 'openid' }))
  await browser.submit({ login, method: 'email' })
  return browser
}

const enter = (browser: FormBrowser, code: string) => browser.submit({ code, action: 'sign-in' })

describe('signing in by mail', () => {
  it('a code from the mail leads to an ID token that says otp, once', async () => {
    const browser = await asked(alice.login)
    expect(browser.text).toContain('If there is an account for alice, a code is on its way')
    const { text, subject } = await outbox.last(address)
    expect(subject).toBe('Your code for Edgegrant')
    expect(text).toContain('works once, and for 10 minutes')
    await enter(browser, await outbox.code(address))
    expect(browser.path).toBe('/consent')
    const location = await browser.submit({ action: 'allow' })
    const { body } = await redeem(new URL(location ?? '').searchParams.get('code') ?? '')
    expect(claimsOf(body.id_token)).toMatchObject({ sub: 'sub-of-alice', amr: ['otp'], acr: '1' })
  })
  it('asks whose mailbox where nothing was typed', async () => {
    const { login, email } = await somebody()
    const browser = newBrowser()
    await browser.open(authorizeUrl())
    await browser.submit({ method: 'email' })
    expect(browser.text).toContain('A code goes to the email address of your account')
    await browser.submit({ login: ' ', action: 'begin' })
    expect(browser.status).toBe(400)
    await browser.submit({ login, action: 'begin' })
    await enter(browser, await outbox.code(email))
    expect(browser.path).toBe('/consent')
  })
  it('a code is taken in any case and with spaces', async () => {
    const { login, email } = await somebody()
    const browser = await asked(login)
    await enter(browser, ` ${(await outbox.code(email)).toLowerCase().replace('-', '  ')} `)
    expect(browser.path).toBe('/consent')
  })
})

describe('the link of the mail', () => {
  it('fills the code in where it was asked for, and a GET signs nobody in: scanners open links', async () => {
    const { login, email } = await somebody()
    const browser = await asked(login)
    const link = await outbox.link(email)
    for (let scan = 0; scan < 3; scan++) await browser.newTab().open(link)
    const tab = browser.newTab()
    await tab.open(link)
    expect(tab.text).toContain('The code from the mail is filled in')
    expect(tab.html).toContain(await outbox.code(email))
    expect([...tab.cookies.keys()].some((name) => name.includes('session'))).toBe(false)
    await enter(tab, await outbox.code(email))
    expect(tab.path).toBe('/consent')
  })
  it('says in another browser to enter the code where it began, and signs nobody in there', async () => {
    const { login, email } = await somebody()
    const browser = await asked(login)
    const link = await outbox.link(email)
    for (const other of [newBrowser(), await withCookies()]) {
      await other.open(link)
      expect(other.text).toContain('Enter this code where you began')
      expect(other.html).not.toContain('<form method="post" action="/sign-in"')
      // Nor where its form is made by hand, with all that the link holds.
      const request = new URL(link).searchParams.get('request') ?? ''
      const code = await outbox.code(email)
      const sent = { request, code, method: 'email', action: 'sign-in' }
      const response = await other.fetch('https://id.example.com/sign-in', {
        method: 'POST',
        body: new URLSearchParams(sent).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://id.example.com' },
      })
      expect(response.status).toBe(400)
    }
    await enter(browser, await outbox.code(email))
    expect(browser.path).toBe('/consent')
  })
  const withCookies = async () => {
    const browser = newBrowser()
    await browser.open(authorizeUrl())
    return browser
  }
})

describe('a code that does not do', () => {
  it('says how many tries are left, and after five is good no more, not even on an older copy of the page', async () => {
    const { login, email } = await somebody()
    const browser = await asked(login)
    const code = await outbox.code(email)
    const first = browser.newTab()
    await first.open(browser.url)
    for (const left of [4, 3, 2, 1]) {
      await enter(browser, 'BBBB-BBBB')
      expect(browser.status).toBe(400)
      expect(browser.text).toContain(`Tries left: ${left}.`)
    }
    await enter(browser, 'BBBB-BBBB')
    expect(browser.text).toContain('too many tries')
    later(400)
    await enter(browser, code)
    expect(browser.text).toContain('too many tries')
    later(100)
    await enter(first, code)
    expect(first.text).toContain('too many tries')
  })
  it('expires after ten minutes', async () => {
    const { login, email } = await somebody()
    const browser = await asked(login)
    later(601)
    await enter(browser, await outbox.code(email))
    expect([browser.status, browser.path]).toEqual([400, '/sign-in'])
    expect(browser.text).toContain('The code has expired. Ask for a new one.')
  })
  it('is good once, though fifty send it at the same moment', async () => {
    const { login, email } = await somebody()
    const browser = await asked(login)
    const code = await outbox.code(email)
    const tabs = Array.from({ length: 50 }, () => browser.newTab())
    for (const tab of tabs) Object.assign(tab, { url: browser.url, html: browser.html })
    await Promise.all(tabs.map((tab) => enter(tab, code)))
    expect(tabs.filter((tab) => tab.path === '/consent')).toHaveLength(1)
  })
  it('of one sign-in is nothing at another', async () => {
    const { login, email } = await somebody()
    await asked(login)
    const code = await outbox.code(email)
    later(61)
    const other = await asked(login)
    await enter(other, code)
    expect(other.text).toContain('That code is not right')
  })
  it('what is not eight letters costs no try', async () => {
    const { login, email } = await somebody()
    const browser = await asked(login)
    for (const typed of ['', '123456', 'AAAA-AAAA', 'x'.repeat(5_000)]) await enter(browser, typed)
    expect(browser.text).toContain('Enter the code from the mail: eight letters.')
    await enter(browser, await outbox.code(email))
    expect(browser.path).toBe('/consent')
  })
  it('another one can be asked for after a minute, and the older is gone with its page', async () => {
    const { login, email } = await somebody()
    const browser = await asked(login)
    const old = await outbox.code(email)
    await browser.submit({ action: 'begin' })
    expect(browser.status).toBe(429)
    expect(browser.text).toContain('Wait 60 s before you ask for another one')
    later(61)
    outbox.clear()
    await browser.submit({ action: 'begin' })
    const code = await outbox.code(email)
    expect(code).not.toBe(old)
    await enter(browser, code)
    expect(browser.path).toBe('/consent')
  })
})

describe('nobody learns who has an account', () => {
  interface Look {
    status: number
    headers: string[]
    text: string
  }
  const look = async (login: string): Promise<Look[]> => {
    const browser = newBrowser()
    await browser.open(authorizeUrl())
    const seen: Look[] = []
    const fetch = browser.fetch.bind(browser)
    vi.spyOn(browser, 'fetch').mockImplementation(async (...request) => {
      const response = await fetch(...request)
      const text = (await response.clone().text()).replaceAll(login, 'LOGIN').replace(/ey[\w.-]{99,}/g, '')
      seen.push({ status: response.status, headers: [...response.headers.keys()].sort(), text })
      return response
    })
    await browser.submit({ login, method: 'email' })
    for (let round = 0; round < 6; round++) await enter(browser, 'BBBB-BBBB')
    await browser.submit({ action: 'begin' })
    return seen.map((each) => ({ ...each, text: each.text.replace(/req_[\w-]+/g, '') }))
  }

  it('the answers are the same for somebody, nobody, a disabled person and an address that was not verified', async () => {
    const { login } = await somebody()
    const disabled = await somebody()
    await (await import('../support/app.ts')).bindings.DB.prepare(
      "UPDATE users SET status = 'disabled' WHERE user_id = ?",
    )
      .bind(disabled.login)
      .run()
    const unverified = await somebody({ email_verified: false })
    const known = await look(login)
    expect(known.length).toBeGreaterThan(8)
    expect(await look('nobody1')).toEqual(known)
    expect(await look(disabled.login)).toEqual(known)
    expect(await look(unverified.login)).toEqual(known)
    const to = outbox.mails.map((mail) => mail.to)
    expect(to).not.toContain(disabled.email)
    expect(to).not.toContain(unverified.email)
  })
  it('the request is as long whoever it is for', async () => {
    const { login } = await somebody()
    const lengthFor = async (who: string) => (await asked(who)).hidden().request?.length
    expect(await lengthFor(login)).toBe(await lengthFor('nobody99'.slice(0, login.length)))
  })
  it('mails are counted by what was typed, and a flood waits', async () => {
    const { login } = await somebody()
    const waits: number[] = []
    for (let round = 0; round < 6; round++) waits.push((await asked(login)).status)
    const nobody: number[] = []
    for (let round = 0; round < 6; round++) nobody.push((await asked('nobody2')).status)
    expect(waits).toEqual(nobody)
    expect(waits).toContain(429)
  })
})

describe('a stranger who has mail sent to somebody again and again', () => {
  const wait = async (login: string, browser = newBrowser()) => (await asked(login, browser)).status
  const sentTo = (email: string) => outbox.mails.filter((mail) => mail.to === email).length
  /** Signed in once, and out again. */
  async function ownBrowser({ login, email }: { login: string; email: string }) {
    const browser = await asked(login)
    await enter(browser, await outbox.code(email))
    expect(browser.path).toBe('/consent')
    browser.cookies.delete('__Host-edgegrant-session')
    later(3_601) // what was counted so far is forgotten
    outbox.clear()
    return browser
  }

  it('does not keep a code from a browser of theirs, whichever name they type', async () => {
    const person = await somebody()
    const own = await ownBrowser(person)
    for (let round = 0; round < 6; round++) for (const name of [person.login, person.email]) await asked(name)
    expect(await wait(person.login)).toBe(429)
    await vi.waitFor(() => expect(sentTo(person.email)).toBe(5))
    outbox.clear()
    await asked(person.login, own)
    expect(own.status).toBe(200)
    await enter(own, await outbox.code(person.email))
    expect(own.path).toBe('/consent')
  })
  it('does not keep a new password from a browser of theirs either', async () => {
    const person = await somebody()
    const own = await ownBrowser(person)
    for (let round = 0; round < 6; round++) for (const name of [person.login, person.email]) await asked(name)
    await vi.waitFor(() => expect(sentTo(person.email)).toBe(5))
    outbox.clear()
    await own.open(authorizeUrl())
    await own.submit({ action: 'forgot', login: person.login })
    await own.submit({ login: person.login, action: 'begin' })
    expect(own.status).toBe(200)
    expect(await outbox.code(person.email)).toBeDefined()
  })
  it('has no more from a browser that is known than from any other one', async () => {
    const person = await somebody()
    const stolen = await ownBrowser(person)
    const statuses = []
    for (let round = 0; round < 8; round++) statuses.push(await wait(person.login, stolen))
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429]) // three of its own, and three as everybody
  })
  it('fills a mailbox with thirty mails a day or little more, and hears the same all the time', async () => {
    const person = await somebody()
    const heard = new Set<number>()
    for (let round = 0; round < 40; round++) {
      later(301)
      heard.add(await wait(person.login, newBrowser({ 'cf-connecting-ip': `203.0.113.${round}` })))
    }
    expect([...heard]).toEqual([200])
    await vi.waitFor(() => expect(sentTo(person.email)).toBeGreaterThanOrEqual(30))
    expect(sentTo(person.email)).toBeLessThan(40)
  })
})

describe('without mail', () => {
  it('the way is neither shown nor taken, and neither is a new password', async () => {
    await set({ mail: { from: null } })
    later(120)
    const browser = newBrowser()
    await answerTo(browser)
    expect(browser.html).not.toContain('value="email"')
    expect(browser.text).not.toContain('Forgot your password?')
    await browser.submit({ login: alice.login, method: 'email' })
    expect(browser.status).toBe(400)
    await authorize(newBrowser(), {})
    await set({ mail: { from: 'no-reply@id.example.com' } })
    later(120)
  })
})
