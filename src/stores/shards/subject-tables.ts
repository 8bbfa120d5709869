/** The tables inside a SubjectShard, and every statement that touches them. Times are NumericDates. */
import type { Subject } from '../../protocol/subject.ts'
import type { Approval, Grant, Session } from './subject-decisions.ts'

/** Only ever added to: two versions of the Worker may run on the same object. */
const schema = `
CREATE TABLE IF NOT EXISTS subjects (sub TEXT PRIMARY KEY, version INTEGER NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, sub TEXT NOT NULL, record TEXT NOT NULL, ends_at INTEGER NOT NULL)
  WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sessions_end ON sessions (ends_at);
CREATE TABLE IF NOT EXISTS consents (sub TEXT NOT NULL, client_id TEXT NOT NULL, scopes TEXT NOT NULL,
  changed_at INTEGER NOT NULL, PRIMARY KEY (sub, client_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS grants (id TEXT PRIMARY KEY, sub TEXT NOT NULL, detail TEXT NOT NULL, created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL, idle_expires_at INTEGER NOT NULL, generation INTEGER NOT NULL, rotated_at_ms INTEGER NOT NULL,
  revoked_at INTEGER, attempt TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS grants_end ON grants (expires_at);
CREATE TABLE IF NOT EXISTS approvals (id TEXT PRIMARY KEY, record TEXT NOT NULL, ends_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS approvals_end ON approvals (ends_at);
CREATE TABLE IF NOT EXISTS revoked_tokens (id TEXT PRIMARY KEY, ends_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS revoked_tokens_end ON revoked_tokens (ends_at);
CREATE TABLE IF NOT EXISTS withdrawals (sub TEXT NOT NULL, client_id TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (sub, client_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS withdrawals_at ON withdrawals (at);
`

/** Seconds that an ended grant is kept. */
const keptAfterEnd = 3_600
/** Seconds that a code may live at most. */
const longestCode = 600

/** What a grant of 0.1.0 does not say. */
const withoutTarget = { audience: [], userinfoClaims: [], idTokenClaims: [] }

type GrantRow = {
  id: string
  sub: string
  detail: string
  created_at: number
  expires_at: number
  idle_expires_at: number
  generation: number
  rotated_at_ms: number
  revoked_at: number | null
  attempt: string
  used_at: number | null
}

export class SubjectTables {
  readonly #sql: SqlStorage
  /** All of that table, which is small: a redemption looks here. */
  readonly #withdrawals = new Map<string, number>()

  constructor(sql: SqlStorage) {
    this.#sql = sql
    sql.exec(schema)
    const columns = sql.exec<{ name: string }>("SELECT name FROM pragma_table_info('grants')").toArray()
    if (!columns.some(({ name }) => name === 'used_at'))
      sql.exec('ALTER TABLE grants ADD COLUMN used_at INTEGER')
    const withdrawals = sql.exec<{ sub: string; client_id: string; at: number }>('SELECT * FROM withdrawals')
    for (const { sub, client_id, at } of withdrawals) this.#withdrawals.set(`${sub} ${client_id}`, at)
  }

  subject(sub: string): Subject | undefined {
    const row = this.#first<{ record: string }>('SELECT record FROM subjects WHERE sub = ?', sub)
    return row && (JSON.parse(row.record) as Subject)
  }

  /** An older version than the one here is ignored. */
  putSubject(subject: Subject): void {
    this.#sql.exec(
      `INSERT INTO subjects (sub, version, record) VALUES (?1, ?2, ?3)
       ON CONFLICT (sub) DO UPDATE SET version = ?2, record = ?3 WHERE version < ?2`,
      subject.sub,
      subject.version,
      JSON.stringify(subject),
    )
  }

  session(id: string): Session | undefined {
    const row = this.#first<{ record: string }>('SELECT record FROM sessions WHERE id = ?', id)
    return row && (JSON.parse(row.record) as Session)
  }

  putSession(session: Session): void {
    const endsAt = Math.min(session.expiresAt, session.lastSeen + session.idleLifetime)
    this.#sql.exec(
      `INSERT INTO sessions (id, sub, record, ends_at) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (id) DO UPDATE SET record = ?3, ends_at = ?4`,
      session.id,
      session.sub,
      JSON.stringify(session),
      endsAt,
    )
  }

  deleteSession(id: string): void {
    this.#sql.exec('DELETE FROM sessions WHERE id = ?', id)
  }

  /** Null where nothing was ever allowed. */
  consent(sub: string, clientId: string): string[] | null {
    const row = this.#first<{ scopes: string }>(
      'SELECT scopes FROM consents WHERE sub = ? AND client_id = ?',
      sub,
      clientId,
    )
    return row ? (JSON.parse(row.scopes) as string[]) : null
  }

  putConsent(sub: string, clientId: string, scopes: readonly string[], now: number): void {
    this.#sql.exec(
      `INSERT INTO consents (sub, client_id, scopes, changed_at) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (sub, client_id) DO UPDATE SET scopes = ?3, changed_at = ?4`,
      sub,
      clientId,
      JSON.stringify(scopes),
      now,
    )
  }

  grant(id: string): Grant | undefined {
    const row = this.#first<GrantRow>('SELECT * FROM grants WHERE id = ?', id)
    return (
      row && {
        id: row.id,
        sub: row.sub,
        detail: { ...withoutTarget, ...(JSON.parse(row.detail) as Grant['detail']) },
        createdAt: row.created_at,
        expiresAt: row.expires_at,
        idleExpiresAt: row.idle_expires_at,
        generation: row.generation,
        rotatedAtMs: row.rotated_at_ms,
        revokedAt: row.revoked_at,
        attempt: row.attempt,
        ...(row.used_at !== null && { usedAt: row.used_at }),
      }
    )
  }

  putGrant(grant: Grant): void {
    this.#sql.exec(
      `INSERT INTO grants (id, sub, detail, created_at, expires_at, idle_expires_at, generation, rotated_at_ms, revoked_at,
       attempt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      grant.id,
      grant.sub,
      JSON.stringify(grant.detail),
      grant.createdAt,
      grant.expiresAt,
      grant.idleExpiresAt,
      grant.generation,
      grant.rotatedAtMs,
      grant.revokedAt,
      grant.attempt,
    )
  }

  rotateGrant(grant: Grant): void {
    this.#sql.exec(
      `UPDATE grants SET generation = ?2, rotated_at_ms = ?3, idle_expires_at = ?4, attempt = ?5, used_at = ?6
       WHERE id = ?1`,
      grant.id,
      grant.generation,
      grant.rotatedAtMs,
      grant.idleExpiresAt,
      grant.attempt,
      grant.usedAt ?? null,
    )
  }

  revokeGrant(id: string, now: number): void {
    this.#sql.exec('UPDATE grants SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1', id, now)
  }

  /** Codes that were issued until now yield nothing. `clientId` is empty for those of all clients. */
  withdraw(sub: string, clientId: string, now: number): void {
    this.#withdrawals.set(`${sub} ${clientId}`, now)
    this.#sql.exec(
      'INSERT OR REPLACE INTO withdrawals (sub, client_id, at) VALUES (?, ?, ?)',
      sub,
      clientId,
      now,
    )
  }

  withdrawnAt(sub: string, clientId: string): number | undefined {
    if (this.#withdrawals.size === 0) return undefined
    const times = [clientId, ''].flatMap((each) => this.#withdrawals.get(`${sub} ${each}`) ?? [])
    return times.length === 0 ? undefined : Math.max(...times)
  }

  approval(id: string): Approval | undefined {
    const row = this.#first<{ record: string }>('SELECT record FROM approvals WHERE id = ?', id)
    return row && (JSON.parse(row.record) as Approval)
  }

  putApproval(approval: Approval): void {
    this.#sql.exec(
      'INSERT INTO approvals (id, record, ends_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      approval.id,
      JSON.stringify(approval),
      approval.endsAt,
    )
  }

  /** A token that came by an exchange has the id of the one before it, a dot, and its own. */
  isRevoked(tokenId: string): boolean {
    const parts = tokenId.split('.')
    return parts.some(
      (_, index) =>
        this.#first('SELECT 1 FROM revoked_tokens WHERE id = ?', parts.slice(0, index + 1).join('.')) !==
        undefined,
    )
  }

  revokeToken(id: string, endsAt: number): void {
    this.#sql.exec(
      'INSERT INTO revoked_tokens (id, ends_at) VALUES (?, ?) ON CONFLICT DO NOTHING',
      id,
      endsAt,
    )
  }

  /** Deletes up to `limit` ended rows of each table; true where more may be left. */
  sweep(now: number, limit: number): boolean {
    const sessions = this.#sql.exec(
      'DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE ends_at <= ?1 LIMIT ?2)',
      now,
      limit,
    )
    // Long enough that the code which began the grant has ended too: else it could be redeemed once more.
    const grants = this.#sql.exec(
      'DELETE FROM grants WHERE id IN (SELECT id FROM grants WHERE expires_at <= ?1 LIMIT ?2)',
      now - keptAfterEnd,
      limit,
    )
    this.#sql.exec('DELETE FROM revoked_tokens WHERE ends_at <= ?', now)
    this.#sql.exec('DELETE FROM approvals WHERE ends_at <= ?', now)
    this.#sql.exec('DELETE FROM withdrawals WHERE at <= ?', now - longestCode)
    for (const [key, at] of this.#withdrawals) if (at <= now - longestCode) this.#withdrawals.delete(key)
    return sessions.rowsWritten >= limit || grants.rowsWritten >= limit
  }

  isEmpty(): boolean {
    return (
      !this.#first('SELECT 1 FROM sessions LIMIT 1') &&
      !this.#first('SELECT 1 FROM grants LIMIT 1') &&
      !this.#first('SELECT 1 FROM revoked_tokens LIMIT 1') &&
      !this.#first('SELECT 1 FROM approvals LIMIT 1') &&
      this.#withdrawals.size === 0
    )
  }

  #first<T extends Record<string, SqlStorageValue>>(
    query: string,
    ...bindings: SqlStorageValue[]
  ): T | undefined {
    return this.#sql.exec<T>(query, ...bindings).toArray()[0]
  }
}
