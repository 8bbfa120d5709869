/** Times as a person reads them, in their own time zone where they have told it. */

import { ago } from '../ago.ts'
import type { Person } from '../person.ts'

export interface Times {
  /** `3 November 2026` */
  day(ms: number): string
  /** `3 November 2026 at 14:02` */
  minute(ms: number): string
  readonly zone: string
}

export function timesFor({ subject }: Pick<Person, 'subject'>): Times {
  const zone = knownZone(subject.claims.zoneinfo) ?? 'UTC'
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'long' })
  const minute = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'long', timeStyle: 'short' })
  return { zone, day: (ms) => day.format(ms), minute: (ms) => minute.format(ms) }
}

/** The zone by its usual name; undefined where there is none of that name. */
export function knownZone(name: string | undefined): string | undefined {
  if (name === undefined) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}

const seenEvery = 300_000

/** What is known to five minutes only. */
export const lately = (then: number, now: number): string =>
  now - then <= seenEvery ? 'in the last five minutes' : ago(then, now)
