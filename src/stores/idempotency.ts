/** Requests that may come twice and must be carried out once (draft-ietf-httpapi-idempotency-key-header). */

export interface Attempt {
  /** SHA-256 of who asks and the key they sent. */
  readonly key: string
  /** SHA-256 of what they ask. */
  readonly request: string
  /** Of this try, and no other. */
  readonly claim: string
}

export type Claimed =
  | { readonly kind: 'first' }
  | { readonly kind: 'other_request' }
  | { readonly kind: 'in_progress' }
  /** Carried out; sealed, and absent where its answer was lost. */
  | { readonly kind: 'done'; readonly answer: string | undefined }

interface Row {
  request: string
  claim: string
  state: 'begun' | 'done'
  answer: string | null
  claimed_at: number
}

/** Milliseconds. */
const kept = 86_400_000
/** Whoever has not committed by then never will: their commit fails once somebody else has the claim. */
const abandonedAfter = 60_000

export class Idempotency {
  readonly #db: D1Database

  constructor(db: D1Database) {
    this.#db = db
  }

  /** Of those who ask at the same time one is first. */
  async claim({ key, request, claim }: Attempt, now: number): Promise<Claimed> {
    const [, , found] = await this.#db.batch<Row>([
      this.#db
        .prepare(
          'DELETE FROM idempotency WHERE key IN (SELECT key FROM idempotency WHERE expires_at <= ? LIMIT 100)',
        )
        .bind(now),
      this.#db
        .prepare(
          `INSERT INTO idempotency (key, request, claim, state, claimed_at, expires_at) VALUES (?1, ?2, ?3, 'begun', ?4, ?5)
           ON CONFLICT (key) DO UPDATE SET request = ?2, claim = ?3, state = 'begun', answer = NULL, claimed_at = ?4, expires_at = ?5
           WHERE expires_at <= ?4 OR (state = 'begun' AND request = ?2 AND claimed_at <= ?6)`,
        )
        .bind(key, request, claim, now, now + kept, now - abandonedAfter),
      this.#db
        .prepare('SELECT request, claim, state, answer, claimed_at FROM idempotency WHERE key = ?')
        .bind(key),
    ])
    const row = found?.results[0]
    if (!row) throw new Error('the claim is gone')
    if (row.request !== request) return { kind: 'other_request' }
    if (row.claim === claim) return { kind: 'first' }
    if (row.answer !== null) return { kind: 'done', answer: row.answer }
    const abandoned = row.state === 'done' && row.claimed_at <= now - abandonedAfter
    return abandoned ? { kind: 'done', answer: undefined } : { kind: 'in_progress' }
  }

  /** To go into the transaction of the change: it fails where the claim was lost. See `isLostClaim`. */
  carriedOut({ key, claim }: Attempt): D1PreparedStatement {
    return this.#db
      .prepare("UPDATE idempotency SET state = CASE WHEN claim = ?2 THEN 'done' END WHERE key = ?1")
      .bind(key, claim)
  }

  async answered({ key, claim }: Attempt, answer: string): Promise<void> {
    await this.#db
      .prepare("UPDATE idempotency SET state = 'done', answer = ?3 WHERE key = ?1 AND claim = ?2")
      .bind(key, claim, answer)
      .run()
  }

  /** Nothing happened: the same key may come again, with another body too. */
  async release({ key, claim }: Attempt): Promise<void> {
    await this.#db
      .prepare("DELETE FROM idempotency WHERE key = ? AND claim = ? AND state = 'begun'")
      .bind(key, claim)
      .run()
  }
}

export const isLostClaim = (error: unknown): boolean =>
  /NOT NULL constraint failed: idempotency\.state/.test(String(error))
