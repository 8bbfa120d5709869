/** The last refusals of each client, in D1. */
import { chunked } from '../protocol/chunked.ts'
import type { Refusal } from '../protocol/refusal.ts'

const kept = 100
/** One of them may be 35 KB, and D1 takes 2 MB as one value. */
const atOnce = 40

export class Refusals {
  readonly #db: D1Database

  constructor(db: D1Database) {
    this.#db = db
  }

  /** Writes them, and of each client takes away what is older than its last hundred. */
  statements(refusals: readonly { clientId: string; refusal: Refusal }[]): D1PreparedStatement[] {
    if (refusals.length === 0) return []
    const rows = refusals.map(({ clientId, refusal }) => ({ clientId, id: refusal.id, refusal }))
    const clients = [...new Set(refusals.map(({ clientId }) => clientId))]
    const prune = this.#db.prepare(
      `DELETE FROM refusals WHERE client_id = ?1 AND id <=
         (SELECT id FROM refusals WHERE client_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ${kept})`,
    )
    const insert = this.#db.prepare(
      `INSERT OR IGNORE INTO refusals (client_id, id, record)
       SELECT value->>'clientId', value->>'id', value->'refusal' FROM json_each(?)`,
    )
    return [
      ...chunked(rows, atOnce).map((some) => insert.bind(JSON.stringify(some))),
      ...clients.map((client) => prune.bind(client)),
    ]
  }

  /** The newest first. */
  async of(clientId: string): Promise<Refusal[]> {
    const { results } = await this.#db
      .prepare('SELECT record FROM refusals WHERE client_id = ? ORDER BY id DESC LIMIT ?')
      .bind(clientId, kept)
      .all<{ record: string }>()
    return results.map(({ record }) => JSON.parse(record) as Refusal)
  }

  /** To go into the batch that deletes a client. */
  removal(clientId: string): D1PreparedStatement {
    return this.#db.prepare('DELETE FROM refusals WHERE client_id = ?').bind(clientId)
  }
}
