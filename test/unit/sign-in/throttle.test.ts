import { describe, expect, it } from 'vitest'
import { network } from '../../../src/protocol/network.ts'
import { defaultSettings } from '../../../src/protocol/settings.ts'
import { reserveAttempt } from '../../../src/sign-in/throttle.ts'
import { type Attempts, type Limit, reserve } from '../../../src/stores/shards/replay-decisions.ts'
import type { Server } from '../../../src/tokens/server.ts'

/** A server that throttles, at one moment. */
function server() {
  const kept = new Map<string, Attempts>()
  let calls = 0
  const attempts = {
    async reserve(key: string, limit: Limit) {
      const outcome = reserve(kept.get(key), `call-${calls++}`, limit, 1_900_000_000_000)
      if (outcome.kind === 'go') kept.set(key, outcome.attempts)
      return outcome
    },
    async forget(key: string) {
      kept.delete(key)
    },
    async takeBack(key: string) {
      const known = kept.get(key)
      if (known) kept.set(key, { ...known, failures: Math.max(known.failures - 1, 0) })
    },
  }
  const sealer = { pseudonym: async (what: string) => `hidden:${[...what].reverse().join('')}` }
  return { kept, server: { stores: { attempts }, sealer, settings: defaultSettings } as unknown as Server }
}

describe('guessing', () => {
  it('is slowed by account', async () => {
    const { server: here } = server()
    const tries = []
    for (let index = 0; index < 6; index++) tries.push(await reserveAttempt(here, 'alice', `10.0.0.${index}`))
    expect(tries.map((each) => 'waitSeconds' in each)).toEqual([false, false, false, false, false, true])
  })
  it('is slowed by address, and signing in to an account of one’s own does not pay for it', async () => {
    const { server: here } = server()
    let guesses = 0
    for (let account = 0; account < 300; account++) {
      const guess = await reserveAttempt(here, `victim-${account}`, '10.0.0.1')
      if ('waitSeconds' in guess) break
      guesses++
      const own = await reserveAttempt(here, 'attacker', '10.0.0.1')
      if (!('waitSeconds' in own)) await own.succeeded()
    }
    expect(guesses).toBe(100)
  })
  it('is no matter of the others in one office: a hundred right passwords slow nobody', async () => {
    const { server: here } = server()
    for (let account = 0; account < 300; account++) {
      const reserved = await reserveAttempt(here, `colleague-${account}`, '10.0.0.1')
      if ('waitSeconds' in reserved) throw new Error(`colleague ${account} waits`)
      await reserved.succeeded()
    }
  })
  it('is forgiven to the account by a success', async () => {
    const { server: here } = server()
    for (let round = 0; round < 5; round++) {
      for (let index = 0; index < 4; index++) await reserveAttempt(here, 'alice', undefined)
      const reserved = await reserveAttempt(here, 'alice', undefined)
      if ('waitSeconds' in reserved) throw new Error('alice waits')
      await reserved.succeeded()
    }
  })
  it('leaves no login name and no address behind', async () => {
    const { server: here, kept } = server()
    await reserveAttempt(here, 'alice', '10.0.0.1')
    expect([...kept.keys()].join()).not.toMatch(/alice|10\.0\.0\.1/)
    expect(kept.size).toBe(2)
  })
})

describe('a network', () => {
  it('is an IPv4 address, or the first 64 bits of an IPv6 address', () => {
    expect(network('192.0.2.7')).toBe('192.0.2.7')
    expect(network('2001:DB8:1:2:3:4:5:6')).toBe(network('2001:db8:1:2:ffff::1'))
    expect(network('2001:db8:1:2::')).toBe(network('2001:db8:1:2:3:4:5:6'))
    expect(network('2001:db8::1')).toBe(network('2001:db8:0:0:9:9:9:9'))
    expect(network('2001:db8:1:2::1')).not.toBe(network('2001:db8:1:3::1'))
  })
})
