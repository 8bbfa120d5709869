/** What people prove themselves with besides a password, in D1: passkeys, one-time codes, accounts elsewhere. */
import type { CredentialKind } from '../protocol/credential.ts'

export interface Credential<Record = unknown> {
  readonly kind: CredentialKind
  /** Unique within its kind. */
  readonly id: string
  readonly sub: string
  readonly record: Record
  /** Only ever grows: a signature counter, the time step of the last code. */
  readonly mark: number
  /** Milliseconds. */
  readonly created_at: number
  readonly used_at: number | null
}

export type NewCredential<Record = unknown> = Pick<Credential<Record>, 'kind' | 'id' | 'sub' | 'record'> & {
  readonly mark?: number
}

/** Ids of these begin with the name of the source and a space. */
const ofSource = "id >= ?2 || ' ' AND id < ?2 || '!'"

type Row = Omit<Credential, 'record'> & { record: string }

export class Credentials {
  readonly #db: D1Database

  constructor(db: D1Database) {
    this.#db = db
  }

  async find<Record>(kind: CredentialKind, id: string): Promise<Credential<Record> | undefined> {
    const row = await this.#db
      .prepare('SELECT * FROM credentials WHERE kind = ? AND id = ?')
      .bind(kind, id)
      .first<Row>()
    return row ? read<Record>(row) : undefined
  }

  /** All that a person has, or those of one kind, the oldest first. */
  async of<Record>(sub: string, kind?: CredentialKind): Promise<Credential<Record>[]> {
    const { results } = await this.#db
      .prepare(
        'SELECT * FROM credentials WHERE sub = ?1 AND kind = coalesce(?2, kind) ORDER BY created_at, id',
      )
      .bind(sub, kind ?? null)
      .all<Row>()
    return results.map((row) => read<Record>(row))
  }

  /** Of all these people. */
  async ofAll(subs: readonly string[]): Promise<Map<string, Credential[]>> {
    const { results } = await this.#db
      .prepare(
        `SELECT * FROM credentials WHERE sub IN (SELECT value FROM json_each(?)) ORDER BY sub, kind, created_at, id`,
      )
      .bind(JSON.stringify(subs))
      .all<Row>()
    return Map.groupBy(
      results.map((row) => read<unknown>(row)),
      ({ sub }) => sub,
    )
  }

  /** As it was, from an export. */
  restoration({ kind, id, sub, record, mark, created_at, used_at }: Credential): D1PreparedStatement {
    return this.#db
      .prepare(
        'INSERT INTO credentials (kind, id, sub, record, mark, created_at, used_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .bind(kind, id, sub, JSON.stringify(record), mark, created_at, used_at)
  }

  /** Fails its transaction where that id is taken. */
  insertion({ kind, id, sub, record, mark = 0 }: NewCredential, now: number): D1PreparedStatement {
    return this.#db
      .prepare('INSERT INTO credentials (kind, id, sub, record, mark, created_at) VALUES (?, ?, ?, ?, ?, ?)')
      .bind(kind, id, sub, JSON.stringify(record), mark, now)
  }

  /** Of this person only. */
  removal(sub: string, kind: CredentialKind, id?: string): D1PreparedStatement {
    return this.#db
      .prepare('DELETE FROM credentials WHERE sub = ?1 AND kind = ?2 AND id = coalesce(?3, id)')
      .bind(sub, kind, id ?? null)
  }

  /** How many people a directory or another provider vouches for. */
  async countFrom(kind: 'directory' | 'provider', source: string): Promise<number> {
    const row = await this.#db
      .prepare(`SELECT count(DISTINCT sub) AS n FROM credentials WHERE kind = ?1 AND ${ofSource}`)
      .bind(kind, source)
      .first<{ n: number }>()
    return row?.n ?? 0
  }

  /** All that a source vouches for: what comes later under its name vouches for others. */
  removalFrom(kind: 'directory' | 'provider', source: string): D1PreparedStatement {
    return this.#db.prepare(`DELETE FROM credentials WHERE kind = ?1 AND ${ofSource}`).bind(kind, source)
  }

  /** Fails its transaction unless the person has another one of these kinds. */
  another(
    { sub, kind, id }: Pick<Credential, 'sub' | 'kind' | 'id'>,
    kinds: readonly CredentialKind[],
  ): D1PreparedStatement {
    return this.#db
      .prepare(
        `INSERT INTO credentials (kind, id, sub, record, created_at) SELECT NULL, '', '', '', 0
         WHERE NOT EXISTS (SELECT 1 FROM credentials WHERE sub = ?1
           AND kind IN (SELECT value FROM json_each(?2)) AND NOT (kind = ?3 AND id = ?4))`,
      )
      .bind(sub, JSON.stringify(kinds), kind, id)
  }

  /** Those of one kind, where the person has none of the kinds that they are of use with. */
  uselessRemoval(sub: string, kind: CredentialKind, without: readonly CredentialKind[]): D1PreparedStatement {
    return this.#db
      .prepare(
        `DELETE FROM credentials WHERE sub = ?1 AND kind = ?2 AND NOT EXISTS (SELECT 1 FROM credentials AS useful
           WHERE useful.sub = ?1 AND useful.kind IN (SELECT value FROM json_each(?3)))`,
      )
      .bind(sub, kind, JSON.stringify(without))
  }

  /** Keys of one-time codes that are sealed under another secret than this, in the order of their ids. */
  async sealedByOthers<Record>(name: string, after: string, limit: number): Promise<Credential<Record>[]> {
    const those = (compared: '<' | '>') =>
      `SELECT * FROM credentials WHERE kind = 'totp' AND json_extract(record, '$.sealed_by') ${compared} ?1 AND id > ?2`
    const { results } = await this.#db
      .prepare(`${those('<')} UNION ALL ${those('>')} ORDER BY id LIMIT ?3`)
      .bind(name, after, limit)
      .all<Row>()
    return results.map((row) => read<Record>(row))
  }

  /** The record, where it is still the one that the new one is made from. */
  replacement({ kind, id, record }: Credential, renewed: unknown): D1PreparedStatement {
    return this.#db
      .prepare('UPDATE credentials SET record = ?4 WHERE kind = ?1 AND id = ?2 AND record = ?3')
      .bind(kind, id, JSON.stringify(record), JSON.stringify(renewed))
  }

  /** Of a person whom a directory stopped: it was not the directory any more. */
  unstopping(sub: string): D1PreparedStatement {
    return this.#db
      .prepare(
        `UPDATE credentials SET record = json_remove(record, '$.stopped') WHERE sub = ?1 AND kind = 'directory'`,
      )
      .bind(sub)
  }

  /** The record alone: its mark stays. */
  revision(sub: string, kind: CredentialKind, id: string, record: unknown): D1PreparedStatement {
    return this.#db
      .prepare('UPDATE credentials SET record = ?4 WHERE sub = ?1 AND kind = ?2 AND id = ?3')
      .bind(sub, kind, id, JSON.stringify(record))
  }

  /**
   * Uses one, where its mark is still lower; one statement decides, so of two uses at once one wins.
   * @param again whether a mark of 0 may come again: authenticators without a counter always say 0
   * @returns whether it was lower
   */
  async use(kind: CredentialKind, id: string, mark: number, now: number, again = false): Promise<boolean> {
    const { meta } = await this.#db
      .prepare(
        `UPDATE credentials SET mark = ?3, used_at = ?4
         WHERE kind = ?1 AND id = ?2 AND (mark < ?3 OR (?5 AND mark = 0 AND ?3 = 0))`,
      )
      .bind(kind, id, mark, now, again ? 1 : 0)
      .run()
    return meta.changes > 0
  }

  /** Uses one that works once. @returns whether it was still there */
  async spend(sub: string, kind: CredentialKind, id: string): Promise<boolean> {
    return (await this.removal(sub, kind, id).run()).meta.changes > 0
  }
}

const read = <Record>(row: Row): Credential<Record> => ({ ...row, record: JSON.parse(row.record) as Record })
