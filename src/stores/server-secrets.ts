/** Secrets of the server itself, sealed before they come here: the record in D1, a copy in KV. They never change. */
import { readCopy } from './read-copy.ts'

export type ServerSecretName = 'pairwise'

const keyOf = (name: ServerSecretName) => `secret:${name}`

export class ServerSecrets {
  readonly #db: D1Database
  readonly #kv: KVNamespace

  constructor(db: D1Database, kv: KVNamespace) {
    this.#db = db
    this.#kv = kv
  }

  /** From the copy, or where there is none from D1. A copy may be sealed under a secret that is gone: see `record`. */
  async get(name: ServerSecretName): Promise<string | undefined> {
    return (await readCopy<string>(this.#kv, keyOf(name))) ?? (await this.record(name))
  }

  /** From D1. */
  async record(name: ServerSecretName): Promise<string | undefined> {
    const query = this.#db.prepare('SELECT sealed FROM server_secrets WHERE name = ?').bind(name)
    return (await query.first<string>('sealed')) ?? undefined
  }

  /** Keeps it unless there is one already: of two who try, one wins. Returns what holds. */
  async add(name: ServerSecretName, sealed: string): Promise<string> {
    await this.#db
      .prepare('INSERT INTO server_secrets (name, sealed) VALUES (?, ?) ON CONFLICT DO NOTHING')
      .bind(name, sealed)
      .run()
    await this.#copy(name)
    return (await this.record(name)) ?? sealed
  }

  /** The same secret, sealed anew. */
  async reseal(name: ServerSecretName, sealed: string): Promise<void> {
    await this.#db.prepare('UPDATE server_secrets SET sealed = ?2 WHERE name = ?1').bind(name, sealed).run()
    await this.#copy(name)
  }

  async #copy(name: ServerSecretName): Promise<void> {
    try {
      await this.#kv.put(keyOf(name), JSON.stringify(await this.record(name)))
    } catch (error) {
      // D1 serves where there is no copy.
      console.error(JSON.stringify({ event: 'secret_not_copied', name, cause: String(error) }))
    }
  }
}
