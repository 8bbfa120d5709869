/** How the server is: what an operator looks at when something seems wrong. Each question may fail by itself. */
import { readCopy } from './read-copy.ts'

export interface LastCron {
  /** Milliseconds. */
  readonly ranAt: number
  /** The steps that did not do what they should. */
  readonly failed: readonly string[]
}

/** Counted up to here: more is only "many". */
const countedUpTo = 1_000

export class Condition {
  readonly #db: D1Database
  readonly #kv: KVNamespace

  constructor(db: D1Database, kv: KVNamespace) {
    this.#db = db
    this.#kv = kv
  }

  /** By name, as wrangler notes them; undefined where nothing was ever noted. */
  async appliedMigrations(): Promise<string[] | undefined> {
    try {
      const { results } = await this.#db
        .prepare('SELECT name FROM d1_migrations ORDER BY name')
        .all<{ name: string }>()
      return results.map(({ name }) => name)
    } catch (error) {
      if (/no such table/.test(String(error))) return undefined
      throw error
    }
  }

  /** Records whose copies or shards lag behind what D1 holds. */
  async behind(): Promise<{ clients: number; resources: number; settings: number; people: number }> {
    const count = (sql: string) => `(SELECT count(*) FROM (${sql} LIMIT ${countedUpTo}))`
    const row = await this.#db
      .prepare(
        `SELECT ${count('SELECT 1 FROM clients WHERE copied_version < version')} AS clients,
           ${count('SELECT 1 FROM resources WHERE copied_version < version')} AS resources,
           ${count('SELECT 1 FROM settings WHERE copied_version < version')} AS settings,
           ${count('SELECT 1 FROM users_outbox')} AS people`,
      )
      .first<{ clients: number; resources: number; settings: number; people: number }>()
    return row ?? { clients: 0, resources: 0, settings: 0, people: 0 }
  }

  /** Whether KV has the copy that every request needs. */
  async hasKeyCopy(): Promise<boolean> {
    return (await readCopy<unknown>(this.#kv, 'keys')) !== null
  }

  async noteCron({ ranAt, failed }: LastCron): Promise<void> {
    await this.#db
      .prepare(
        `INSERT INTO cron (id, ran_at, failed) VALUES ('last', ?1, ?2)
         ON CONFLICT (id) DO UPDATE SET ran_at = ?1, failed = ?2`,
      )
      .bind(ranAt, JSON.stringify(failed))
      .run()
  }

  async lastCron(): Promise<LastCron | undefined> {
    const row = await this.#db
      .prepare('SELECT ran_at, failed FROM cron')
      .first<{ ran_at: number; failed: string }>()
    return row ? { ranAt: row.ran_at, failed: JSON.parse(row.failed) as string[] } : undefined
  }
}
