/** Nothing that a stranger sees tells whether there is an account: not the answer, and not the work that it took. */
import type * as nodeCrypto from 'node:crypto'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { addPerson, authorizeUrl, bindings, later, populate } from '../support/app.ts'
import { byPassword, registerScript } from '../support/grants.ts'
import { atSignIn, attempt } from '../support/guesser.ts'
import { openOutbox } from '../support/outbox.ts'

const scrypt = vi.hoisted(() => ({ calls: 0 }))
vi.mock('node:crypto', async (original) => {
  const real = await original<typeof nodeCrypto>()
  const counted = (...args: Parameters<typeof real.scrypt>) => {
    scrypt.calls++
    return real.scrypt(...args)
  }
  return { ...real, scrypt: counted }
})

const password = 'the right password of all'

beforeAll(async () => {
  await populate()
  await registerScript()
  for (const kind of ['known', 'disabled', 'light', 'without']) {
    for (const round of ['page', 'grant']) {
      const login = `${kind}-${round}`
      await addPerson({ sub: `sub-of-${login}`, user_id: login, password, claims: {} })
    }
  }
  for (const login of ['twin', 'both', 'mailed']) {
    const claims = { email: `${login}@example.com`, email_verified: true }
    await addPerson({ sub: `sub-of-${login}`, user_id: login, password, claims })
  }
  await bindings.DB.exec("UPDATE users SET status = 'disabled' WHERE sub LIKE 'sub-of-disabled-%'")
  await bindings.DB.exec("UPDATE users SET password_hash = NULL WHERE sub LIKE 'sub-of-without-%'")
  await bindings.DB.exec(
    `UPDATE users SET password_hash = '1000:${'5b2d3132'.padEnd(32, '0')}:${'ab'.repeat(64)}' WHERE sub LIKE 'sub-of-light-%'`,
  )
})
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Math.ceil(Date.now() / 1000) * 1000 })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Of somebody unknown, whose answer all others must be like. */
const cases: [string, string, string][] = [
  ['a wrong password', 'known', 'wrong'],
  ['the right password of somebody disabled', 'disabled', password],
  ['somebody who has no password', 'without', 'wrong'],
  ['a wrong password kept as light-oauth2 kept it', 'light', 'wrong'],
]

/** Six tries: five are looked at, the sixth waits. */
async function six<Seen>(once: () => Promise<Seen>): Promise<{ seen: Seen[]; scrypts: number[] }> {
  const seen: Seen[] = []
  const scrypts: number[] = []
  for (let time = 0; time < 6; time++) {
    const before = scrypt.calls
    seen.push(await once())
    scrypts.push(scrypt.calls - before)
  }
  return { seen, scrypts }
}

describe('the sign-in page answers alike, and hashes once for each try that it looks at', () => {
  const sixAtPage = async (login: string, typed: string) => {
    const tab = await atSignIn()
    return six(() => attempt(login, typed, tab))
  }

  it.each(cases)('%s', async (_, kind, typed) => {
    const unknown = await sixAtPage(`nobody-like-${kind}`, 'wrong')
    expect(unknown.scrypts).toEqual([1, 1, 1, 1, 1, 0])
    expect(unknown.seen.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 429])
    expect(await sixAtPage(`${kind}-page`, typed)).toEqual(unknown)
  })
})

describe('so does the grant password', () => {
  async function grant(username: string, typed: string) {
    const { status, headers, body } = await byPassword({ username, password: typed })
    const { request_id: _, ...said } = body
    return { status, headers: [...headers.keys()].sort(), said }
  }

  it.each(cases)('%s', async (_, kind, typed) => {
    const unknown = await six(() => grant(`none-like-${kind}`, 'wrong'))
    expect(unknown.scrypts).toEqual([1, 1, 1, 1, 1, 0])
    expect(unknown.seen[0]).toMatchObject({ status: 400, said: { error: 'invalid_grant' } })
    expect(await six(() => grant(`${kind}-grant`, typed))).toEqual(unknown)
  })
})

describe('two names of one account', () => {
  it.each([
    ['somebody', 'twin'],
    ['nobody', 'nobody-twin'],
  ])('wait each by itself, of %s: that one waits tells nothing of the other', async (_, login) => {
    const tab = await atSignIn()
    for (const name of [login, `${login}@example.com`]) {
      const { seen, scrypts } = await six(() => attempt(name, 'wrong', tab))
      expect(seen.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 429])
      expect(scrypts).toEqual([1, 1, 1, 1, 1, 0])
    }
  })

  it('are one account all the same: what it refuses is said and done as with a wrong password', async () => {
    const own = await atSignIn()
    expect((await attempt('both', password, own)).signedIn).toBe(true)
    own.cookies.delete('__Host-edgegrant-session')
    await own.open(authorizeUrl())
    const outcomes = []
    for (const login of ['both', 'nobody-both']) {
      for (const name of [login, `${login}@example.com`]) await six(() => attempt(name, 'wrong'))
      later(1)
      expect((await attempt(login, 'wrong')).status).toBe(400)
      const before = scrypt.calls
      const answer = await attempt(`${login}@example.com`, password)
      outcomes.push({ answer, scrypts: scrypt.calls - before })
      expect(await attempt(`${login}@example.com`, password)).toMatchObject({ status: 429, retryAfter: '2' })
    }
    expect(outcomes[0]).toEqual(outcomes[1])
    expect(outcomes[0]).toMatchObject({ answer: { status: 400, signedIn: false }, scrypts: 1 })
    expect((await attempt('both', password, own)).signedIn).toBe(true) // a browser of theirs

    later(60)
    expect((await attempt('both@example.com', password)).signedIn).toBe(true)
  })

  it('wait each by itself with codes by mail, too', async () => {
    await openOutbox()
    const typed = async (login: string) => {
      const tab = await atSignIn()
      await tab.submit({ method: 'email', action: 'begin', login })
      const statuses = []
      for (let time = 0; time < 6; time++) {
        await tab.submit({ action: 'sign-in', code: 'BCDF-GHJK' })
        statuses.push(tab.status)
      }
      return statuses
    }
    for (const login of ['mailed', 'nobody-mailed']) {
      const first = await typed(login)
      expect(await typed(`${login}@example.com`)).toEqual(first)
    }
  })
})
