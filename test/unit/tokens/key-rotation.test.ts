import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SigningAlgorithm, signingAlgorithms } from '../../../src/protocol/client-metadata.ts'
import type { SigningKeyRow } from '../../../src/stores/keys.ts'
import {
  dueActions,
  inUse,
  keptAfterRetirement,
  publishedBeforeUse,
  rotatedEvery,
  verifiesAfterRetirement,
} from '../../../src/tokens/key-rotation.ts'

const start = 1_900_000_000_000
const minute = 60_000
const day = 86_400_000
const year = 365 * day

/** The record without its database: applies what is due as D1 would. */
class Rotation {
  rows: SigningKeyRow[] = []
  /** When each key was first shown. */
  readonly published = new Map<string, number>()
  #made = 0

  run(now: number): void {
    for (const action of dueActions(this.rows, now)) {
      if (action.kind === 'add') this.#add(action.alg, action.status, now)
      else if (action.kind === 'promote') this.#promote(action.current, action.next, now)
      else this.rows = this.rows.filter((row) => row.kid !== action.kid)
    }
    for (const { kid } of inUse(this.rows, now)) {
      if (!this.published.has(kid)) this.published.set(kid, now)
    }
  }
  shown = (now: number) => new Set(inUse(this.rows, now).map((row) => row.kid))
  signing = (alg: SigningAlgorithm) => this.rows.filter((row) => row.alg === alg && row.status === 'current')

  #add(alg: SigningAlgorithm, status: 'current' | 'next', now: number): void {
    if (this.rows.some((row) => row.alg === alg && row.status === status)) return
    this.rows.push({
      kid: `${alg}-${this.#made++}`,
      alg,
      status,
      public_key: {},
      private_key: '',
      created_at: now,
      activated_at: status === 'current' ? now : null,
      retired_at: null,
    })
  }
  #promote(current: string, next: string, now: number): void {
    this.rows = this.rows.map((row) =>
      row.kid === current
        ? { ...row, status: 'retired', retired_at: now }
        : row.kid === next
          ? { ...row, status: 'current', activated_at: now }
          : row,
    )
  }
}

describe('what is due', () => {
  it('at set-up: a current and a next key for every algorithm', () => {
    expect(dueActions([], start)).toEqual(
      signingAlgorithms.flatMap((alg) => [
        { kind: 'add', alg, status: 'current' },
        { kind: 'add', alg, status: 'next' },
      ]),
    )
  })
  it('is done once: right after, nothing is due', () => {
    const rotation = new Rotation()
    for (const at of [start, start + rotatedEvery, start + 2 * rotatedEvery, start + 10 * rotatedEvery]) {
      rotation.run(at)
      expect(dueActions(rotation.rows, at)).toEqual([])
    }
  })
  it('a next key is not promoted before it was shown for a day, however late the rotation is', () => {
    const rotation = new Rotation()
    rotation.run(start)
    rotation.rows = rotation.rows.filter((row) => row.status === 'current')
    const late = start + 2 * rotatedEvery
    rotation.run(late)
    rotation.run(late + publishedBeforeUse - 1)
    expect(rotation.rows.filter((row) => row.status === 'retired')).toEqual([])
    rotation.run(late + publishedBeforeUse)
    expect(rotation.rows.filter((row) => row.status === 'retired')).toHaveLength(signingAlgorithms.length)
  })
  it('a retired key goes a year after', () => {
    const rotation = new Rotation()
    rotation.run(start)
    rotation.run(start + rotatedEvery)
    const retired = rotation.rows.filter((row) => row.status === 'retired').map((row) => row.kid)
    const end = start + rotatedEvery + keptAfterRetirement
    expect(dueActions(rotation.rows, end - 1).filter((action) => action.kind === 'remove')).toEqual([])
    expect(dueActions(rotation.rows, end).filter((action) => action.kind === 'remove')).toEqual(
      retired.map((kid) => ({ kind: 'remove', kid })),
    )
  })
})

/** Runs cron for two years and looks at the keys at every run and just before the next. */
function live(pauses: readonly number[], look: (rotation: Rotation, now: number) => void): void {
  const rotation = new Rotation()
  let now = start
  for (let run = 0; now < start + 2 * year; run++) {
    rotation.run(now)
    look(rotation, now)
    const pause = pauses[run % pauses.length] ?? 15 * minute
    look(rotation, now + pause - 1)
    now += pause
  }
}
const pauses = fc.array(
  fc.oneof(
    fc.constant(15 * minute),
    fc.nat(day).map((ms) => ms + 60_000),
    fc.nat(20 * day).map((ms) => ms + 60_000),
  ),
  { minLength: 20, maxLength: 60 },
)

describe('over two years, whenever cron runs', () => {
  it('every algorithm has exactly one current key, and one that comes next', () => {
    fc.assert(
      fc.property(pauses, (sequence) =>
        live(sequence, (rotation) => {
          for (const alg of signingAlgorithms) {
            expect(rotation.signing(alg)).toHaveLength(1)
            expect(rotation.rows.filter((row) => row.alg === alg && row.status === 'next')).toHaveLength(1)
          }
        }),
      ),
      { numRuns: 12 },
    )
  })
  it('every key but the first ones is shown for a day before it signs', () => {
    fc.assert(
      fc.property(pauses, (sequence) =>
        live(sequence, (rotation) => {
          for (const { kid, activated_at } of rotation.rows) {
            if (activated_at === null || activated_at === start) continue
            expect(
              activated_at - (rotation.published.get(kid) ?? Number.POSITIVE_INFINITY),
            ).toBeGreaterThanOrEqual(publishedBeforeUse)
          }
        }),
      ),
      { numRuns: 12 },
    )
  })
  it('every key is shown until the longest token it signed has ended', () => {
    fc.assert(
      fc.property(pauses, (sequence) =>
        live(sequence, (rotation, now) => {
          const shown = rotation.shown(now)
          for (const { kid, retired_at } of rotation.rows) {
            expect(shown.has(kid)).toBe(retired_at === null || now < retired_at + verifiesAfterRetirement)
          }
        }),
      ),
      { numRuns: 12 },
    )
  })
})

it('promise 7: a verifier that refetches the JWKS every five minutes never fails over two years', () => {
  const rotation = new Rotation()
  const fiveMinutes = 5 * minute
  /** When the newest token of each key ends. */
  const signed = new Map<string, number>()
  const failed: string[] = []
  let known = new Set<string>()
  for (let now = start; now < start + 2 * year; now += fiveMinutes) {
    if ((now - start) % (15 * minute) === 0) rotation.run(now)
    if (now === start) known = rotation.shown(now)
    // A token as long-lived as they come, by every key, just before each run of cron and just after.
    for (const { kid, status } of rotation.rows) if (status === 'current') signed.set(kid, now + day)
    for (const [kid, ends] of signed) if (now < ends && !known.has(kid)) failed.push(`${kid} at ${now}`)
    known = rotation.shown(now)
  }
  expect(failed).toEqual([])
  expect(signed.size).toBe(signingAlgorithms.length * Math.ceil((2 * year) / rotatedEvery))
})
