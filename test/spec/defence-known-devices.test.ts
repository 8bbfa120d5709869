/** Guessing makes others wait, not the owner's own browser; and a new browser is told to the owner. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { changePassword } from '../../src/registry/own-account.ts'
import { endSessions } from '../../src/registry/sessions-grants.ts'
import { addPerson, authorizeUrl, later, newBrowser, populate } from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { atSignIn, attempt } from '../support/guesser.ts'
import { type Outbox, openOutbox, set } from '../support/outbox.ts'
import { change, server } from '../support/registry.ts'

const password = 'the right password of all'
const known = '__Host-edgegrant-known'

let outbox: Outbox
beforeAll(async () => {
  await populate()
  for (const login of ['ada', 'bea', 'cia', 'dea', 'eva', 'fay', 'gia', 'hal', 'ida', 'lea']) {
    const claims = { email: `${login}@example.com`, email_verified: true }
    await addPerson({ sub: `sub-of-${login}`, user_id: login, password, claims })
  }
  outbox = await openOutbox()
})
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Math.ceil(Date.now() / 1000) * 1000 })
})
afterEach(async () => {
  vi.useRealTimers()
  outbox.clear()
})

/** A browser that somebody has signed in with; signed out again, at the sign-in page. */
async function ownBrowser(login: string): Promise<FormBrowser> {
  const tab = await atSignIn()
  expect((await attempt(login, password, tab)).signedIn).toBe(true)
  return signedOut(tab)
}

async function signedOut(tab: FormBrowser): Promise<FormBrowser> {
  tab.cookies.delete('__Host-edgegrant-session')
  await tab.open(authorizeUrl())
  return tab
}

async function guess(login: string, times: number, tab?: FormBrowser): Promise<number[]> {
  const at = tab ?? (await atSignIn())
  const statuses = []
  for (let time = 0; time < times; time++) statuses.push((await attempt(login, 'wrong', at)).status)
  return statuses
}

describe('1,000 wrong passwords from 100 addresses against one account', () => {
  it('do not make its owner wait in a browser of theirs, and elsewhere at most for the longest wait', async () => {
    const own = await ownBrowser('ada')
    vi.spyOn(console, 'log').mockImplementation(() => {}) // a line a request
    const page = await atSignIn()
    const seen: Record<number, number> = {}
    for (let address = 1; address <= 100; address++) {
      const tab = newBrowser({ 'cf-connecting-ip': `198.51.100.${address}` })
      Object.assign(tab, { url: page.url, html: page.html })
      for (const [name, value] of page.cookies) tab.cookies.set(name, value)
      for (const status of await guess('ada', 10, tab)) seen[status] = (seen[status] ?? 0) + 1
      later(1)
    }
    // At once five, then 1, 2, 4 ... 60 seconds apart: a hundred seconds let few of the thousand be guesses at all.
    expect(seen).toEqual({ 400: 11, 429: 989 })

    expect((await attempt('ada', password, own)).signedIn).toBe(true)

    const elsewhere = await atSignIn({ 'cf-connecting-ip': '203.0.113.9' })
    const early = await attempt('ada', password, elsewhere)
    expect([early.status, early.signedIn]).toEqual([429, false])
    expect(Number(early.retryAfter)).toBeLessThanOrEqual(60)
    later(Number(early.retryAfter))
    expect((await attempt('ada', password, elsewhere)).signedIn).toBe(true)
  }, 120_000)
})

describe('a browser that is known', () => {
  it('has five tries of its own, then waits like any other: a stolen cookie is no free ride', async () => {
    const stolen = await ownBrowser('bea')
    await guess('bea', 5) // by others: now everybody waits
    expect(await guess('bea', 7, stolen)).toEqual([400, 400, 400, 400, 400, 429, 429])
    later(60)
    expect(await guess('bea', 3, stolen)).toEqual([400, 400, 429]) // one of each
  })

  it('does not give those a new start who guess from elsewhere', async () => {
    const own = await ownBrowser('cia')
    await guess('cia', 5)
    expect((await attempt('cia', password, own)).signedIn).toBe(true)
    expect(await guess('cia', 1)).toEqual([429])
  })

  it('is known at several accounts, and at no other', async () => {
    const shared = await ownBrowser('dea')
    expect((await attempt('eva', password, shared)).signedIn).toBe(true)
    await signedOut(shared)
    for (const login of ['dea', 'eva', 'fay']) await guess(login, 5)
    expect((await attempt('fay', password, shared)).status).toBe(429)
    expect((await attempt('dea', password, shared)).signedIn).toBe(true)
    await signedOut(shared)
    expect((await attempt('eva', password, shared)).signedIn).toBe(true)
  })

  it('still waits for those at its address', async () => {
    await set({ throttle: { address: { free: 3 } } })
    const own = await ownBrowser('fay')
    const tab = newBrowser({ 'cf-connecting-ip': '2001:db8:7:7::1' })
    await tab.open(authorizeUrl())
    await guess('nobody-1', 1, tab)
    await guess('nobody-2', 1, tab)
    await guess('nobody-3', 1, tab)
    const same = newBrowser({ 'cf-connecting-ip': '2001:db8:7:7:ffff::2' }) // the same /64
    for (const [name, value] of own.cookies) same.cookies.set(name, value)
    await same.open(authorizeUrl())
    expect((await attempt('fay', password, same)).status).toBe(429)
    await set({ throttle: null })
  })

  it.each([
    [
      'a change of the password',
      () => changePassword(server, change(Date.now()), 'sub-of-gia', password, 'kept'),
    ],
    ['signing out everywhere', () => endSessions(server, change(Date.now()), 'sub-of-gia')],
  ])('is a stranger after %s', async (_, end) => {
    const own = await ownBrowser('gia')
    later(1)
    await end()
    await guess('gia', 5)
    expect((await attempt('gia', password, own)).status).toBe(429)
    later(60)
    expect((await attempt('gia', password, own)).signedIn).toBe(true)
  })

  it('is forgotten after half a year without a sign-in, and none is known where the setting says so', async () => {
    const own = await ownBrowser('hal')
    later(180 * 86_400 + 1)
    await own.open(authorizeUrl())
    await guess('hal', 5)
    expect((await attempt('hal', password, own)).status).toBe(429)

    await set({ known_devices: { days: 0 } })
    const other = await ownBrowser('ida')
    expect(other.cookies.has(known)).toBe(false)
    await set({ known_devices: null })
  })

  it('carries neither names nor ids, and what somebody else wrote into its cookie is nothing', async () => {
    const own = await ownBrowser('lea')
    const cookie = own.cookies.get(known) ?? ''
    expect(cookie.length).toBeGreaterThan(100)
    expect(cookie).not.toMatch(/lea/)
    await guess('lea', 5)
    for (const forged of ['', 'x', `${cookie.slice(0, -4)}AAAA`, cookie.split('.').reverse().join('.')]) {
      own.cookies.set(known, forged)
      expect((await attempt('lea', password, own)).status).toBe(429)
    }
  })
})

describe('a sign-in from a browser that is new to the account', () => {
  const subjects = () => outbox.mails.map(({ to, subject }) => `${to}: ${subject}`)
  const told = (login: string) => [`${login}@example.com: A new sign-in at Edgegrant`]

  it('is told by mail: what it was, where and when; not the very first, and not one from a known browser', async () => {
    const claims = { email: 'joy@example.com', email_verified: true }
    await addPerson({ sub: 'sub-of-joy', user_id: 'joy', password, claims })
    const first = await ownBrowser('joy')
    expect((await attempt('joy', password, first)).signedIn).toBe(true)
    expect(subjects()).toEqual([])

    const phone = await atSignIn({
      'user-agent':
        'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Mobile Safari/537.36',
    })
    expect((await attempt('joy', password, phone)).signedIn).toBe(true)
    const { text } = await outbox.last('joy@example.com')
    expect(subjects()).toEqual(told('joy'))
    expect(text).toContain('Chrome on an Android phone')
    expect(text).toContain('/account/security')
    await signedOut(phone)
    expect((await attempt('joy', password, phone)).signedIn).toBe(true)
    expect(subjects()).toEqual(told('joy'))
  })

  it('is told of a browser that signed out everywhere made unknown, though its cookies are still there', async () => {
    const own = await atSignIn()
    expect((await attempt('eva', password, own)).signedIn).toBe(true)
    outbox.clear()
    later(1)
    await endSessions(server, change(Date.now()), 'sub-of-eva')
    later(1)
    await own.open(authorizeUrl())
    expect((await attempt('eva', password, own)).signedIn).toBe(true)
    expect(subjects()).toEqual(told('eva'))
  })

  it('is told to nobody where the setting says so', async () => {
    await set({ known_devices: { notice: false } })
    await ownBrowser('ida')
    await ownBrowser('ida')
    expect(subjects()).toEqual([])
    await set({ known_devices: null })
  })
})
