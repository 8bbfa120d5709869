/** The APIs that clients which registered themselves may ask for, remembered for half a minute. */
import { completeProtectedResource, type ProtectedResource } from '../protocol/protected-resource.ts'
import { cacheTtl } from './read-copy.ts'

const most = 200

export class OpenResources {
  readonly #db: D1Database
  #known: readonly ProtectedResource[] = []
  #until = 0

  constructor(db: D1Database) {
    this.#db = db
  }

  /** @param now milliseconds */
  async list(now: number): Promise<readonly ProtectedResource[]> {
    if (this.#until > now) return this.#known
    const { results } = await this.#db
      .prepare('SELECT record FROM resources WHERE open_to_registered_clients = 1 ORDER BY id LIMIT ?')
      .bind(most)
      .all<{ record: string }>()
    this.#known = results.map(({ record }) =>
      completeProtectedResource(JSON.parse(record) as ProtectedResource),
    )
    this.#until = now + cacheTtl * 1000
    return this.#known
  }
}
