/**
 * Which clients take part in a session, and which of them have yet to hear that it has ended (OIDC Back-Channel Logout
 * §2.5). Who is to be told is written in the transaction that ends the session; the telling is a matter of the alarm.
 */
import type { Logout, Told } from '../../protocol/logout.ts'
import type { Session } from './subject-decisions.ts'

/** Only ever added to. */
const schema = `
CREATE TABLE IF NOT EXISTS session_clients (sid TEXT NOT NULL, client_id TEXT NOT NULL, ends_at INTEGER NOT NULL,
  PRIMARY KEY (sid, client_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS session_clients_end ON session_clients (ends_at);
CREATE TABLE IF NOT EXISTS logouts (id TEXT PRIMARY KEY, record TEXT NOT NULL, attempts INTEGER NOT NULL,
  due_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS logouts_due ON logouts (due_ms);
`

/** Seconds from each try to the next; after the last one it is given up. */
export const retriedAfter = [5, 30, 120, 600, 3_600] as const
/** So many at once, each on its own, and of one client: one that is slow holds up no other. */
const toldAtOnce = 32
const toldAtOnceEach = 4
/** Milliseconds after which one that is being sent was lost with the object that sent it. */
const sentWithin = 60_000

/** One that is due. */
export interface DueLogout {
  readonly id: string
  readonly logout: Logout
  /** How often it was tried before. */
  readonly attempts: number
}

/** What became of it, for the audit trail; nothing while it is tried again, or where there is nobody to tell. */
export type Settled = { readonly attempts: number; readonly why?: string } | undefined

export class SubjectLogouts {
  readonly #sql: SqlStorage
  /** What this object is sending, by its id: whose it is, and when it counts as lost. */
  readonly #sending = new Map<string, { readonly clientId: string; readonly untilMs: number }>()
  #news = false

  constructor(sql: SqlStorage) {
    this.#sql = sql
    sql.exec(schema)
  }

  /** The client has got something that says `sid`. */
  joined({ sid, expiresAt }: Session, clientId: string): void {
    this.#sql.exec(
      `INSERT INTO session_clients (sid, client_id, ends_at) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET ends_at = max(ends_at, excluded.ends_at)`,
      sid,
      clientId,
      expiresAt,
    )
  }

  /** The session goes on, and longer: with all who take part in it. */
  wentOn({ sid, expiresAt }: Session): void {
    this.#sql.exec('UPDATE session_clients SET ends_at = max(ends_at, ?2) WHERE sid = ?1', sid, expiresAt)
  }

  /** The session is over: each client that takes part is to be told. Returns their ids. */
  ended({ sub, sid }: Pick<Session, 'sub' | 'sid'>, nowMs: number): string[] {
    // By their grants too: sessions older than this table, and devices, whose ID tokens say the session as well.
    const rows = this.#sql
      .exec<{ client_id: string }>(
        `SELECT client_id FROM session_clients WHERE sid = ?1
         UNION SELECT DISTINCT detail->>'clientId' FROM grants WHERE sub = ?2 AND detail->>'sid' = ?1`,
        sid,
        sub,
      )
      .toArray()
    this.#sql.exec('DELETE FROM session_clients WHERE sid = ?', sid)
    const clients = rows.map(({ client_id }) => client_id)
    if (clients.length > 0) this.#news = true
    for (const clientId of clients) {
      const logout: Logout = { clientId, sub, sid }
      this.#sql.exec(
        'INSERT OR IGNORE INTO logouts (id, record, attempts, due_ms) VALUES (?, ?, 0, ?)',
        `${sid} ${clientId}`,
        JSON.stringify(logout),
        nowMs,
      )
    }
    return clients
  }

  /** Whether somebody is to be told since this was last asked. */
  hasNews(): boolean {
    const news = this.#news
    this.#news = false
    return news
  }

  /** Those whose turn it is, marked as being sent: first tries first, one of each client after the other. */
  take(nowMs: number): DueLogout[] {
    for (const [id, { untilMs }] of this.#sending) if (untilMs <= nowMs) this.#sending.delete(id)
    const rows = this.#sql.exec<{ id: string; record: string; attempts: number }>(
      `SELECT id, record, attempts FROM (SELECT *, row_number() OVER (PARTITION BY record->>'clientId'
       ORDER BY attempts > 0, due_ms) AS nth FROM logouts WHERE due_ms <= ?1) WHERE nth <= ?2
       ORDER BY attempts > 0, nth, due_ms`,
      nowMs,
      toldAtOnceEach,
    )
    const taken: DueLogout[] = []
    for (const { id, record, attempts } of rows.toArray()) {
      const logout = JSON.parse(record) as Logout
      const { clientId } = logout
      const sending = [...this.#sending.values()].filter((each) => each.clientId === clientId).length
      if (this.#sending.size >= toldAtOnce) break
      if (sending >= toldAtOnceEach) continue
      const untilMs = nowMs + sentWithin
      this.#sql.exec('UPDATE logouts SET due_ms = ?2 WHERE id = ?1', id, untilMs)
      this.#sending.set(id, { clientId, untilMs })
      taken.push({ id, attempts, logout })
    }
    return taken
  }

  settle({ id, attempts: before }: DueLogout, told: Told, nowMs: number): Settled {
    this.#sending.delete(id)
    if ((this.#firstDue(0) ?? nowMs + 1) <= nowMs) this.#news = true // it may have waited for this one
    const attempts = before + 1
    const wait = told.kind === 'failed' && told.passing ? retriedAfter[before] : undefined
    if (wait !== undefined) {
      const due = nowMs + wait * 1000
      this.#sql.exec('UPDATE logouts SET attempts = ?2, due_ms = ?3 WHERE id = ?1', id, attempts, due)
      return undefined
    }
    this.#sql.exec('DELETE FROM logouts WHERE id = ?', id)
    if (told.kind === 'none') return undefined
    return { attempts, ...(told.kind === 'failed' && { why: told.why }) }
  }

  /** When the next one is due, in milliseconds; undefined where all are told. What is due already waits for one that is sent. */
  nextDue(nowMs: number): number | undefined {
    return this.#firstDue(this.#sending.size > 0 ? nowMs : 0)
  }

  #firstDue(afterMs: number): number | undefined {
    const rows = this.#sql.exec<{ due_ms: number }>(
      'SELECT due_ms FROM logouts WHERE due_ms > ? ORDER BY due_ms LIMIT 1',
      afterMs,
    )
    return rows.toArray()[0]?.due_ms
  }

  sweep(now: number): void {
    this.#sql.exec('DELETE FROM session_clients WHERE ends_at <= ?', now)
  }

  isEmpty(): boolean {
    return this.#sql.exec('SELECT 1 FROM session_clients LIMIT 1').toArray().length === 0
  }
}
