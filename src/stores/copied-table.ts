/**
 * A table of D1 with a copy in KV and a short memory in the isolate, for what every token request reads and almost
 * nothing writes. Only the write path puts into KV: a slow reader would restore what was deleted meanwhile.
 */
import { copyOrSay, copyOutward } from './copy-outward.ts'
import { cacheTtl, readCopy } from './read-copy.ts'

const keptInMemory = 2_000
/** In one run of cron. */
const mostRepaired = 500
/** KV takes keys of up to 512 bytes; nothing with a longer id is ever stored. */
const longestKey = 512

export type CopiedTableName = 'clients' | 'resources'

interface Row {
  version: number
  record: string | null
}

/** What D1 holds, with what is known of it. Times in milliseconds. */
export interface Stored<T> {
  readonly record: T
  readonly version: number
  readonly createdAt: number
  readonly changedAt: number
}

/** What KV holds: the record at a version; `null` is the tombstone of a deletion. */
interface Copy<T> {
  version: number
  record: T | null
}

export class CopiedTable<T> {
  readonly #memory = new Map<string, { record: T | undefined; until: number }>()

  readonly #table: CopiedTableName
  readonly #db: D1Database
  readonly #kv: KVNamespace
  readonly #complete: (record: T) => T

  /** @param complete gives a record that an older version wrote the fields it lacks */
  constructor(
    table: CopiedTableName,
    db: D1Database,
    kv: KVNamespace,
    complete: (record: T) => T = (record) => record,
  ) {
    this.#table = table
    this.#db = db
    this.#kv = kv
    this.#complete = complete
  }

  /** What this isolate has read a moment ago, without asking anybody. */
  remembered(id: string, now: number): T | undefined {
    const remembered = this.#memory.get(id)
    return remembered && remembered.until > now ? remembered.record : undefined
  }

  /**
   * @param now milliseconds
   * @param onMiss called before D1 is asked for what no copy has: it may throw
   */
  async get(id: string, now: number, onMiss?: () => Promise<void>): Promise<T | undefined> {
    const remembered = this.#memory.get(id)
    if (remembered && remembered.until > now) return remembered.record
    if (new TextEncoder().encode(this.#key(id)).byteLength > longestKey) return undefined
    const copy = await readCopy<Copy<T>>(this.#kv, this.#key(id))
    if (!copy) await onMiss?.()
    const stored = copy ? (copy.record ?? undefined) : await this.#readMissing(id)
    const record = stored && this.#complete(stored)
    // Never remembered as missing: a client registered a second ago works everywhere.
    if (record !== undefined) {
      if (this.#memory.size >= keptInMemory) this.#memory.clear()
      this.#memory.set(id, { record, until: now + cacheTtl * 1000 })
    }
    return record
  }

  /** Commits to D1, then copies outward. */
  async put(id: string, record: T, now: number): Promise<void> {
    await this.#write(id, JSON.stringify(record), now)
  }

  async delete(id: string, now: number): Promise<void> {
    await this.#write(id, null, now)
  }

  /** What D1 holds: who changes a record reads it here, not from a copy. */
  async stored(id: string): Promise<Stored<T> | undefined> {
    return (await this.storedAll([id]))[0]?.[1]
  }

  async storedAll(ids: readonly string[]): Promise<[id: string, Stored<T>][]> {
    const { results } = await this.#db
      .prepare(
        `SELECT id, version, record, created_at, changed_at FROM ${this.#table}
         WHERE id IN (SELECT value FROM json_each(?)) AND record IS NOT NULL`,
      )
      .bind(JSON.stringify(ids))
      .all<StoredRow>()
    return results.map((row) => [row.id, this.storedOf(row)])
  }

  /** In the order of their ids, from after that one. */
  async storedAfter(id: string, limit: number): Promise<[id: string, Stored<T>][]> {
    const { results } = await this.#db
      .prepare(
        `SELECT id, version, record, created_at, changed_at FROM ${this.#table}
         WHERE id > ? AND record IS NOT NULL ORDER BY id LIMIT ?`,
      )
      .bind(id, limit)
      .all<StoredRow>()
    return results.map((row) => [row.id, this.storedOf(row)])
  }

  /** Which of these ids are in the table, deleted ones too: KV may have a copy of those. */
  async everStored(ids: readonly string[]): Promise<string[]> {
    const { results } = await this.#db
      .prepare(`SELECT id FROM ${this.#table} WHERE id IN (SELECT value FROM json_each(?))`)
      .bind(JSON.stringify(ids))
      .all<{ id: string }>()
    return results.map((row) => row.id)
  }

  protected storedOf({ version, record, created_at, changed_at }: StoredRow): Stored<T> {
    const parsed = this.#complete(JSON.parse(record) as T)
    return { record: parsed, version, createdAt: created_at, changedAt: changed_at }
  }

  /**
   * The statement that writes a record over the version it is based on, 0 where there is none; null deletes it. Its
   * transaction fails where somebody else was first. After it, `copied` must run.
   */
  revision(id: string, record: T | null, base: number, now: number): D1PreparedStatement {
    const text = record === null ? null : JSON.stringify(record)
    if (base === 0) {
      return this.#db
        .prepare(
          `INSERT INTO ${this.#table} (id, version, record, changed_at, created_at) VALUES (?1, 1, ?2, ?3, ?3)
           ON CONFLICT (id) DO UPDATE SET version = CASE WHEN record IS NULL THEN version + 1 END,
             record = ?2, changed_at = ?3, created_at = ?3`,
        )
        .bind(id, text, now)
    }
    return this.#db
      .prepare(
        `UPDATE ${this.#table} SET version = CASE WHEN version = ?4 AND record IS NOT NULL THEN version + 1 END,
           record = ?2, changed_at = ?3 WHERE id = ?1`,
      )
      .bind(id, text, now, base)
  }

  /** After a commit. */
  async copied(id: string): Promise<void> {
    this.#memory.delete(id)
    await copyOutward(() => this.#copy(id), { table: this.#table, id })
  }

  /**
   * Copies what KV is behind on; run by cron. First what KV may have an older copy of: what is only new is served from D1
   * until its turn comes. One id that fails does not hold up the others.
   */
  async repair(): Promise<void> {
    const outdated = await this.#behind('AND (record IS NULL OR copied_version > 0)', mostRepaired)
    const fresh = await this.#behind(
      'AND record IS NOT NULL AND copied_version = 0',
      mostRepaired - outdated.length,
    )
    for (const id of [...outdated, ...fresh])
      await copyOrSay(() => this.#copy(id), { table: this.#table, id })
  }

  /** The first condition has an index of its own; the second nearly all of the one of what is behind. */
  async #behind(which: string, limit: number): Promise<string[]> {
    const { results } = await this.#db
      .prepare(`SELECT id FROM ${this.#table} WHERE copied_version < version ${which} LIMIT ?`)
      .bind(limit)
      .all<{ id: string }>()
    return results.map(({ id }) => id)
  }

  async #write(id: string, record: string | null, now: number): Promise<void> {
    await this.#db
      .prepare(
        `INSERT INTO ${this.#table} (id, version, record, changed_at, created_at) VALUES (?1, 1, ?2, ?3, ?3)
         ON CONFLICT (id) DO UPDATE SET version = version + 1, record = ?2, changed_at = ?3`,
      )
      .bind(id, record, now)
      .run()
    this.#memory.delete(id)
    await this.#copy(id)
  }

  /** Puts what D1 holds, and once more each time another writer got in between: the last to look leaves the newest. */
  async #copy(id: string): Promise<void> {
    let row = await this.#row(id)
    let put: number | undefined
    while (row && row.version !== put) {
      await this.#kv.put(this.#key(id), `{"version":${row.version},"record":${row.record ?? 'null'}}`)
      put = row.version
      row = await this.#row(id)
    }
    await this.#db
      .prepare(`UPDATE ${this.#table} SET copied_version = ?2 WHERE id = ?1 AND copied_version < ?2`)
      .bind(id, put ?? 0)
      .run()
  }

  async #readMissing(id: string): Promise<T | undefined> {
    const row = await this.#row(id)
    return row?.record ? (JSON.parse(row.record) as T) : undefined
  }

  async #row(id: string): Promise<Row | undefined> {
    const statement = this.#db.prepare(`SELECT version, record FROM ${this.#table} WHERE id = ?`).bind(id)
    return (await statement.first<Row>()) ?? undefined
  }

  #key(id: string): string {
    return `${this.#table}:${id}`
  }
}

export interface StoredRow {
  id: string
  version: number
  record: string
  created_at: number
  changed_at: number
}
