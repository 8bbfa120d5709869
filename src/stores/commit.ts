/** One transaction of D1. What must not be so any more fails a constraint, and then none of it happens. */

/** `stale`: somebody else changed a record after the version that the change is based on. */
export type CommitOutcome =
  | 'done'
  | 'stale'
  | 'login_taken'
  | 'used_up'
  /** Somebody has this very credential already. */
  | 'credential_taken'
  /** There must be another one besides the credential that goes. */
  | 'last_credential'

/** A change to what is stored, on its way into a transaction. */
export type Statement = D1PreparedStatement

export type Commit = (statements: readonly Statement[]) => Promise<CommitOutcome>

const constraints: readonly (readonly [RegExp, CommitOutcome])[] = [
  [/NOT NULL constraint failed: \w+\.version/, 'stale'],
  [/UNIQUE constraint failed: users\.sub/, 'stale'],
  [/UNIQUE constraint failed: users\.(?:email_)?login|already somebody's login/, 'login_taken'],
  [/UNIQUE constraint failed: credentials\.kind, credentials\.id/, 'credential_taken'],
  [/NOT NULL constraint failed: credentials\.kind/, 'last_credential'],
  [/CHECK constraint failed: uses_left|UNIQUE constraint failed: set_up\.token/, 'used_up'],
]

export const commitTo =
  (db: D1Database): Commit =>
  async (statements) => {
    try {
      await db.batch([...statements])
      return 'done'
    } catch (error) {
      const known = constraints.find(([pattern]) => pattern.test(String(error)))
      if (known) return known[1]
      throw error
    }
  }
