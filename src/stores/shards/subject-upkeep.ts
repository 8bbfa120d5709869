/** What a shard of subjects does when nobody calls: events go to the audit trail, what has ended is swept, a batch at a time. */
import { now as clock, seconds } from '../../runtime.ts'
import type { SubjectEvents } from './subject-events.ts'
import type { SubjectLogouts } from './subject-logouts.ts'
import type { SubjectTables } from './subject-tables.ts'

/** Milliseconds; events reach the audit trail this soon. */
export const movedWithin = 5_000
export const sweepEvery = 3_600_000
/** Milliseconds until what is to be told is looked for again. */
const afterFailure = 60_000
const sweepAtOnce = 500

/**
 * Never throws: an alarm that has failed six times is not tried again. Returns in how many milliseconds there is more to do.
 * @param tellDue starts what is to be sent, once the events of before are safe
 */
export async function upkeep(
  tables: SubjectTables,
  events: SubjectEvents,
  logouts: SubjectLogouts,
  trail: D1Database,
  tellDue: () => void,
): Promise<number[]> {
  const moved = await events.moveTo(trail)
  tellDue()
  const swept = orElse(sweepEvery, () => {
    const now = seconds(clock())
    logouts.sweep(now)
    if (tables.sweep(now, sweepAtOnce)) return 1_000
    return tables.isEmpty() && logouts.isEmpty() ? undefined : sweepEvery
  })
  const due = orElse(afterFailure, () => {
    const now = clock()
    const next = logouts.nextDue(now)
    return next && Math.max(next - now, 0)
  })
  return [moved, swept, due].filter((next) => next !== undefined)
}

function orElse<T>(otherwise: T, attempt: () => T): T {
  try {
    return attempt()
  } catch (error) {
    console.error(JSON.stringify({ event: 'sweep_failed', cause: String(error) }))
    return otherwise
  }
}
