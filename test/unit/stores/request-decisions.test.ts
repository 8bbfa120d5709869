import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answer, type DeviceRequest, poll } from '../../../src/stores/shards/request-decisions.ts'

const start = 2_000_000_000_000
const pending: DeviceRequest = {
  userCode: 'BCDFGHJK',
  id: 'request-1',
  clientId: 'tv',
  scope: ['read'],
  audience: ['https://api.example.com'],
  status: 'pending',
  expiresAt: start / 1000 + 600,
  interval: 5,
  lastPollMs: null,
}
const yes = { home: 'weur-0', id: 'approval-1', sub: 'sub-of-alice' }
const approved: DeviceRequest = { ...pending, status: 'approved', approval: yes }
const denied: DeviceRequest = { ...pending, status: 'denied' }
const asked = { scope: ['read'], audience: ['https://api.example.com'] }

describe('RFC 8628 §3.5 a poll', () => {
  const table: [what: string, request: DeviceRequest | undefined, atMs: number, kind: string][] = [
    ['of nothing', undefined, 0, 'expired'],
    ['of another request under the same user code', { ...pending, id: 'request-0' }, 0, 'expired'],
    ['the first', pending, 0, 'pending'],
    ['after exactly the interval', { ...pending, lastPollMs: start }, 5_000, 'pending'],
    ['a moment early', { ...pending, lastPollMs: start }, 4_999, 'slow_down'],
    ['after a grown interval', { ...pending, interval: 10, lastPollMs: start }, 9_999, 'slow_down'],
    ['in the last millisecond', pending, 599_999, 'pending'],
    ['at the end', pending, 600_000, 'expired'],
    ['of a denied one', denied, 0, 'denied'],
    ['of a denied one, too often', { ...denied, lastPollMs: start }, 1, 'denied'],
    ['of a denied one that has ended', denied, 600_000, 'expired'],
    ['of an approved one', approved, 0, 'approved'],
    ['of an approved one, too often', { ...approved, lastPollMs: start }, 1, 'approved'],
    ['of an approved one that has ended', approved, 600_000, 'expired'],
  ]
  it.each(table)('%s', (_, request, atMs, kind) => {
    expect(poll(request, 'request-1', start + atMs).kind).toBe(kind)
  })
  it('an approved one yields the row to redeem, and what was asked for', () => {
    expect(poll(approved, 'request-1', start)).toEqual({ kind: 'approved', approval: yes, asked })
  })
  it('each impatient poll adds five seconds, for good; a patient one leaves them', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 20 }), (pauses) => {
        let request: DeviceRequest = { ...pending, expiresAt: start / 1000 + 10_000 }
        let now = start
        let impatient = 0
        for (const pause of pauses) {
          now += pause
          const early = request.lastPollMs !== null && pause < request.interval * 1000
          const decision = poll(request, 'request-1', now)
          expect(decision.kind).toBe(early ? 'slow_down' : 'pending')
          if (early) impatient++
          if ('request' in decision) request = decision.request
          expect(request).toMatchObject({ interval: 5 + 5 * impatient, lastPollMs: now, status: 'pending' })
        }
      }),
    )
  })
})

describe('an answer', () => {
  const table: [
    what: string,
    request: DeviceRequest | undefined,
    id: string,
    atMs: number,
    counts: boolean,
  ][] = [
    ['in time', pending, 'request-1', 0, true],
    ['in the last millisecond', pending, 'request-1', 599_999, true],
    ['too late', pending, 'request-1', 600_000, false],
    ['to nothing', undefined, 'request-1', 0, false],
    ['to another request under the same user code', pending, 'request-0', 0, false],
    ['to one that was approved', approved, 'request-1', 0, false],
    ['to one that was denied', denied, 'request-1', 0, false],
  ]
  it.each(table)('%s', (_, request, id, atMs, counts) => {
    const yesses = answer(request, id, yes, start + atMs)
    const noes = answer(request, id, 'denied', start + atMs)
    expect([yesses, noes]).toEqual(counts ? [approved, denied] : [undefined, undefined])
  })
  it('that is neither is a no', () => {
    expect(answer(pending, 'request-1', undefined, start)).toEqual(denied)
  })
})
