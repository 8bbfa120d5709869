/**
 * The settings: one versioned record in D1, a copy in KV, and half a minute of the isolate's memory. As with all copies
 * only the write path puts: a slow reader would restore what was changed meanwhile.
 */
import type { SettingsRecord } from '../protocol/setting-paths.ts'
import { readableSettings, type Settings } from '../protocol/settings.ts'
import { copyOutward } from './copy-outward.ts'
import { cacheTtl, readCopy } from './read-copy.ts'

const key = 'settings'

export interface StoredSettings {
  readonly version: number
  readonly record: SettingsRecord
  /** Milliseconds; 0 where nothing was ever set. */
  readonly changedAt: number
}

interface Row {
  version: number
  record: string
  changed_at: number
}

interface Copy {
  version: number
  record: SettingsRecord
}

export class SettingsStore {
  #settings: Settings | undefined
  #until = 0

  readonly #db: D1Database
  readonly #kv: KVNamespace

  constructor(db: D1Database, kv: KVNamespace) {
    this.#db = db
    this.#kv = kv
  }

  /** Those in memory, or undefined where they must be fetched. @param now milliseconds */
  remembered(now: number): Settings | undefined {
    return this.#until > now ? this.#settings : undefined
  }

  /** What holds at this moment; up to two minutes behind the record. Where nothing can be reached, what held last. */
  async current(now: number): Promise<Settings> {
    const remembered = this.remembered(now)
    if (remembered) return remembered
    try {
      const copy = await readCopy<Copy>(this.#kv, key)
      this.#settings = readableSettings((copy ?? (await this.stored())).record)
    } catch (error) {
      if (!this.#settings) throw error
      console.error(JSON.stringify({ event: 'settings_unreachable', cause: String(error) }))
    }
    this.#until = now + cacheTtl * 1000
    return this.#settings
  }

  /** From D1. */
  async stored(): Promise<StoredSettings> {
    const row = await this.#row()
    return {
      version: row.version,
      record: JSON.parse(row.record) as SettingsRecord,
      changedAt: row.changed_at,
    }
  }

  /**
   * The statements of a change to `version`, for one batch with its audit event. The batch fails where another writer
   * made that version: see `isOutrun`.
   */
  change(
    { version, record }: Omit<StoredSettings, 'changedAt'>,
    by: { now: number; actor: string; requestId: string },
  ): D1PreparedStatement[] {
    const text = JSON.stringify(record)
    return [
      this.#db
        .prepare(
          'INSERT INTO settings_history (version, record, changed_at, actor, request_id) VALUES (?, ?, ?, ?, ?)',
        )
        .bind(version, text, by.now, by.actor, by.requestId),
      this.#db
        .prepare('UPDATE settings SET version = ?1, record = ?2, changed_at = ?3 WHERE version = ?1 - 1')
        .bind(version, text, by.now),
    ]
  }

  /** Commits, then copies outward. False where another writer was faster. */
  async commit(statements: readonly D1PreparedStatement[]): Promise<boolean> {
    try {
      await this.#db.batch([...statements])
    } catch (error) {
      if (/UNIQUE constraint failed: settings_history/.test(String(error))) return false
      throw error
    }
    await copyOutward(() => this.#copy(), { table: 'settings' })
    return true
  }

  /** The same settings, sealed anew: no change that anybody would want to read of. */
  async reseal({ version, record }: Omit<StoredSettings, 'changedAt'>): Promise<void> {
    const text = JSON.stringify(record)
    await this.#db.batch([
      this.#db
        .prepare('UPDATE settings SET record = ?2, copied_version = 0 WHERE version = ?1')
        .bind(version, text),
      this.#db.prepare('UPDATE settings_history SET record = ?2 WHERE version = ?1').bind(version, text),
    ])
    await this.#copy()
  }

  /** Copies where KV is behind; run by cron. */
  async repair(): Promise<void> {
    const behind = await this.#db.prepare('SELECT 1 FROM settings WHERE copied_version < version').first()
    if (behind) await this.#copy()
  }

  /** Who changed them when, the newest first. */
  async history(limit: number): Promise<{ version: number; changedAt: number; actor: string }[]> {
    const { results } = await this.#db
      .prepare('SELECT version, changed_at, actor FROM settings_history ORDER BY version DESC LIMIT ?')
      .bind(limit)
      .all<{ version: number; changed_at: number; actor: string }>()
    return results.map(({ changed_at, ...row }) => ({ ...row, changedAt: changed_at }))
  }

  /** Puts what D1 holds, and once more each time another writer got in between. */
  async #copy(): Promise<void> {
    this.#until = 0
    let row = await this.#row()
    let put: Row | undefined
    while (row.version !== put?.version || row.record !== put.record) {
      await this.#kv.put(key, `{"version":${row.version},"record":${row.record}}`)
      put = row
      row = await this.#row()
    }
    await this.#db
      .prepare('UPDATE settings SET copied_version = ?1 WHERE copied_version < ?1')
      .bind(put.version)
      .run()
  }

  async #row(): Promise<Row> {
    const row = await this.#db.prepare('SELECT version, record, changed_at FROM settings').first<Row>()
    if (!row) throw new Error('the row of the settings is gone')
    return row
  }
}
