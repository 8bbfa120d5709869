import { describe, expect, it } from 'vitest'
import { Cached } from '../../../src/resource-server/cached.ts'

/** A source whose answers the test gives, one by one. */
function source({ shared = true } = {}) {
  const asked: PromiseWithResolvers<string>[] = []
  const clock = { now: 0 }
  const failures: unknown[] = []
  const cached = new Cached({
    load: () => {
      const answer = Promise.withResolvers<string>()
      asked.push(answer)
      return answer.promise
    },
    now: () => clock.now,
    maxAge: 600_000,
    onFailure: (cause) => failures.push(cause),
    shared,
  })
  /** The first value, loaded. */
  const filled = async (value = 'old') => {
    const first = cached.get()
    asked.at(-1)?.resolve(value)
    await first
  }
  return { asked, clock, failures, cached, filled }
}

describe('a kept document', () => {
  it('is loaded once for all who wait', async () => {
    const { asked, cached } = source()
    const all = Promise.all(Array.from({ length: 50 }, () => cached.get()))
    expect(asked).toHaveLength(1)
    asked[0]?.resolve('keys')
    expect(new Set(await all)).toEqual(new Set(['keys']))
    expect(await cached.get()).toBe('keys')
    expect(asked).toHaveLength(1)
  })

  it('is loaded again when it is old, and serves the others meanwhile', async () => {
    const { asked, clock, cached, filled } = source()
    await filled()
    clock.now = 600_000
    const renewing = cached.get()
    expect(await cached.get()).toBe('old')
    asked[1]?.resolve('new')
    expect(await renewing).toBe('new')
    expect(await cached.get()).toBe('new')
    expect(asked).toHaveLength(2)
  })

  it('serves stale for a day while the source is down, which is asked every five seconds', async () => {
    const { asked, clock, failures, cached, filled } = source()
    await filled()
    for (const [attempt, now] of [600_000, 605_000, 86_399_999].entries()) {
      clock.now = now
      const served = cached.get()
      asked[attempt + 1]?.reject(new Error('down'))
      expect(await served).toBe('old')
      clock.now = now + (now < 86_000_000 ? 4_999 : 0)
      expect(await cached.get()).toBe('old')
      expect(asked).toHaveLength(attempt + 2)
    }
    expect(failures).toHaveLength(3)
    clock.now = 86_405_000
    const refused = cached.get()
    asked[4]?.reject(new Error('still down'))
    await expect(refused).rejects.toThrow('still down')
  })

  it('fails fast while there is nothing to serve', async () => {
    const { asked, clock, cached, filled } = source()
    const first = cached.get()
    asked[0]?.reject(new Error('down'))
    await expect(first).rejects.toThrow('down')
    await expect(cached.get()).rejects.toThrow('down')
    expect(asked).toHaveLength(1)
    clock.now = 5_000
    await filled('up again')
    expect(await cached.get()).toBe('up again')
  })

  it('is renewed on demand once in 30 seconds', async () => {
    const { asked, clock, cached, filled } = source()
    await filled()
    const renewed = cached.renewed()
    asked[1]?.resolve('new')
    expect(await renewed).toBe('new')
    clock.now = 4_999
    expect(await cached.renewed()).toBe('new')
    for (clock.now of [5_000, 29_999]) expect(await cached.renewed()).toBe(undefined)
    expect(asked).toHaveLength(2)
    clock.now = 30_000
    const again = cached.renewed()
    asked[2]?.resolve('newer')
    expect(await again).toBe('newer')
  })

  it('is renewed once for all who demand it at a time', async () => {
    const { asked, cached, filled } = source()
    await filled()
    const all = Promise.all(Array.from({ length: 50 }, () => cached.renewed()))
    asked[1]?.resolve('new')
    expect(new Set(await all)).toEqual(new Set(['new']))
    expect(asked).toHaveLength(2)
  })

  it('stays where the demanded renewal fails, which may be tried again after five seconds', async () => {
    const { asked, clock, cached, filled } = source()
    await filled()
    const renewed = cached.renewed()
    asked[1]?.reject(new Error('down'))
    await expect(renewed).rejects.toThrow('down')
    await expect(cached.renewed()).rejects.toThrow('down')
    expect(await cached.get()).toBe('old')
    clock.now = 4_999
    await expect(cached.renewed()).rejects.toThrow('down')
    expect(asked).toHaveLength(2)
    clock.now = 5_000
    const again = cached.renewed()
    asked[2]?.resolve('new')
    expect(await again).toBe('new')
  })

  it('does not wait for ever for an attempt that never ends', async () => {
    const { asked, clock, cached } = source()
    cached.get()
    clock.now = 5_000
    const second = cached.get()
    asked[1]?.resolve('keys')
    expect(await second).toBe('keys')
  })
})

describe('where requests may not wait for one another (Workers)', () => {
  it('each makes its own attempt while the first lasts', async () => {
    const { asked, cached } = source({ shared: false })
    cached.get() // of a request that was cancelled: it never ends
    const second = cached.get()
    expect(asked).toHaveLength(2)
    asked[1]?.resolve('keys')
    expect(await second).toBe('keys')
  })

  it('a flood of demands lasts no longer than the first attempt could', async () => {
    const { asked, clock, cached, filled } = source({ shared: false })
    await filled()
    cached.renewed()
    clock.now = 4_999
    cached.renewed()
    expect(asked).toHaveLength(3)
    clock.now = 5_000
    expect(await cached.renewed()).toBe(undefined)
    expect(asked).toHaveLength(3)
  })

  it('a flood of demands during one attempt makes three more, whoever sends it', async () => {
    const { asked, cached, filled } = source({ shared: false })
    await filled()
    const demands = Array.from({ length: 50 }, () => cached.renewed())
    expect(await Promise.all(demands.slice(4))).toEqual(Array(46).fill('old'))
    expect(asked).toHaveLength(1 + 4)
  })

  it('an answer that was overtaken changes nothing', async () => {
    const { asked, cached } = source({ shared: false })
    const [first, second] = [cached.get(), cached.get()]
    asked[1]?.resolve('new')
    await second
    asked[0]?.resolve('old')
    await first
    expect(await cached.get()).toBe('new')
  })
})
