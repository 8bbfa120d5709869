/** ReplayShard in workerd: attempts are counted once, waits end, and nothing is kept for good. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Attempts } from '../../src/stores/attempts.ts'
import type { Limit } from '../../src/stores/shards/replay-decisions.ts'
import { bindings, newAttempt, planOf, scans, start, tally } from '../support/shards.ts'

const limit: Limit = { free: 3, longestWait: 60, forgetAfter: 3_600 }
let made = 0
const replayShard = () => bindings.REPLAY_SHARD.get(bindings.REPLAY_SHARD.idFromName(`test-${made++}`))
type Shard = ReturnType<typeof replayShard>
const reserve = (shard: Shard, key = 'alice') => shard.reserve(newAttempt(), key, limit)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: start })
})
afterEach(() => {
  vi.useRealTimers()
})
const later = (ms: number) => vi.setSystemTime(start + ms)

describe('attempts', () => {
  it('are counted before they are made: of 50 at once only the free ones go', async () => {
    const shard = replayShard()
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => reserve(shard)))
    expect(tally(outcomes)).toEqual({ go: 3, wait: 47 })
  })
  it('of one key are no matter to another', async () => {
    const shard = replayShard()
    for (let index = 0; index < 4; index++) await reserve(shard, 'alice')
    expect(await reserve(shard, 'bob')).toEqual({ kind: 'go', failures: 0 })
  })
  it('go on after the wait that was named, and are free again after a success', async () => {
    const shard = replayShard()
    for (let index = 0; index < 3; index++) await reserve(shard)
    expect(await reserve(shard)).toEqual({ kind: 'wait', seconds: 1, failures: 3 })
    later(1_000)
    expect(await reserve(shard)).toEqual({ kind: 'go', failures: 3 })
    expect(await reserve(shard)).toEqual({ kind: 'wait', seconds: 2, failures: 4 })
    await shard.forget('alice')
    expect(await reserve(shard)).toEqual({ kind: 'go', failures: 0 })
  })
  it('that proved right are taken back one by one: success does not pay for the failures of others', async () => {
    const shard = replayShard()
    for (let index = 0; index < 3; index++) await reserve(shard)
    await shard.takeBack('alice')
    expect(await reserve(shard)).toEqual({ kind: 'go', failures: 2 })
    expect((await reserve(shard)).kind).toBe('wait')
    for (let index = 0; index < 10; index++) await shard.takeBack('nobody')
    expect(await reserve(shard, 'nobody')).toEqual({ kind: 'go', failures: 0 })
  })
  it('tried again by the same call count once, and get the same answer', async () => {
    const shard = replayShard()
    for (let index = 0; index < 2; index++) await reserve(shard)
    expect(await shard.reserve('same', 'alice', limit)).toEqual({ kind: 'go', failures: 2 })
    expect(await shard.reserve('same', 'alice', limit)).toEqual({ kind: 'go', failures: 2 })
    expect(await reserve(shard)).toEqual({ kind: 'wait', seconds: 1, failures: 3 })
  })
  it('stay counted over an eviction', async () => {
    const shard = replayShard()
    for (let index = 0; index < 3; index++) await reserve(shard)
    await evictDurableObject(shard)
    expect((await reserve(shard)).kind).toBe('wait')
  })
  it('go by an index', async () => {
    const plans = await runInDurableObject(replayShard(), (_, { storage: { sql } }) =>
      [
        'SELECT * FROM attempts WHERE key = ?',
        'DELETE FROM attempts WHERE key IN (SELECT key FROM attempts WHERE last_ms < ? LIMIT ?)',
      ].map((query) => planOf(sql, query)),
    )
    expect(plans.filter(scans)).toEqual([])
  })
})

describe('the alarm', () => {
  const alarmAt = (shard: Shard) => runInDurableObject(shard, (_, { storage }) => storage.getAlarm())
  const count = (shard: Shard) =>
    runInDurableObject(
      shard,
      (_, { storage }) => storage.sql.exec('SELECT count(*) AS n FROM attempts').one().n,
    )
  const day = 86_400_000

  it('stays where it is, also over evictions', async () => {
    const shard = replayShard()
    await reserve(shard)
    later(1_000_000)
    await evictDurableObject(shard)
    await reserve(shard)
    expect(await alarmAt(shard)).toBe(start + 3_600_000)
  })
  it('sweeps in batches what is a day old, and comes again while something is left', async () => {
    const shard = replayShard()
    await runInDurableObject(shard, (instance) => {
      for (let index = 0; index < 1200; index++) instance.reserve(`old-${index}`, `old-${index}`, limit)
    })
    later(day)
    await reserve(shard, 'fresh')
    later(day + 1)
    let runs = 0
    for (let soon = true; soon; runs++) {
      await runDurableObjectAlarm(shard)
      soon = (await alarmAt(shard)) === start + day + 1 + 1_000
    }
    expect(runs).toBeGreaterThan(2)
    expect(await count(shard)).toBe(1)
    expect(await alarmAt(shard)).toBe(start + day + 1 + 3_600_000)

    later(2 * day + 1)
    await runDurableObjectAlarm(shard)
    expect([await count(shard), await alarmAt(shard)]).toEqual([0, null])
  })
  it('comes again also where sweeping failed', async () => {
    const shard = replayShard()
    await reserve(shard)
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    const rename = (from: string, to: string) =>
      runInDurableObject(shard, (_, { storage }) => {
        storage.sql.exec(`ALTER TABLE ${from} RENAME TO ${to}`)
      })
    await rename('attempts', 'elsewhere')
    await runDurableObjectAlarm(shard)
    expect(await alarmAt(shard)).toBe(start + 3_600_000)
    expect(logged).toHaveBeenCalledWith(expect.stringContaining('sweep_failed'))
    await rename('elsewhere', 'attempts')
    logged.mockRestore()
  })
})

describe('the way there', () => {
  it('one key always meets the same object, and keys are spread', async () => {
    const attempts = new Attempts(bindings.REPLAY_SHARD, { jurisdiction: undefined })
    const outcomes: { kind: string }[] = []
    for (let index = 0; index < 4; index++) outcomes.push(await attempts.reserve('key-of-alice', limit))
    expect(tally(outcomes)).toEqual({ go: 3, wait: 1 })
    await attempts.forget('key-of-alice')
    expect(await attempts.reserve('key-of-alice', limit)).toEqual({ kind: 'go', failures: 0 })

    const names = new Set<string>()
    const namespace = {
      idFromName: (name: string) => names.add(name),
      get: () => ({ forget: async () => {} }),
    } as unknown as typeof bindings.REPLAY_SHARD
    for (let index = 0; index < 200; index++) {
      await new Attempts(namespace, { jurisdiction: undefined }).forget(`key-${index}`)
    }
    expect(names.size).toBe(8)
  })
})
