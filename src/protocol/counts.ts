/** What happens how often: sign-ins, tokens, refusals. */

export interface Counted {
  readonly what: 'sign_in' | 'token' | 'refusal'
  /** The way to sign in, the grant type, the error code. */
  readonly key: string
  /** The id of a client that exists. */
  readonly client?: string
}

export interface Count extends Required<Counted> {
  /** When its minute, hour or day began: milliseconds. */
  readonly at: number
  readonly n: number
}

/** Where counts are read from: D1 (`database`) until an operator has set how to read Analytics Engine. */
export type CountSource = 'analytics_engine' | 'database'

const minute = 60
const hour = 3_600
const day = 86_400

/** Sixty minutes, 24 hours, 30 days: what a dashboard shows, up to now. */
export const countedSpans = {
  hour: { bucket: minute, buckets: 60 },
  day: { bucket: hour, buckets: 24 },
  month: { bucket: day, buckets: 30 },
} as const
export type CountedSpan = keyof typeof countedSpans

/** Seconds since the epoch, and how many seconds are counted together. */
export interface CountedRange {
  readonly from: number
  readonly bucket: number
}

/** @param now milliseconds */
export function rangeOf(span: CountedSpan, now: number): CountedRange {
  const { bucket, buckets } = countedSpans[span]
  return { from: Math.floor(now / 1000 / bucket) * bucket - (buckets - 1) * bucket, bucket }
}
