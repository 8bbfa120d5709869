import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Attempts, type Limit, reserve } from '../../../src/stores/shards/replay-decisions.ts'

const start = 1_900_000_000_000
let made = 0
const attempt = () => `attempt-${made++}`
const limits: fc.Arbitrary<Limit> = fc.record({
  free: fc.nat(100),
  longestWait: fc.integer({ min: 1, max: 120 }),
  forgetAfter: fc.integer({ min: 121, max: 7200 }),
})

/** Makes the attempts, each some milliseconds after the one before; those told to wait are not counted. */
function run(limit: Limit, gaps: readonly number[], before?: Attempts) {
  let attempts = before
  let now = before?.lastMs ?? start
  const outcomes = gaps.map((gap) => {
    now += gap
    const outcome = reserve(attempts, attempt(), limit, now)
    if (outcome.kind === 'go') attempts = outcome.attempts
    return outcome
  })
  return { attempts, outcomes, now }
}
const gaps = fc.array(fc.nat(200_000), { maxLength: 200 })

describe('throttling', () => {
  it('never locks out for good: however many failed, after the longest wait an attempt goes', () => {
    fc.assert(
      fc.property(limits, gaps, (limit, sequence) => {
        const { attempts, now } = run(limit, sequence)
        expect(reserve(attempts, attempt(), limit, now + limit.longestWait * 1000).kind).toBe('go')
      }),
    )
  })
  it('every wait that it names is within bounds, and is enough', () => {
    fc.assert(
      fc.property(limits, gaps, (limit, sequence) => {
        let attempts: Attempts | undefined
        let now = start
        for (const gap of sequence) {
          now += gap
          let outcome = reserve(attempts, attempt(), limit, now)
          if (outcome.kind === 'wait') {
            expect(outcome.seconds).toBeGreaterThanOrEqual(1)
            expect(outcome.seconds).toBeLessThanOrEqual(limit.longestWait)
            now += outcome.seconds * 1000
            outcome = reserve(attempts, attempt(), limit, now)
          }
          if (outcome.kind !== 'go') throw new Error('told to wait twice')
          attempts = outcome.attempts
        }
      }),
    )
  })
  it('the first ones cost nothing, then waits double up to the longest', () => {
    const limit: Limit = { free: 3, longestWait: 60, forgetAfter: 3600 }
    let attempts: Attempts | undefined
    const waits: number[] = []
    let now = start
    for (let index = 0; index < 12; index++) {
      let outcome = reserve(attempts, attempt(), limit, now)
      waits.push(outcome.kind === 'wait' ? outcome.seconds : 0)
      if (outcome.kind === 'wait') {
        now += outcome.seconds * 1000
        outcome = reserve(attempts, attempt(), limit, now)
      }
      if (outcome.kind === 'go') attempts = outcome.attempts
    }
    expect(waits).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60])
  })
  it('guesses per hour are bounded, however they are spread', () => {
    const limit: Limit = { free: 5, longestWait: 60, forgetAfter: 3600 }
    fc.assert(
      fc.property(fc.array(fc.nat(5_000), { minLength: 1500, maxLength: 1500 }), (sequence) => {
        const times: number[] = []
        let attempts: Attempts | undefined
        let now = start
        for (const gap of sequence) {
          now += gap
          const outcome = reserve(attempts, attempt(), limit, now)
          if (outcome.kind !== 'go') continue
          attempts = outcome.attempts
          if (now < start + 3_600_000) times.push(now)
        }
        // 5 free, then waits of 1, 2, 4, 8, 16 and 32 seconds, then one a minute.
        expect(times.length).toBeLessThanOrEqual(5 + 6 + 60)
      }),
      { numRuns: 20 },
    )
  })
  it('counts the retry of a call once', () => {
    const limit: Limit = { free: 0, longestWait: 60, forgetAfter: 3600 }
    const first = reserve(undefined, 'same', limit, start)
    if (first.kind !== 'go') throw new Error('told to wait')
    expect(reserve(first.attempts, 'same', limit, start + 5)).toEqual(first)
    expect(reserve(first.attempts, 'other', limit, start + 5).kind).toBe('wait')
  })
  it('is forgotten after enough quiet', () => {
    fc.assert(
      fc.property(limits, fc.integer({ min: 1, max: 10_000 }), (limit, failures) => {
        const outcome = reserve(
          { failures, lastMs: start, attempt: 'before' },
          attempt(),
          limit,
          start + limit.forgetAfter * 1000 + 1,
        )
        expect(outcome).toMatchObject({ kind: 'go', attempts: { failures: 1 } })
      }),
    )
  })
})
