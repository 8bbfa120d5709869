/** How long ago something was, in words. */
import { isoTime } from '../runtime.ts'

const steps: readonly [seconds: number, unit: string][] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
]

/** Times in milliseconds. What is over a month old has its date. */
export function ago(then: number, now: number): string {
  const passed = Math.max(0, Math.floor((now - then) / 1000))
  if (passed > 30 * 86_400) return `on ${isoTime(then).slice(0, 10)}`
  const [length, unit] = steps.find(([seconds]) => passed >= seconds) ?? []
  if (length === undefined || unit === undefined) return 'just now'
  const count = Math.floor(passed / length)
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`
}
