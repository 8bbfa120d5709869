/** RFC 6238: one-time codes as a second step; recovery codes in their place; both set up within a sign-in or in the account. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { serverFor } from '../../src/app.ts'
import { codeAt } from '../../src/sign-in/time-codes.ts'
import { Credentials } from '../../src/stores/credentials.ts'
import {
  addPerson,
  authorizeUrl,
  bindings,
  claimsOf,
  later,
  newBrowser,
  populate,
  redeem,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { addOneTimeCode, codeOf, sealedByTests } from '../support/one-time-code.ts'

const home = { db: bindings.DB, ...sealedByTests }
const password = 'a password of some length'
const twoSteps = { scope: 'openid', acr_values: '2' }

describe('RFC 6238 Appendix B', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [20_000_000_000, '353130'],
  ])('the code at %d s is %s', (time, code) => {
    expect(codeAt('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', time * 1000)).toBe(code)
  })
})

describe('one-time codes', () => {
  beforeAll(populate)
  beforeEach(() => {
    // At the start of a time step, so that a test knows which codes are beside it.
    vi.useFakeTimers({ toFake: ['Date'], now: Math.ceil(Date.now() / 30_000) * 30_000 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  let count = 0
  async function person(withCode = true): Promise<{ login: string; sub: string; secret: string }> {
    const login = `otto-${++count}`
    const sub = `sub-of-${login}`
    await addPerson({
      sub,
      user_id: login,
      password,
      claims: { name: `Otto ${count}`, email: `${login}@example.com` },
    })
    return { login, sub, secret: withCode ? await addOneTimeCode(home, sub) : '' }
  }
  /** Up to the page of the second step. */
  async function firstStep(login: string, parameters: Record<string, string> = { scope: 'openid' }) {
    const browser = newBrowser()
    await browser.open(authorizeUrl(parameters))
    const location = await browser.submit({ login, password, action: 'sign-in' })
    return { browser, location }
  }
  const enter = (browser: FormBrowser, code: string, method = 'totp') =>
    browser.submit({ method, code, action: 'sign-in' })
  const codeFrom = (location: string | undefined) => new URL(location ?? '').searchParams.get('code') ?? ''

  /** Consents, where that comes, and trades the code. */
  async function claims(browser: FormBrowser, location: string | undefined) {
    const end = location ?? (await browser.submit({ action: 'allow' }))
    return claimsOf((await redeem(codeFrom(end))).body.id_token)
  }

  it('are asked of whoever switched them on, and the ID token says so', async () => {
    const { login, secret } = await person()
    const { browser } = await firstStep(login)
    expect(browser.path).toBe('/second-factor')
    expect([...browser.cookies.keys()].some((name) => name.includes('session'))).toBe(false)
    const location = await enter(browser, codeOf(secret).replace(/^(...)/, '$1 '))
    expect(await claims(browser, location)).toMatchObject({ acr: '2', amr: ['pwd', 'otp', 'mfa'] })
  })

  it('of the step before and the step after are accepted, of others not (§5.2)', async () => {
    for (const [steps, accepted] of [
      [-2, false],
      [-1, true],
      [1, true],
      [2, false],
    ] as const) {
      const { login, secret } = await person()
      const { browser } = await firstStep(login)
      await enter(browser, codeOf(secret, { steps }))
      expect({ steps, path: browser.path }).toEqual({ steps, path: accepted ? '/consent' : '/second-factor' })
    }
  })

  it('are accepted once, of five sign-ins at once and of fifty at the record (§5.2)', async () => {
    const { login, secret } = await person()
    const tabs = await Promise.all(Array.from({ length: 5 }, () => firstStep(login)))
    const code = codeOf(secret)
    await Promise.all(tabs.map(({ browser }) => enter(browser, code)))
    const paths = tabs.map(({ browser }) => browser.path).sort()
    expect(paths).toEqual(['/consent', ...Array(4).fill('/second-factor')])

    const { sub } = await person()
    const credentials = new Credentials(bindings.DB)
    const uses = Array.from({ length: 50 }, () => credentials.use('totp', sub, 1_000, Date.now()))
    expect((await Promise.all(uses)).filter(Boolean)).toHaveLength(1)
  })

  it('of before one that was accepted are refused, the next one is not', async () => {
    const { login, secret } = await person()
    await enter((await firstStep(login)).browser, codeOf(secret))
    const { browser } = await firstStep(login)
    await enter(browser, codeOf(secret, { steps: -1 }))
    expect(browser.path).toBe('/second-factor')
    expect(browser.text).toContain('was used already')
    await enter(browser, codeOf(secret, { steps: 1 }))
    expect(browser.path).toBe('/consent')
  })

  it('are guessed slowly, and the wait is at the account and in the sign-in', async () => {
    const { login, secret } = await person()
    const { browser } = await firstStep(login)
    for (let tries = 0; browser.status !== 429; tries++) {
      expect(tries).toBeLessThan(20)
      await enter(browser, '000000')
    }
    await enter(browser, codeOf(secret))
    expect(browser.status).toBe(429)
    const other = (await firstStep(login)).browser
    await enter(other, codeOf(secret))
    expect(other.status).toBe(429)
    later(3_600)
    const again = (await firstStep(login)).browser
    await enter(again, codeOf(secret))
    expect(again.path).toBe('/consent')
  })

  it('that are none are asked for again, and cost no try', async () => {
    const { login } = await person()
    const { browser } = await firstStep(login)
    for (const code of ['', '12345', 'abcdef', '1234567', '12345x', '', '12345']) {
      await enter(browser, code)
      expect({ code, status: browser.status }).toEqual({ code, status: 400 })
    }
    expect(browser.text).toContain('Enter the six digits')
  })

  it('never prove anybody without the first step', async () => {
    const { login, secret } = await person()
    const browser = newBrowser()
    await browser.open(authorizeUrl({ scope: 'openid' }))
    await browser.submit({ login, code: codeOf(secret), method: 'totp', action: 'sign-in' })
    expect(browser.path).toBe('/sign-in')
    expect([...browser.cookies.keys()].some((name) => name.includes('session'))).toBe(false)
  })

  it('are sealed to their row: moved to another person, they are no codes of theirs', async () => {
    const mallory = await person()
    const victim = await person()
    await bindings.DB.prepare(
      `UPDATE credentials SET record = (SELECT record FROM credentials WHERE kind = 'totp' AND id = ?1)
       WHERE kind = 'totp' AND id = ?2`,
    )
      .bind(mallory.sub, victim.sub)
      .run()
    const { browser } = await firstStep(victim.login)
    await enter(browser, codeOf(mallory.secret))
    expect(browser.path).toBe('/second-factor')
  })

  describe('within a sign-in that needs them', () => {
    const secretOn = ({ html }: FormBrowser) =>
      /<code>([A-Z2-7 ]+)<\/code>/.exec(html)?.[1]?.replaceAll(' ', '') ?? ''
    const codesOn = ({ html }: FormBrowser) => /<pre[^>]*>([^<]*)</.exec(html)?.[1]?.trim().split('\n') ?? []

    async function atEnrolment() {
      const { login, sub } = await person(false)
      const { browser } = await firstStep(login, twoSteps)
      expect(browser.path).toBe('/enroll')
      const link = /href="(\/enroll\?with=codes[^"]*)"/.exec(browser.html)?.[1] ?? ''
      await browser.open(link.replaceAll('&amp;', '&'))
      return { login, sub, browser }
    }

    it('are set up, and the person goes on to the application', async () => {
      const { sub, browser, login } = await atEnrolment()
      expect(browser.html).toContain('otpauth://totp/')
      const secret = secretOn(browser)
      await browser.submit({ code: codeOf(secret), action: 'codes' })
      const codes = codesOn(browser)
      expect(codes).toHaveLength(10)
      expect(new Set(codes).size).toBe(10)
      const location = await browser.submit({ action: 'continue' })
      expect(await claims(browser, location)).toMatchObject({ sub, acr: '2', amr: ['pwd', 'otp', 'mfa'] })

      // The code that proved it is used up; a recovery code works once, however it is typed.
      const next = (await firstStep(login)).browser
      await enter(next, codeOf(secret))
      expect(next.path).toBe('/second-factor')
      const spelled = (codes[3] ?? '').toUpperCase().replaceAll('-', ' ')
      expect(codeFrom(await enter(next, spelled, 'recovery_code'))).not.toBe('')
      // `otp` is what a one-time code proves, too: the trail tells which it was.
      const { listDurableObjectIds, runDurableObjectAlarm } = await import('cloudflare:test')
      for (const id of await listDurableObjectIds(bindings.SUBJECT_SHARD))
        await runDurableObjectAlarm(bindings.SUBJECT_SHARD.get(id))
      const { events } = await serverFor(bindings).stores.audit.list({
        subject: sub,
        type: 'sign_in',
        limit: 5,
      })
      // In no order: both were at the same moment of the test's clock.
      expect(events.map(({ detail }) => detail)).toContainEqual(
        expect.objectContaining({ methods: ['password', 'recovery_code'], amr: ['pwd', 'otp', 'mfa'] }),
      )
      const third = (await firstStep(login)).browser
      await enter(third, codes[3] ?? '', 'recovery_code')
      expect(third.path).toBe('/second-factor')
      expect(third.text).toContain('not right, or was used already')
    })

    it('count for nothing before the first code is right', async () => {
      const { sub, browser } = await atEnrolment()
      const secret = secretOn(browser)
      await browser.submit({ code: '000000', action: 'codes' })
      expect(browser.status).toBe(400)
      expect(secretOn(browser)).toBe(secret)
      expect(await new Credentials(bindings.DB).of(sub)).toEqual([])
      await browser.submit({ code: codeOf(secret), action: 'codes' })
      expect(codesOn(browser)).toHaveLength(10)
    })

    it('cannot be passed over', async () => {
      const { browser } = await atEnrolment()
      for (const action of ['continue', 'back', 'sign-in', 'allow']) {
        const location = await browser.submit({ action })
        expect({ action, location, path: browser.path }).toEqual({
          action,
          location: undefined,
          path: '/enroll',
        })
      }
    })

    it('an offer made to somebody else is none', async () => {
      const one = await atEnrolment()
      const other = await atEnrolment()
      const { offer = '' } = one.browser.hidden()
      await other.browser.submit({ offer, code: codeOf(secretOn(one.browser)), action: 'codes' })
      expect(other.browser.text).toContain('That took too long')
      expect(await new Credentials(bindings.DB).of(other.sub)).toEqual([])
    })

    it('an offer is good for a quarter of an hour', async () => {
      const { browser } = await atEnrolment()
      const secret = secretOn(browser)
      later(16 * 60)
      await browser.submit({ code: codeOf(secret), action: 'codes' })
      expect(browser.text).toContain('That took too long')
      expect(secretOn(browser)).not.toBe(secret)
    })

    it('are not set up beside those that somebody has', async () => {
      const { login, sub } = await person()
      const { browser } = await firstStep(login, twoSteps)
      expect(browser.path).toBe('/second-factor')
      const { request = '' } = browser.hidden()
      await browser.open(`/enroll?with=codes&request=${request}`)
      expect(browser.status).toBe(400)
      expect(await new Credentials(bindings.DB).of(sub)).toHaveLength(1)
    })
  })
})
