/**
 * RequestShard: short-lived requests that a person answers elsewhere, and sign-ins of those who have gone elsewhere. The
 * user code, or the state, alone picks the object.
 */
import { DurableObject } from 'cloudflare:workers'
import { now as clock, seconds } from '../../runtime.ts'
import { answer, type DeviceRequest, type PollDecision, poll } from './request-decisions.ts'

const sweepEvery = 3_600_000
const sweepAtOnce = 500

export type PollOutcome =
  | { kind: 'expired' | 'denied' | 'pending' | 'slow_down' }
  | Extract<PollDecision, { kind: 'approved' }>

/** A sign-in whose person has gone to another provider. */
export interface Journey {
  /** Pseudonym of the `state`. */
  readonly key: string
  /** Hash of the browser cookie: nobody else comes back in their place. */
  readonly browser: string
  readonly sealed: string
  /** NumericDate */
  readonly endsAt: number
}

export type JourneyOutcome = { kind: 'back'; sealed: string } | { kind: 'other_browser' | 'used' | 'unknown' }

export class RequestShard extends DurableObject {
  readonly #sql: SqlStorage
  #alarmSet = false

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env)
    this.#sql = ctx.storage.sql
    void ctx.blockConcurrencyWhile(async () => {
      this.#alarmSet = (await ctx.storage.getAlarm()) !== null
    })
    this.#sql.exec(`CREATE TABLE IF NOT EXISTS device_requests (user_code TEXT PRIMARY KEY, record TEXT NOT NULL,
      ends_at INTEGER NOT NULL) WITHOUT ROWID; CREATE INDEX IF NOT EXISTS device_requests_end ON device_requests (ends_at);
      CREATE TABLE IF NOT EXISTS journeys (key TEXT PRIMARY KEY, browser TEXT NOT NULL, sealed TEXT NOT NULL,
      ends_at INTEGER NOT NULL, attempt TEXT) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS journeys_end ON journeys (ends_at);`)
  }

  /** False where a living request has this user code already. The same request twice is one. */
  create(request: DeviceRequest): boolean {
    return this.#transaction(() => {
      const known = this.#read(request.userCode)
      if (known && known.id !== request.id && known.expiresAt > seconds(clock())) return false
      this.#write(request)
      return true
    })
  }

  /** The request that waits for an answer under this user code. */
  pending(userCode: string): DeviceRequest | undefined {
    const request = this.#read(userCode)
    return request?.status === 'pending' && request.expiresAt > seconds(clock()) ? request : undefined
  }

  /** False where the request was answered already, or has ended. */
  answer(userCode: string, id: string, approval: NonNullable<DeviceRequest['approval']> | 'denied'): boolean {
    return this.#transaction((nowMs) => {
      const known = this.#read(userCode)
      const same = known?.approval && approval !== 'denied' && known.approval.id === approval.id
      if (same) return true // the same call once more
      const answered = answer(known, id, approval, nowMs)
      if (answered) this.#write(answered)
      return answered !== undefined
    })
  }

  poll(userCode: string, id: string): PollOutcome {
    return this.#transaction((nowMs): PollOutcome => {
      const decision = poll(this.#read(userCode), id, nowMs)
      if (decision.kind !== 'pending' && decision.kind !== 'slow_down') return decision
      this.#write(decision.request)
      return { kind: decision.kind }
    })
  }

  /** Somebody goes elsewhere. The same journey twice is one. */
  depart({ key, browser, sealed, endsAt }: Journey): void {
    this.#transaction(() => {
      this.#sql.exec(
        'INSERT INTO journeys (key, browser, sealed, ends_at) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING',
        key,
        browser,
        sealed,
        endsAt,
      )
    })
  }

  /** They are back: once, and in the browser in which they left. What another browser asks uses nothing up. */
  arrive(attempt: string, key: string, browser: string | undefined): JourneyOutcome {
    return this.#transaction((nowMs): JourneyOutcome => {
      const row = this.#sql
        .exec<{ browser: string; sealed: string; ends_at: number; attempt: string | null }>(
          'SELECT * FROM journeys WHERE key = ?',
          key,
        )
        .toArray()[0]
      if (!row || row.ends_at <= seconds(nowMs)) return { kind: 'unknown' }
      if (row.browser !== browser) return { kind: 'other_browser' }
      if (row.attempt !== null && row.attempt !== attempt) return { kind: 'used' }
      this.#sql.exec('UPDATE journeys SET attempt = ? WHERE key = ? AND attempt IS NULL', attempt, key)
      return { kind: 'back', sealed: row.sealed }
    })
  }

  override async alarm(): Promise<void> {
    this.#alarmSet = false
    let next: number | undefined = sweepEvery
    try {
      const swept = this.#sql.exec(
        'DELETE FROM device_requests WHERE user_code IN (SELECT user_code FROM device_requests WHERE ends_at <= ? LIMIT ?)',
        seconds(clock()),
        sweepAtOnce,
      )
      const ended = this.#sql.exec(
        'DELETE FROM journeys WHERE key IN (SELECT key FROM journeys WHERE ends_at <= ? LIMIT ?)',
        seconds(clock()),
        sweepAtOnce,
      )
      const left = 'SELECT 1 FROM device_requests UNION ALL SELECT 1 FROM journeys LIMIT 1'
      if (Math.max(swept.rowsWritten, ended.rowsWritten) >= sweepAtOnce) next = 1_000
      else if (this.#sql.exec(left).toArray().length === 0) next = undefined
    } catch (error) {
      // Never thrown: an alarm that has failed six times is not tried again.
      console.error(JSON.stringify({ event: 'sweep_failed', cause: String(error) }))
    }
    if (next !== undefined) this.#arm(next)
  }

  #read(userCode: string): DeviceRequest | undefined {
    const row = this.#sql
      .exec<{ record: string }>('SELECT record FROM device_requests WHERE user_code = ?', userCode)
      .toArray()[0]
    return row && (JSON.parse(row.record) as DeviceRequest)
  }

  #write(request: DeviceRequest): void {
    this.#sql.exec(
      `INSERT INTO device_requests (user_code, record, ends_at) VALUES (?1, ?2, ?3)
       ON CONFLICT (user_code) DO UPDATE SET record = ?2, ends_at = ?3`,
      request.userCode,
      JSON.stringify(request),
      request.expiresAt,
    )
  }

  #transaction<T>(decide: (nowMs: number) => T): T {
    if (!this.#alarmSet) this.#arm(sweepEvery)
    return this.ctx.storage.transactionSync(() => decide(clock()))
  }

  #arm(inMs: number): void {
    this.#alarmSet = true
    void this.ctx.storage.setAlarm(clock() + inMs)
  }
}
