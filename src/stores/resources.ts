/** The APIs: those that are registered, and those that this server has itself, which are in no table. */
import { completeProtectedResource, type ProtectedResource } from '../protocol/protected-resource.ts'
import type { Stored } from './copied-table.ts'
import { Registered } from './registered.ts'

export class Resources extends Registered<ProtectedResource> {
  readonly #own: ReadonlyMap<string, ProtectedResource>

  constructor(db: D1Database, kv: KVNamespace, own: readonly ProtectedResource[]) {
    super('resources', db, kv, completeProtectedResource)
    this.#own = new Map(own.map((resource) => [resource.identifier, resource]))
  }

  /** This server's own. */
  get own(): readonly ProtectedResource[] {
    return [...this.#own.values()]
  }

  override async get(id: string, now: number): Promise<ProtectedResource | undefined> {
    return this.#own.get(id) ?? super.get(id, now)
  }

  override async storedAll(ids: readonly string[]): Promise<[id: string, Stored<ProtectedResource>][]> {
    const own = ids.flatMap((id): [string, Stored<ProtectedResource>][] => {
      const record = this.#own.get(id)
      return record ? [[id, { record, version: 0, createdAt: 0, changedAt: 0 }]] : []
    })
    const others = ids.filter((id) => !this.#own.has(id))
    return others.length === 0 ? own : [...own, ...(await super.storedAll(others))]
  }
}
