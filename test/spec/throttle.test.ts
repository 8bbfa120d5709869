/** Guessing is slowed down, nobody is locked out, and nothing tells whether an account exists. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { addPerson, bindings, later, populate } from '../support/app.ts'
import { atSignIn, attempt, type SeenByGuesser } from '../support/guesser.ts'

const right = 'the right password'

describe('sign-in attempts', () => {
  beforeAll(async () => {
    await populate()
    for (const login of ['tia', 'tom', 'tess', 'ted', 'tara']) {
      await addPerson({
        sub: `sub-of-${login}`,
        user_id: login,
        password: right,
        claims: { email: `${login}@example.com` },
      })
    }
  })
  beforeEach(stopAtWholeSecond)
  afterEach(() => {
    vi.useRealTimers()
  })
  function stopAtWholeSecond() {
    vi.useFakeTimers({ toFake: ['Date'], now: Math.ceil(Date.now() / 1000) * 1000 })
  }

  async function failFiveTimes(login: string): Promise<SeenByGuesser[]> {
    const tab = await atSignIn()
    const seen = []
    for (let time = 0; time < 5; time++) seen.push(await attempt(login, 'wrong', tab))
    return seen
  }

  it('five wrong passwords are answered at once, the sixth waits, and says how long', async () => {
    for (const seen of await failFiveTimes('tia')) {
      expect([seen.status, seen.text]).toEqual([
        400,
        expect.stringContaining('The username or the password is not right.'),
      ])
    }
    const sixth = await attempt('tia', 'wrong')
    expect([sixth.status, sixth.retryAfter]).toEqual([429, '1'])
    expect(sixth.text).toContain('Too many tries. Wait 1 s, then try again.')
  })

  it('a try that has to wait is not tried, even with the right password', async () => {
    await failFiveTimes('tom')
    const early = await attempt('tom', right)
    expect([early.status, early.signedIn]).toEqual([429, false])
  })

  it('the rightful owner gets in after the wait, and then nothing is held against them', async () => {
    await failFiveTimes('tess')
    expect((await attempt('tess', right)).status).toBe(429)
    later(1)
    const owner = await attempt('tess', right)
    expect([owner.status, owner.signedIn]).toEqual([303, true])
    for (const seen of await failFiveTimes('tess')) expect(seen.status).toBe(400)
  })

  it('the waits double, up to a minute, and a wait does not grow while it is waited out', async () => {
    await failFiveTimes('ted')
    for (const wait of [1, 2, 4, 8, 16, 32, 60, 60]) {
      expect((await attempt('ted', 'wrong')).retryAfter).toBe(String(wait))
      later(wait - 1)
      expect((await attempt('ted', 'wrong')).retryAfter).toBe('1')
      later(1)
      expect((await attempt('ted', 'wrong')).status).toBe(400)
    }
    later(60)
    expect((await attempt('ted', right)).signedIn).toBe(true)
  })

  it('all is forgotten after an hour without a try', async () => {
    await failFiveTimes('tara')
    later(3_601)
    for (const seen of await failFiveTimes('tara')) expect(seen.status).toBe(400)
  })

  it('the name is one name however it is spelled', async () => {
    await addPerson({ sub: 'sub-of-una', user_id: 'una', claims: {} })
    for (const spelling of ['una', 'UNA', ' una ', 'Una', 'ｕｎａ'])
      expect((await attempt(spelling, 'wrong')).status).toBe(400)
    expect((await attempt('una', 'wrong')).status).toBe(429)
  })

  it('one account waits, others do not', async () => {
    await failFiveTimes('stranger-1')
    expect((await attempt('stranger-1', 'wrong')).status).toBe(429)
    expect((await attempt('stranger-2', 'wrong')).status).toBe(400)
  })

  it('an unknown account behaves the same: same status, same header names, same wording', async () => {
    await addPerson({ sub: 'sub-of-vera', user_id: 'vera', claims: {} })
    const [known, unknown] = [await failFiveTimes('vera'), await failFiveTimes('nobody')]
    expect(unknown).toEqual(known)
    expect(await attempt('nobody', 'wrong')).toEqual(await attempt('vera', 'wrong'))
    later(1)
    expect(await attempt('nobody', 'wrong')).toEqual(await attempt('vera', 'wrong'))
  })

  it('so does an account that is disabled', async () => {
    await addPerson({ sub: 'sub-of-xena', user_id: 'xena', password: right, claims: {} })
    await bindings.DB.exec("UPDATE users SET status = 'disabled' WHERE sub = 'sub-of-xena'")
    expect(await attempt('xena', right)).toEqual(await attempt('nobody-at-all', right))
  })

  it('so does an account without a password, and a password that is too long', async () => {
    await addPerson({ sub: 'sub-of-wim', user_id: 'wim', claims: {} })
    await bindings.DB.exec("UPDATE users SET password_hash = NULL WHERE sub = 'sub-of-wim'")
    const wrong = await attempt('wim', 'wrong')
    expect(await attempt('nobody-else', 'x'.repeat(2_000))).toEqual(wrong)
    expect(await attempt('x'.repeat(2_000), 'wrong')).toEqual(wrong)
  })
})
