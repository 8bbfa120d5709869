/** Tickets to dynamic registration (RFC 7591 §3): the hash of each, how often and how long it may be used. */

/** Times in milliseconds. */
export interface InitialAccessToken {
  readonly id: string
  readonly name: string
  /** The id of who made it. */
  readonly createdBy: string
  readonly createdAt: number
  readonly expiresAt?: number
  /** Absent where it may be used any number of times. */
  readonly usesLeft?: number
  readonly lastUsedAt?: number
}

interface Row {
  id: string
  name: string
  created_by: string
  created_at: number
  expires_at: number | null
  uses_left: number | null
  last_used_at: number | null
}

const columns = 'id, name, created_by, created_at, expires_at, uses_left, last_used_at'

export class InitialAccessTokens {
  readonly #db: D1Database

  constructor(db: D1Database) {
    this.#db = db
  }

  creation(token: InitialAccessToken, hash: string): D1PreparedStatement {
    return this.#db
      .prepare(
        `INSERT INTO initial_access_tokens (id, hash, name, created_by, created_at, expires_at, uses_left)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .bind(
        token.id,
        hash,
        token.name,
        token.createdBy,
        token.createdAt,
        token.expiresAt ?? null,
        token.usesLeft ?? null,
      )
  }

  deletion(id: string): D1PreparedStatement {
    return this.#db.prepare('DELETE FROM initial_access_tokens WHERE id = ?').bind(id)
  }

  /** Their transaction fails where no use is left, the token has ended, or it is there no more. */
  use(id: string, now: number): D1PreparedStatement[] {
    return [
      // A row that its CHECK refuses.
      this.#db
        .prepare(
          `INSERT INTO initial_access_tokens (id, hash, name, created_by, created_at, uses_left)
           SELECT 'none', 'none', '', '', 0, -1 WHERE NOT EXISTS (
             SELECT 1 FROM initial_access_tokens WHERE id = ? AND coalesce(expires_at > ?, TRUE))`,
        )
        .bind(id, now),
      this.#db
        .prepare('UPDATE initial_access_tokens SET uses_left = uses_left - 1, last_used_at = ? WHERE id = ?')
        .bind(now, id),
    ]
  }

  async findByHash(hash: string): Promise<InitialAccessToken | undefined> {
    return this.#first('hash', hash)
  }

  async find(id: string): Promise<InitialAccessToken | undefined> {
    return this.#first('id', id)
  }

  /** The newest first. */
  async list(
    after: readonly [createdAt: number, id: string] | undefined,
    limit: number,
  ): Promise<InitialAccessToken[]> {
    const { results } = await this.#db
      .prepare(
        `SELECT ${columns} FROM initial_access_tokens WHERE (created_at, id) < (?, ?)
         ORDER BY created_at DESC, id DESC LIMIT ?`,
      )
      .bind(...(after ?? [Number.MAX_SAFE_INTEGER, '']), limit)
      .all<Row>()
    return results.map(toToken)
  }

  async #first(by: 'id' | 'hash', value: string): Promise<InitialAccessToken | undefined> {
    const row = await this.#db
      .prepare(`SELECT ${columns} FROM initial_access_tokens WHERE ${by} = ?`)
      .bind(value)
      .first<Row>()
    return row ? toToken(row) : undefined
  }
}

const toToken = (row: Row): InitialAccessToken => ({
  id: row.id,
  name: row.name,
  createdBy: row.created_by,
  createdAt: row.created_at,
  ...(row.expires_at !== null && { expiresAt: row.expires_at }),
  ...(row.uses_left !== null && { usesLeft: row.uses_left }),
  ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
})
