/** Reading Analytics Engine: what is asked, and what its answer comes to. */
import { describe, expect, it } from 'vitest'
import { analyticsQuery, parseAnalytics } from '../../../src/outbound/analytics-engine.ts'
import { rangeOf } from '../../../src/protocol/counts.ts'

describe('Analytics Engine', () => {
  it('is asked for whole minutes, hours or days up to now, and for all that a sampled point stands for', () => {
    const now = Date.UTC(2030, 0, 31, 12, 34, 56)
    const from = (span: 'hour' | 'day' | 'month') => new Date(rangeOf(span, now).from * 1000).toISOString()
    expect([from('hour'), from('day'), from('month')]).toEqual([
      '2030-01-31T11:35:00.000Z',
      '2030-01-30T13:00:00.000Z',
      '2030-01-02T00:00:00.000Z',
    ])
    const query = analyticsQuery({ from: 1_900_000_000, bucket: 60 })
    expect(query).toContain('SUM(_sample_interval * double1)')
    expect(query).toContain('timestamp >= toDateTime(1900000000)')
    expect(query).toContain('intDiv(toUInt32(timestamp), 60) * 60')
  })

  it('answers numbers as text or as numbers, and anything else is no answer', () => {
    const data = [
      { at: '1900000020', what: 'token', key: 'refresh_token', client: 'web', n: '12' },
      { at: 1_900_000_080, what: 'refusal', key: 'invalid_grant', client: '', n: 1 },
    ]
    expect(parseAnalytics({ meta: [], data, rows: 2 })).toEqual([
      { at: 1_900_000_020_000, what: 'token', key: 'refresh_token', client: 'web', n: 12 },
      { at: 1_900_000_080_000, what: 'refusal', key: 'invalid_grant', client: '', n: 1 },
    ])
    for (const wrong of [undefined, null, 'text', {}, { errors: [] }]) {
      expect(() => parseAnalytics(wrong)).toThrow('without data')
    }
  })
})
