/** Times as a person reads them, in their language, and in their own time zone where they have told it. */
import type { Text } from '../../pages/text.ts'
import type { Person } from '../person.ts'

export interface Times {
  /** `3 November 2026` */
  day(ms: number): string
  /** `3 November 2026 at 14:02` */
  minute(ms: number): string
  readonly zone: string
}

export function timesFor(t: Text, { subject }: Pick<Person, 'subject'>): Times {
  const timeZone = knownZone(subject.claims.zoneinfo) ?? 'UTC'
  const day = new Intl.DateTimeFormat(localeOf(t), { timeZone, dateStyle: 'long' })
  const minute = new Intl.DateTimeFormat(localeOf(t), { timeZone, dateStyle: 'long', timeStyle: 'short' })
  return { zone: timeZone, day: (ms) => day.format(ms), minute: (ms) => minute.format(ms) }
}

/** The day before the month, which most of those who read English here expect. */
const localeOf = ({ language }: Text) => (language === 'en' ? 'en-GB' : language)

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

const steps: readonly [seconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
]

/** How long ago, as an answer to "when last?"; what is known to five minutes only is said no finer. */
export function lately(t: Text, times: Times, then: number, now: number): string {
  const passed = now - then
  if (passed <= seenEvery) return t('time.five_minutes')
  if (passed > 30 * 86_400_000) return times.day(then)
  const [length, unit] = steps.find(([seconds]) => passed >= seconds * 1000) ?? [60, 'minute']
  return new Intl.RelativeTimeFormat(localeOf(t)).format(-Math.floor(passed / 1000 / length), unit)
}
