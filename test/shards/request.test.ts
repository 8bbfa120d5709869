/** RequestShard in workerd: one answer counts, whatever happens at once, and nothing is kept for good. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeviceRequest } from '../../src/stores/shards/request-decisions.ts'
import { bindings, inSeconds, planOf, scans, start, tally } from '../support/shards.ts'

let made = 0
const requestShard = () => bindings.REQUEST_SHARD.get(bindings.REQUEST_SHARD.idFromName(`test-${made++}`))
type Shard = ReturnType<typeof requestShard>

const request = (change: Partial<DeviceRequest> = {}): DeviceRequest => ({
  userCode: 'BCDFGHJK',
  id: 'request-1',
  clientId: 'tv',
  scope: ['read'],
  audience: [],
  status: 'pending',
  expiresAt: inSeconds(start) + 600,
  interval: 5,
  lastPollMs: null,
  ...change,
})
const yes = (id = 'approval-1') => ({ home: 'weur-0', id, sub: 'sub-of-alice' })
const code = 'BCDFGHJK'
const poll = async (shard: Shard) => (await shard.poll(code, 'request-1')) as { kind: string }

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: start })
})
afterEach(() => {
  vi.useRealTimers()
})
const later = (ms: number) => vi.setSystemTime(start + ms)
async function asked(change: Partial<DeviceRequest> = {}): Promise<Shard> {
  const shard = requestShard()
  expect(await shard.create(request(change))).toBe(true)
  return shard
}

describe('a user code', () => {
  it('is one request’s while that lives, and free again afterwards', async () => {
    const shard = await asked()
    const next = request({ id: 'request-2', expiresAt: inSeconds(start) + 1_200 })
    later(599_999)
    expect(await shard.create(next)).toBe(false)
    later(600_000)
    expect(await shard.create(next)).toBe(true)
    expect((await poll(shard)).kind).toBe('expired') // the former device finds nothing of the new one
    expect(await shard.pending(code)).toMatchObject({ id: 'request-2' })
  })
  it('of 50 who want it at once one gets it', async () => {
    const shard = requestShard()
    const got = await Promise.all(
      Array.from({ length: 50 }, (_, index) => shard.create(request({ id: `request-${index}` }))),
    )
    expect(got.filter(Boolean)).toHaveLength(1)
  })
  it('taken again by the same call is still its own', async () => {
    const shard = await asked()
    expect(await shard.create(request())).toBe(true)
  })
})

describe('50 at once', () => {
  it('answer: exactly one counts, and the poll gets that one', async () => {
    const shard = await asked()
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => shard.answer(code, 'request-1', yes(`approval-${index}`))),
    )
    expect(answers.filter(Boolean)).toHaveLength(1)
    expect(await poll(shard)).toMatchObject({ approval: { id: `approval-${answers.indexOf(true)}` } })
  })
  it('say yes and no: one of both counts', async () => {
    const shard = await asked()
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        shard.answer(code, 'request-1', index % 2 === 0 ? yes(`approval-${index}`) : 'denied'),
      ),
    )
    expect(answers.filter(Boolean)).toHaveLength(1)
    expect((await poll(shard)).kind).toBe(answers.indexOf(true) % 2 === 0 ? 'approved' : 'denied')
  })
  it('poll: one is pending, all others are told to slow down', async () => {
    const shard = await asked()
    expect(tally(await Promise.all(Array.from({ length: 50 }, () => poll(shard))))).toEqual({
      pending: 1,
      slow_down: 49,
    })
  })
})

describe('what was acknowledged', () => {
  it('is there after an eviction: the request, its grown interval, the answer', async () => {
    const shard = await asked()
    await poll(shard)
    await poll(shard)
    await evictDurableObject(shard)
    later(9_999)
    expect((await poll(shard)).kind).toBe('slow_down')
    await shard.answer(code, 'request-1', yes())
    await evictDurableObject(shard)
    expect((await poll(shard)).kind).toBe('approved')
    expect(await shard.pending(code)).toBeUndefined()
  })
  it('answered again by the same call is the same; by another it is too late', async () => {
    const shard = await asked()
    expect(await shard.answer(code, 'request-1', yes())).toBe(true)
    expect(await shard.answer(code, 'request-1', yes())).toBe(true)
    expect(await shard.answer(code, 'request-1', yes('approval-2'))).toBe(false)
    expect(await shard.answer(code, 'request-1', 'denied')).toBe(false)
  })
})

describe('the alarm', () => {
  const alarmAt = (shard: Shard) => runInDurableObject(shard, (_, { storage }) => storage.getAlarm())
  const kept = (shard: Shard) =>
    runInDurableObject(
      shard,
      (_, { storage: { sql } }) => sql.exec('SELECT count(*) AS n FROM device_requests').one().n,
    )

  it('is set by the first call and stays where it is', async () => {
    const shard = await asked()
    later(1_000)
    await evictDurableObject(shard)
    await poll(shard)
    expect(await alarmAt(shard)).toBe(start + 3_600_000)
  })
  it('sweeps what has ended in batches, keeps what lives, and ends with the last', async () => {
    const shard = await asked({ expiresAt: inSeconds(start) + 10_000 })
    await runInDurableObject(shard, (_, { storage: { sql } }) => {
      for (let index = 0; index < 1_200; index++)
        sql.exec('INSERT INTO device_requests VALUES (?, ?, ?)', `old-${index}`, '{}', inSeconds(start))
    })
    later(3_600_000)
    let runs = 0
    for (let soon = true; soon; runs++) {
      await runDurableObjectAlarm(shard)
      soon = (await alarmAt(shard)) === start + 3_601_000
    }
    expect([runs, await kept(shard), await alarmAt(shard)]).toEqual([3, 1, start + 7_200_000])
    later(10_000_000)
    await runDurableObjectAlarm(shard)
    expect([await kept(shard), await alarmAt(shard)]).toEqual([0, null])
  })
  it('is set again also where sweeping failed, and does not fail itself', async () => {
    const shard = await asked()
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    await runInDurableObject(shard, (_, { storage: { sql } }) => {
      sql.exec('ALTER TABLE device_requests RENAME TO elsewhere')
    })
    await runDurableObjectAlarm(shard)
    expect(await alarmAt(shard)).toBe(start + 3_600_000)
    expect(logged).toHaveBeenCalledWith(expect.stringContaining('sweep_failed'))
    await runInDurableObject(shard, (_, { storage: { sql } }) => {
      sql.exec('ALTER TABLE elsewhere RENAME TO device_requests')
    })
    logged.mockRestore()
  })
  it('goes by an index', async () => {
    const plan = await runInDurableObject(await asked(), (_, { storage: { sql } }) =>
      planOf(sql, 'SELECT user_code FROM device_requests WHERE ends_at <= ? LIMIT ?'),
    )
    expect(scans(plan)).toBe(false)
  })
})

describe('somebody who went elsewhere', () => {
  const journey = { key: 'journey-1', browser: 'browser-1', sealed: 'sealed', endsAt: inSeconds(start) + 600 }
  async function gone(): Promise<Shard> {
    const shard = requestShard()
    await shard.depart(journey)
    return shard
  }
  it('is met again once; the same call again gets the same answer', async () => {
    const shard = await gone()
    expect(await shard.arrive('a', journey.key, 'browser-1')).toEqual({ kind: 'back', sealed: 'sealed' })
    expect(await shard.arrive('a', journey.key, 'browser-1')).toEqual({ kind: 'back', sealed: 'sealed' })
    expect(await shard.arrive('b', journey.key, 'browser-1')).toEqual({ kind: 'used' })
  })
  it('of 50 who come back at once one is let on', async () => {
    const shard = await gone()
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, at) => shard.arrive(`attempt-${at}`, journey.key, 'browser-1')),
    )
    expect(all.filter(({ kind }) => kind === 'back')).toHaveLength(1)
  })
  it('is met in the browser that left: another one uses nothing up', async () => {
    const shard = await gone()
    expect(await shard.arrive('a', journey.key, 'browser-2')).toEqual({ kind: 'other_browser' })
    expect(await shard.arrive('a', journey.key, undefined)).toEqual({ kind: 'other_browser' })
    expect(await shard.arrive('b', journey.key, 'browser-1')).toMatchObject({ kind: 'back' })
  })
  it('is not waited for longer than said, and then forgotten', async () => {
    const shard = await gone()
    later(600_000)
    expect(await shard.arrive('a', journey.key, 'browser-1')).toEqual({ kind: 'unknown' })
    expect(await runDurableObjectAlarm(shard)).toBe(true)
    const left = await runInDurableObject(shard, (_, { storage }) =>
      storage.sql.exec('SELECT key FROM journeys').toArray(),
    )
    expect(left).toEqual([])
  })
})
