/** ReplayShard: check-and-mark. Today the sign-in attempts of an account or an address; keys are pseudonyms. */
import { DurableObject } from 'cloudflare:workers'
import { now as clock, seconds } from '../../runtime.ts'
import { type Attempts, type Limit, reserve } from './replay-decisions.ts'

const sweepEvery = 3_600_000
const sweepAtOnce = 500
const keptAtMost = 86_400_000

/** `failures`: those before this one; a shard of an older version does not say. */
export type ThrottleOutcome = ({ kind: 'go' } | { kind: 'wait'; seconds: number }) & { failures?: number }

export class ReplayShard extends DurableObject {
  readonly #sql: SqlStorage
  #alarmSet = false

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env)
    this.#sql = ctx.storage.sql
    void ctx.blockConcurrencyWhile(async () => {
      this.#alarmSet = (await ctx.storage.getAlarm()) !== null
    })
    this.#sql.exec(`CREATE TABLE IF NOT EXISTS attempts (key TEXT PRIMARY KEY, failures INTEGER NOT NULL,
      last_ms INTEGER NOT NULL, attempt TEXT NOT NULL) WITHOUT ROWID; CREATE INDEX IF NOT EXISTS attempts_age ON attempts (last_ms);
      CREATE TABLE IF NOT EXISTS seen (key TEXT PRIMARY KEY, attempt TEXT NOT NULL, ends_at INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS seen_end ON seen (ends_at);`)
  }

  reserve(attempt: string, key: string, limit: Limit): ThrottleOutcome {
    const nowMs = clock()
    if (!this.#alarmSet) this.#arm(sweepEvery)
    return this.ctx.storage.transactionSync(() => {
      const row = this.#sql
        .exec<{ failures: number; last_ms: number; attempt: string }>(
          'SELECT * FROM attempts WHERE key = ?',
          key,
        )
        .toArray()[0]
      const known: Attempts | undefined = row && {
        failures: row.failures,
        lastMs: row.last_ms,
        attempt: row.attempt,
      }
      const decision = reserve(known, attempt, limit, nowMs)
      const before = { failures: decision.before }
      if (decision.kind === 'wait') return { kind: 'wait', seconds: decision.seconds, ...before }
      const { failures, lastMs } = decision.attempts
      this.#sql.exec(
        `INSERT INTO attempts (key, failures, last_ms, attempt) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (key) DO UPDATE SET failures = ?2, last_ms = ?3, attempt = ?4`,
        key,
        failures,
        lastMs,
        attempt,
      )
      return { kind: 'go', ...before }
    })
  }

  /** Marks a one-time id; false where another call has marked it. `endsAt` is a NumericDate. */
  firstSeen(attempt: string, key: string, endsAt: number): boolean {
    if (!this.#alarmSet) this.#arm(sweepEvery)
    return this.ctx.storage.transactionSync(() => {
      const row = this.#sql
        .exec<{ attempt: string }>('SELECT attempt FROM seen WHERE key = ?', key)
        .toArray()[0]
      if (row) return row.attempt === attempt
      this.#sql.exec('INSERT INTO seen (key, attempt, ends_at) VALUES (?, ?, ?)', key, attempt, endsAt)
      return true
    })
  }

  /** After a success that vouches for all attempts before it. */
  forget(key: string): void {
    this.#sql.exec('DELETE FROM attempts WHERE key = ?', key)
  }

  /** After a success that vouches only for itself. */
  takeBack(key: string): void {
    this.#sql.exec('UPDATE attempts SET failures = max(failures - 1, 0) WHERE key = ?', key)
  }

  override async alarm(): Promise<void> {
    this.#alarmSet = false
    let next: number | undefined = sweepEvery
    try {
      const swept = this.#sql.exec(
        'DELETE FROM attempts WHERE key IN (SELECT key FROM attempts WHERE last_ms < ? LIMIT ?)',
        clock() - keptAtMost,
        sweepAtOnce,
      )
      const seen = this.#sql.exec(
        'DELETE FROM seen WHERE key IN (SELECT key FROM seen WHERE ends_at < ? LIMIT ?)',
        seconds(clock()),
        sweepAtOnce,
      )
      const left = 'SELECT key FROM attempts UNION ALL SELECT key FROM seen LIMIT 1'
      if (swept.rowsWritten >= sweepAtOnce || seen.rowsWritten >= sweepAtOnce) next = 1_000
      else if (this.#sql.exec(left).toArray().length === 0) next = undefined
    } catch (error) {
      // Never thrown: an alarm that has failed six times is not tried again.
      console.error(JSON.stringify({ event: 'sweep_failed', cause: String(error) }))
    }
    if (next !== undefined) this.#arm(next)
  }

  #arm(inMs: number): void {
    this.#alarmSet = true
    void this.ctx.storage.setAlarm(clock() + inMs)
  }
}
