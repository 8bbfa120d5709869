/** What is kept of clients beside their records: when their secrets were made and used, who registered by a token. */
import { type Client, completeClient } from '../protocol/client-metadata.ts'
import { Registered } from './registered.ts'

/** Times in milliseconds. */
export interface ClientSecret {
  /** The beginning of its hash. */
  readonly id: string
  readonly createdAt?: number
  readonly lastUsedAt?: number
}

/** A use is noted at most this often. */
const notedEvery = 300_000
const keptInMemory = 2_000

export const secretIdOf = (hash: string): string => hash.slice(0, 12)

export class Clients extends Registered<Client> {
  readonly #db: D1Database
  readonly #noted = new Map<string, number>()
  readonly #used: { clientId: string; id: string; now: number }[] = []

  constructor(db: D1Database, kv: KVNamespace) {
    super('clients', db, kv, completeClient)
    this.#db = db
  }

  /** The secrets of a client; those that came with its record have no time. */
  async secrets(client: Pick<Client, 'client_id' | 'secret_hashes'>): Promise<ClientSecret[]> {
    const { results } = await this.#db
      .prepare('SELECT id, created_at, last_used_at FROM client_secrets WHERE client_id = ?')
      .bind(client.client_id)
      .all<{ id: string; created_at: number | null; last_used_at: number | null }>()
    return client.secret_hashes.map((hash) => {
      const id = secretIdOf(hash)
      const row = results.find((each) => each.id === id)
      return {
        id,
        ...(row?.created_at != null && { createdAt: row.created_at }),
        ...(row?.last_used_at != null && { lastUsedAt: row.last_used_at }),
      }
    })
  }

  /** To go into the batch of a change: what is known of the secrets that the client has after it. */
  secretsRevision(
    id: string,
    hashes: readonly string[],
    made: readonly string[],
    now: number,
  ): D1PreparedStatement[] {
    const ids = (those: readonly string[]) => JSON.stringify(those.map(secretIdOf))
    return [
      this.#db
        .prepare(
          'DELETE FROM client_secrets WHERE client_id = ? AND id NOT IN (SELECT value FROM json_each(?))',
        )
        .bind(id, ids(hashes)),
      this.#db
        .prepare(
          'INSERT OR IGNORE INTO client_secrets (client_id, id, created_at) SELECT ?, value, ? FROM json_each(?)',
        )
        .bind(id, now, ids(made)),
    ]
  }

  /** Noted once in a while; `writeSecretUses` writes it down. */
  secretUsed(clientId: string, hash: string, now: number): void {
    const id = secretIdOf(hash)
    const key = `${clientId} ${id}`
    if (now < (this.#noted.get(key) ?? 0) + notedEvery) return
    if (this.#noted.size >= keptInMemory) this.#noted.clear()
    this.#noted.set(key, now)
    this.#used.push({ clientId, id, now })
  }

  /** Undefined where there is nothing to write. What fails is noted again with the next use after five minutes. */
  writeSecretUses(): Promise<unknown> | undefined {
    if (this.#used.length === 0) return undefined
    const statement = this.#db.prepare(
      `INSERT INTO client_secrets (client_id, id, last_used_at) VALUES (?1, ?2, ?3)
       ON CONFLICT (client_id, id) DO UPDATE SET last_used_at = ?3 WHERE coalesce(last_used_at, 0) <= ?3 - ?4`,
    )
    const used = this.#used.splice(0)
    return this.#db
      .batch(used.map(({ clientId, id, now }) => statement.bind(clientId, id, now, notedEvery)))
      .catch((error) => console.error(JSON.stringify({ event: 'uses_not_written', cause: String(error) })))
  }

  /** SHA-256 of the registration access token (RFC 7592); null where the client was not registered with one. */
  async registrationHash(id: string): Promise<string | undefined> {
    const hash = await this.#db
      .prepare('SELECT registration_hash FROM clients WHERE id = ? AND record IS NOT NULL')
      .bind(id)
      .first<string | null>('registration_hash')
    return hash ?? undefined
  }

  async registrationHashes(ids: readonly string[]): Promise<Map<string, string>> {
    const { results } = await this.#db
      .prepare(
        `SELECT id, registration_hash FROM clients
         WHERE id IN (SELECT value FROM json_each(?)) AND registration_hash IS NOT NULL`,
      )
      .bind(JSON.stringify(ids))
      .all<{ id: string; registration_hash: string }>()
    return new Map(results.map((row) => [row.id, row.registration_hash]))
  }

  registrationRevision(id: string, hash: string | null): D1PreparedStatement {
    return this.#db.prepare('UPDATE clients SET registration_hash = ? WHERE id = ?').bind(hash, id)
  }

  /** Ids of the clients that may ask for the API. */
  async linkedTo(
    resource: string,
    { after = '', limit }: { after?: string | undefined; limit: number },
  ): Promise<string[]> {
    const { results } = await this.#db
      .prepare(
        'SELECT client_id FROM client_resources WHERE resource = ? AND client_id > ? ORDER BY client_id LIMIT ?',
      )
      .bind(resource, after, limit)
      .all<{ client_id: string }>()
    return results.map(({ client_id }) => client_id)
  }
}
