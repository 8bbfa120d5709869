/** Signing keys: the record in D1, one copy in KV. Private keys are sealed to their row before they come here. */
import type { JWK } from 'jose'
import type { SigningAlgorithm } from '../protocol/client-metadata.ts'
import { readCopy } from './read-copy.ts'

export interface SigningKeyRow {
  kid: string
  alg: SigningAlgorithm
  status: 'next' | 'current' | 'retired'
  public_key: JWK
  /** Sealed, purpose `row:signing_keys:<kid>`. */
  private_key: string
  /** All three in milliseconds. A `next` key is published from its creation. */
  created_at: number
  activated_at: number | null
  retired_at: number | null
  /** When it stopped verifying anything, before its time; a copy of an older version does not say. */
  withdrawn_at?: number | null
}

interface Stored extends Omit<SigningKeyRow, 'public_key'> {
  public_key: string
}

const kvKey = 'keys'

export class Keys {
  readonly #db: D1Database
  readonly #kv: KVNamespace

  constructor(db: D1Database, kv: KVNamespace) {
    this.#db = db
    this.#kv = kv
  }

  /** The keys that sign or verify now, from the copy; from D1 where there is none. */
  async live(): Promise<SigningKeyRow[]> {
    return (await readCopy<SigningKeyRow[]>(this.#kv, kvKey)) ?? (await this.record())
  }

  /** What D1 holds, newest first. */
  async record(): Promise<SigningKeyRow[]> {
    const { results } = await this.#db
      .prepare('SELECT * FROM signing_keys ORDER BY created_at DESC')
      .all<Stored>()
    return results.map((row) => ({ ...row, public_key: JSON.parse(row.public_key) as JWK }))
  }

  /** Adds a key unless its algorithm has one of that status already: of two who try, one wins. */
  async add(key: SigningKeyRow): Promise<void> {
    await this.#db
      .prepare(
        `INSERT INTO signing_keys (kid, alg, status, public_key, private_key, created_at, activated_at, retired_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      )
      .bind(
        key.kid,
        key.alg,
        key.status,
        JSON.stringify(key.public_key),
        key.private_key,
        key.created_at,
        key.activated_at,
        key.retired_at,
      )
      .run()
  }

  async promote(current: string, next: string, now: number): Promise<void> {
    await this.#db.batch(this.promotion(current, next, now))
  }

  /**
   * Retires the current key and makes the next one current, in one transaction, unless somebody else just did: an
   * algorithm is never left without a current key.
   */
  promotion(current: string, next: string, now: number): D1PreparedStatement[] {
    return [
      this.#db
        .prepare(
          `UPDATE signing_keys SET status = 'retired', retired_at = ?3 WHERE kid = ?1 AND status = 'current' AND EXISTS
           (SELECT 1 FROM signing_keys AS heir WHERE heir.kid = ?2 AND heir.status = 'next' AND heir.alg = signing_keys.alg)`,
        )
        .bind(current, next, now),
      this.#db
        .prepare(
          `UPDATE signing_keys SET status = 'current', activated_at = ?2 WHERE kid = ?1 AND status = 'next' AND NOT EXISTS
           (SELECT 1 FROM signing_keys AS holder WHERE holder.alg = signing_keys.alg AND holder.status = 'current')`,
        )
        .bind(next, now),
    ]
  }

  /** From now on it verifies nothing; never the current one. */
  withdrawal(kid: string, now: number): D1PreparedStatement {
    return this.#db
      .prepare(
        `UPDATE signing_keys SET status = 'retired', retired_at = coalesce(retired_at, ?2), withdrawn_at = ?2
         WHERE kid = ?1 AND status <> 'current' AND withdrawn_at IS NULL`,
      )
      .bind(kid, now)
  }

  async reseal(kid: string, privateKey: string): Promise<void> {
    await this.#db
      .prepare('UPDATE signing_keys SET private_key = ?2 WHERE kid = ?1')
      .bind(kid, privateKey)
      .run()
  }

  async remove(kid: string): Promise<void> {
    await this.#db.prepare("DELETE FROM signing_keys WHERE kid = ? AND status = 'retired'").bind(kid).run()
  }

  /** Copies the keys that are still in use outward. */
  async copy(live: readonly SigningKeyRow[]): Promise<void> {
    await this.#kv.put(kvKey, JSON.stringify(live))
  }
}
