/** What a shard of subjects does when nobody calls: events go to the audit trail, what has ended is swept, a batch at a time. */
import { now as clock, seconds } from '../../runtime.ts'
import type { SubjectEvents } from './subject-events.ts'
import type { SubjectLogouts } from './subject-logouts.ts'
import type { SubjectTables } from './subject-tables.ts'

/** Milliseconds; events reach the audit trail this soon. */
export const movedWithin = 5_000
export const sweepEvery = 3_600_000
const sweepAtOnce = 500

/** Never throws: an alarm that has failed six times is not tried again. Returns in how many milliseconds there is more to do. */
export async function upkeep(
  tables: SubjectTables,
  events: SubjectEvents,
  logouts: SubjectLogouts,
  trail: D1Database,
): Promise<number[]> {
  const moved = await events.moveTo(trail)
  let swept: number | undefined = sweepEvery
  let due: number | undefined
  try {
    const now = seconds(clock())
    logouts.sweep(now)
    if (tables.sweep(now, sweepAtOnce)) swept = 1_000
    else if (tables.isEmpty() && logouts.isEmpty()) swept = undefined
    due = logouts.nextDue()
  } catch (error) {
    console.error(JSON.stringify({ event: 'sweep_failed', cause: String(error) }))
  }
  return [moved, swept, due && Math.max(due - clock(), 0)].filter((next) => next !== undefined)
}
