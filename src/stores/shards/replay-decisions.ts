/** Throttling, as a pure function. A key is slowed, never locked: the longest wait is short enough to sit out. */

export interface Attempts {
  /** Failures since the last success. */
  failures: number
  /** When the newest attempt was reserved, in milliseconds. */
  lastMs: number
  /** Marks the call that made it, so that a retry of the same call counts once. */
  attempt: string
}

export interface Limit {
  /** Failures that cost nothing. */
  free: number
  /** Longest wait between two attempts, in seconds. */
  longestWait: number
  /** Seconds without an attempt after which all is forgotten. */
  forgetAfter: number
}

/** `before`: failures that it already had. */
export type Reservation =
  | { kind: 'go'; attempts: Attempts; before: number }
  | { kind: 'wait'; seconds: number; before: number }

/** Counts an attempt as failed before its password is hashed; a success takes it all back. */
export function reserve(
  attempts: Attempts | undefined,
  attempt: string,
  limit: Limit,
  nowMs: number,
): Reservation {
  if (attempts?.attempt === attempt) return { kind: 'go', attempts, before: attempts.failures - 1 }
  const forgotten = !attempts || nowMs - attempts.lastMs > limit.forgetAfter * 1000
  const failures = forgotten ? 0 : attempts.failures
  if (!forgotten && failures >= limit.free) {
    const wait = Math.min(2 ** (failures - limit.free), limit.longestWait)
    const left = attempts.lastMs + wait * 1000 - nowMs
    if (left > 0) return { kind: 'wait', seconds: Math.ceil(left / 1000), before: failures }
  }
  return { kind: 'go', attempts: { failures: failures + 1, lastMs: nowMs, attempt }, before: failures }
}
