import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Grant,
  isLive,
  isUsable,
  type RedeemCommand,
  type RefreshCommand,
  redeem,
  refresh,
  type Session,
} from '../../../src/stores/shards/subject-decisions.ts'

const start = 1_900_000_000_000
const seconds = (ms: number) => Math.floor(ms / 1000)
const session: Session = {
  id: 'session-1',
  sub: 'alice',
  sid: 'sid-1',
  authTime: seconds(start),
  acr: '1',
  amr: ['pwd'],
  createdAt: seconds(start),
  lastSeen: seconds(start),
  expiresAt: seconds(start) + 10_000_000,
  idleLifetime: 10_000_000,
}
const redeeming: RedeemCommand = {
  attempt: 'attempt-1',
  codeId: 'code-1',
  expired: false,
  sessionId: 'session-1',
  sub: 'alice',
  detail: {
    clientId: 'web',
    scope: ['openid', 'read'],
    audience: ['https://api.example.com'],
    sid: 'sid-1',
    authTime: seconds(start),
    acr: '1',
    amr: ['pwd'],
    userinfoClaims: [],
    idTokenClaims: [],
  },
  lifetime: 1000,
  idleLifetime: 400,
}
const refreshing: RefreshCommand = {
  attempt: 'attempt-2',
  grantId: 'code-1',
  clientId: 'web',
  generation: 0,
  scope: undefined,
  audience: [],
  notBefore: 0,
  rotate: true,
  overlap: 30,
  idleLifetime: 400,
}
function grantOf(decision: { kind: string; grant?: Grant }): Grant {
  if (!decision.grant) throw new Error(decision.kind)
  return decision.grant
}
const granted = (): Grant => grantOf(redeem(undefined, session, redeeming, start))

describe('promise 1: a code', () => {
  it('yields a grant of its own id, with its own end', () => {
    expect(granted()).toEqual({
      id: 'code-1',
      sub: 'alice',
      detail: redeeming.detail,
      createdAt: seconds(start),
      expiresAt: seconds(start) + 1000,
      idleExpiresAt: seconds(start) + 400,
      generation: 0,
      rotatedAtMs: start,
      revokedAt: null,
      attempt: 'attempt-1',
    })
  })
  it('that is past its minute yields nothing, but a replay of it is still noticed', () => {
    const late = { ...redeeming, expired: true, attempt: 'attempt-9' }
    expect(redeem(undefined, session, late, start)).toEqual({ kind: 'expired' })
    expect(redeem(granted(), session, late, start)).toEqual({ kind: 'replayed' })
  })
  it('is replayed also when the session has ended since', () => {
    expect(redeem(granted(), undefined, { ...redeeming, attempt: 'attempt-9' }, start)).toEqual({
      kind: 'replayed',
    })
  })
  it.each([
    ['a session that is not there', undefined],
    ['a session of somebody else', { ...session, sub: 'bob' }],
    ['a session that has expired', { ...session, expiresAt: seconds(start) }],
    ['a session that was left idle', { ...session, idleLifetime: 0 }],
  ])('of %s yields nothing', (_, named) => {
    expect(redeem(undefined, named, redeeming, start)).toEqual({ kind: 'session_ended' })
  })
  it('tried again by the same call yields the same; once revoked it does not', () => {
    expect(redeem(granted(), session, redeeming, start + 5)).toEqual({ kind: 'again', grant: granted() })
    expect(redeem({ ...granted(), revokedAt: seconds(start) }, session, redeeming, start + 5)).toEqual({
      kind: 'replayed',
    })
  })
})

describe('promise 2: a refresh token', () => {
  const rotated = (at = start) => grantOf(refresh(granted(), refreshing, at))

  it('rotates, and moves the idle end', () => {
    const at = start + 100_000
    expect(refresh(granted(), refreshing, at)).toEqual({
      kind: 'refreshed',
      changed: true,
      grant: {
        ...granted(),
        generation: 1,
        rotatedAtMs: at,
        idleExpiresAt: seconds(at) + 400,
        usedAt: seconds(at),
        attempt: 'attempt-2',
      },
    })
  })
  it('never moves the idle end past the absolute one', () => {
    const grant = { ...granted(), idleExpiresAt: seconds(start) + 999 }
    expect(grantOf(refresh(grant, refreshing, start + 900_000)).idleExpiresAt).toBe(grant.expiresAt)
  })
  it('of the predecessor is tolerated in its window, to the millisecond', () => {
    const other = { ...refreshing, attempt: 'attempt-3' }
    expect(refresh(rotated(), other, start + 29_999)).toEqual({
      kind: 'refreshed',
      changed: false,
      grant: rotated(),
    })
    expect(refresh(rotated(), other, start + 30_000)).toEqual({ kind: 'reused' })
  })
  it('of the predecessor, tried again by the same call, is no reuse even without a window', () => {
    const strict = { ...refreshing, overlap: 0 }
    const grant = grantOf(refresh(granted(), strict, start))
    expect(refresh(grant, strict, start)).toEqual({ kind: 'refreshed', changed: false, grant })
    expect(refresh(grant, { ...strict, attempt: 'attempt-3' }, start)).toEqual({ kind: 'reused' })
  })
  it('of the predecessor of the predecessor is reuse at once', () => {
    const twice = grantOf(refresh(rotated(), { ...refreshing, generation: 1 }, start + 1))
    expect(refresh(twice, { ...refreshing, attempt: 'attempt-3' }, start + 2)).toEqual({ kind: 'reused' })
  })
  it.each([
    ['another client', { clientId: 'spa' }, {}],
    ['a revoked grant', {}, { revokedAt: 1 }],
    ['an ended grant', {}, { expiresAt: seconds(start) }],
    ['a grant left idle', {}, { idleExpiresAt: seconds(start) }],
    ['a client whose grants were ended', { notBefore: seconds(start) + 1 }, {}],
    ['a generation nobody was given', { generation: 1 }, {}],
  ])('of %s ends, and proves no reuse', (_, command, grant) => {
    expect(refresh({ ...granted(), ...grant }, { ...refreshing, ...command }, start)).toEqual({
      kind: 'ended',
    })
  })
  it('of no grant at all ends', () => {
    expect(refresh(undefined, refreshing, start)).toEqual({ kind: 'ended' })
  })
  it('asks for a part of the grant, never for more, and asking for more burns nothing', () => {
    expect(refresh(granted(), { ...refreshing, scope: ['read'] }, start)).toMatchObject({
      kind: 'refreshed',
      grant: { detail: { scope: ['openid', 'read'] } },
    })
    expect(refresh(granted(), { ...refreshing, scope: ['read', 'write'] }, start)).toEqual({
      kind: 'scope_exceeded',
    })
  })
  it('of a client that need not rotate stays the same and moves the idle end', () => {
    const keep = { ...refreshing, rotate: false }
    expect(refresh(granted(), keep, start + 50_000)).toEqual({
      kind: 'refreshed',
      changed: true,
      grant: { ...granted(), idleExpiresAt: seconds(start) + 450, usedAt: seconds(start) + 50 },
    })
    expect(refresh(granted(), keep, start)).toMatchObject({ changed: false })
  })
})

/** The shard without its storage: loads, decides, saves. */
class Shard {
  grant: Grant | undefined

  redeem(command: RedeemCommand, nowMs: number) {
    const decision = redeem(this.grant, session, command, nowMs)
    if (decision.kind === 'granted') this.grant = decision.grant
    if (decision.kind === 'replayed') this.#revoke(nowMs)
    return decision
  }
  refresh(command: RefreshCommand, nowMs: number) {
    const decision = refresh(this.grant, command, nowMs)
    if (decision.kind === 'refreshed' && decision.changed) this.grant = decision.grant
    if (decision.kind === 'reused') this.#revoke(nowMs)
    return decision
  }
  #revoke(nowMs: number) {
    if (this.grant) this.grant = { ...this.grant, revokedAt: this.grant.revokedAt ?? seconds(nowMs) }
  }
}

/** What the promises say, told from the whole history instead of from a row. */
class Oracle {
  redeemedBy: string | undefined
  revoked = false
  /** Of each generation: when it was made and by which call. */
  readonly made: { at: number; by: string }[] = []
  lastUse = 0
  begun = 0

  redeem(attempt: string, expired: boolean, now: number): string {
    if (this.redeemedBy !== undefined) {
      const retry = attempt === this.redeemedBy && this.made.length === 1 && !this.revoked
      if (!retry) this.revoked = true
      return retry ? 'again 0' : 'replayed'
    }
    if (expired) return 'expired'
    this.redeemedBy = attempt
    this.made.push({ at: now, by: attempt })
    this.begun = now
    this.lastUse = now
    return 'granted 0'
  }
  refresh(attempt: string, generation: number, overlap: number, now: number): string {
    const newest = this.made.length - 1
    const ended =
      newest < 0 ||
      this.revoked ||
      seconds(now) >= seconds(this.begun) + redeeming.lifetime ||
      seconds(now) >= seconds(this.lastUse) + refreshing.idleLifetime
    if (ended || generation > newest) return 'ended'
    if (generation === newest) {
      this.made.push({ at: now, by: attempt })
      this.lastUse = now
      return `refreshed ${newest + 1}`
    }
    const last = this.made[newest]!
    const tolerated = generation === newest - 1 && (now < last.at + overlap * 1000 || attempt === last.by)
    if (!tolerated) this.revoked = true
    return tolerated ? `refreshed ${newest}` : 'reused'
  }
}

type Step =
  | { kind: 'redeem'; attempt: number; expired: boolean }
  | { kind: 'refresh'; back: number; overlap: number }
  | { kind: 'retry' }

describe('random histories', () => {
  const gap = fc.oneof(
    fc.nat(2_000),
    fc.nat(40_000),
    fc.constantFrom(0, 29_999, 30_000, 30_001),
    fc.nat(500_000),
  )
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('redeem' as const),
        attempt: fc.nat(2),
        expired: fc.boolean(),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('refresh' as const),
        back: fc.oneof(fc.constant(0), fc.constant(0), fc.nat(3)),
        overlap: fc.constantFrom(0, 30, 30, 30),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'retry' as const }) },
  )
  const history = fc.array(fc.tuple(gap, step), { maxLength: 60 })

  function play(steps: readonly [number, Step][], check: (seen: Seen) => void) {
    const shard = new Shard()
    const oracle = new Oracle()
    let now = start
    let calls = 0
    let last: { command: RefreshCommand } | undefined
    // The person redeems at once in most histories.
    const all: [number, Step][] = [[0, { kind: 'redeem', attempt: 0, expired: false }], ...steps]
    for (const [wait, what] of all) {
      now += wait
      const before = shard.grant
      let outcome: ReturnType<Shard['redeem'] | Shard['refresh']>
      let expected: string
      if (what.kind === 'redeem') {
        const attempt = `redeem-${what.attempt}`
        expected = oracle.redeem(attempt, what.expired, now)
        outcome = shard.redeem({ ...redeeming, attempt, expired: what.expired }, now)
      } else {
        const newest = shard.grant?.generation ?? 0
        const command =
          what.kind === 'retry' && last
            ? last.command
            : {
                ...refreshing,
                attempt: `refresh-${calls++}`,
                generation: Math.max(0, newest - (what.kind === 'refresh' ? what.back : 0)),
                overlap: what.kind === 'refresh' ? what.overlap : 30,
              }
        last = { command }
        expected = oracle.refresh(command.attempt, command.generation, command.overlap, now)
        outcome = shard.refresh(command, now)
      }
      const said = 'grant' in outcome ? `${outcome.kind} ${outcome.grant.generation}` : outcome.kind
      check({ before, after: shard.grant, said, expected, now })
    }
  }
  interface Seen {
    before: Grant | undefined
    after: Grant | undefined
    said: string
    expected: string
    now: number
  }
  const runs = { numRuns: 1500 }

  it('go as the promises say', () => {
    fc.assert(
      fc.property(history, (steps) => play(steps, ({ said, expected }) => expect(said).toBe(expected))),
      runs,
    )
  })
  it('have at most one redemption', () => {
    fc.assert(
      fc.property(history, (steps) => {
        let redemptions = 0
        play(steps, ({ said }) => {
          if (said.startsWith('granted')) redemptions++
          expect(redemptions).toBeLessThanOrEqual(1)
        })
      }),
      runs,
    )
  })
  it('end with revocation: nothing is usable after', () => {
    fc.assert(
      fc.property(history, (steps) =>
        play(steps, ({ before, after, said, now }) => {
          if (before?.revokedAt != null) {
            expect(said).toMatch(/^(?:ended|replayed)$/)
            expect(after?.revokedAt).toBe(before.revokedAt)
            expect(isUsable(after, seconds(now))).toBe(false)
          }
        }),
      ),
      runs,
    )
  })
  it('go forward by one generation at most, and only that extends anything', () => {
    fc.assert(
      fc.property(history, (steps) =>
        play(steps, ({ before, after }) => {
          if (!before || !after) return
          const made = after.generation - before.generation
          expect([0, 1]).toContain(made)
          expect(after.expiresAt).toBe(before.expiresAt)
          if (made === 0) expect({ ...after, revokedAt: null }).toEqual({ ...before, revokedAt: null })
          expect(after.idleExpiresAt).toBeLessThanOrEqual(after.expiresAt)
        }),
      ),
      runs,
    )
  })
})

describe('a session', () => {
  it('lives until its end, or until it was left idle', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.nat(1000),
        fc.nat(1000),
        fc.nat(2500),
        (lastSeen, idleLifetime, expiresAt, now) => {
          const alive = isLive({ ...session, lastSeen, idleLifetime, expiresAt }, now)
          expect(alive).toBe(now < Math.min(expiresAt, lastSeen + idleLifetime))
        },
      ),
    )
  })
})
