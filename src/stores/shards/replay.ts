/** ReplayShard: check-and-mark. Today the sign-in attempts of an account or an address; keys are pseudonyms. */
import { DurableObject } from 'cloudflare:workers'
import { now as clock, seconds } from '../../runtime.ts'
import { type Attempts, type Limit, reserve } from './replay-decisions.ts'

const sweepEvery = 3_600_000
const keptAtMost = 86_400_000

export type ThrottleOutcome = { kind: 'go' } | { kind: 'wait'; seconds: number }

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
      last_ms INTEGER NOT NULL) WITHOUT ROWID; CREATE INDEX IF NOT EXISTS attempts_age ON attempts (last_ms);
      CREATE TABLE IF NOT EXISTS seen (key TEXT PRIMARY KEY, ends_at INTEGER NOT NULL) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS seen_end ON seen (ends_at);`)
  }

  reserve(key: string, limit: Limit): ThrottleOutcome {
    const nowMs = clock()
    this.#arm()
    return this.ctx.storage.transactionSync(() => {
      const row = this.#sql
        .exec<{ failures: number; last_ms: number }>('SELECT * FROM attempts WHERE key = ?', key)
        .toArray()[0]
      const known: Attempts | undefined = row && { failures: row.failures, lastMs: row.last_ms }
      const decision = reserve(known, limit, nowMs)
      if (decision.kind === 'wait') return decision
      this.#sql.exec(
        'INSERT INTO attempts (key, failures, last_ms) VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET failures = ?2, last_ms = ?3',
        key,
        decision.attempts.failures,
        nowMs,
      )
      return { kind: 'go' }
    })
  }

  /** Marks a one-time id; false where it was marked before. */
  firstSeen(key: string, endsAt: number): boolean {
    this.#arm()
    return this.ctx.storage.transactionSync(() => {
      const seen = this.#sql.exec('SELECT 1 FROM seen WHERE key = ?', key).toArray().length > 0
      if (!seen) this.#sql.exec('INSERT INTO seen (key, ends_at) VALUES (?, ?)', key, endsAt)
      return !seen
    })
  }

  forget(key: string): void {
    this.#sql.exec('DELETE FROM attempts WHERE key = ?', key)
  }

  override async alarm(): Promise<void> {
    this.#alarmSet = false
    this.#sql.exec('DELETE FROM attempts WHERE last_ms < ?', clock() - keptAtMost)
    this.#sql.exec('DELETE FROM seen WHERE ends_at < ?', seconds(clock()))
    const left = 'SELECT 1 FROM attempts UNION ALL SELECT 1 FROM seen LIMIT 1'
    if (this.#sql.exec(left).toArray().length > 0) this.#arm()
  }

  #arm(): void {
    if (this.#alarmSet) return
    this.#alarmSet = true
    void this.ctx.storage.setAlarm(clock() + sweepEvery)
  }
}
