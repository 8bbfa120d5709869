/** Clients and APIs as operators and owners see them: lists by index, and owners. Always from D1, never a copy. */
import type { AuditEvent } from '../protocol/audit.ts'
import { CopiedTable, type CopiedTableName, type Stored, type StoredRow } from './copied-table.ts'
import { asciiLower, endOfPrefix, type Page, type Position, pageOf, type Way } from './list.ts'
import { insertEvents } from './shards/audit-rows.ts'

export interface ListQuery {
  /** The beginning of a name or of an id. */
  readonly search?: string | undefined
  /** The `sub` of one of its owners. */
  readonly owner?: string | undefined
  /** Only APIs: those that every developer may ask for. */
  readonly open?: boolean | undefined
  /** Only clients have one. */
  readonly status?: 'active' | 'disabled' | undefined
  readonly after?: Position | undefined
  readonly limit: number
}

type Row = StoredRow & { name_key: string }

const columns = ['id', 'version', 'record', 'created_at', 'changed_at', 'name_key']
const kinds = { clients: 'client', resources: 'resource' } as const

export class Registered<T> extends CopiedTable<T> {
  readonly #table: CopiedTableName
  readonly #db: D1Database

  constructor(table: CopiedTableName, db: D1Database, kv: KVNamespace, complete: (record: T) => T) {
    super(table, db, kv, complete)
    this.#table = table
    this.#db = db
  }

  /** By name; those whose id begins with what is searched come after those whose name does. */
  async list({ search, owner, open, status, after, limit }: ListQuery): Promise<Page<Stored<T>>> {
    const name = asciiLower(search ?? '')
    const named = name === '' ? [] : [{ sql: 't.name_key < ?', values: [endOfPrefix(name)] }]
    const filters = [
      ...(owner === undefined
        ? []
        : [{ sql: 'o.sub = ? AND o.kind = ? AND t.id = o.id', values: [owner, kinds[this.#table]] }]),
      ...(status === undefined ? [] : [{ sql: 't.status = ?', values: [status] }]),
      ...(open ? [{ sql: 't.open_to_developers = 1', values: [] }] : []),
      { sql: 't.name_key IS NOT NULL', values: [] }, // not deleted
    ]
    const from = owner === undefined ? `${this.#table} AS t` : `owners AS o CROSS JOIN ${this.#table} AS t`
    const query = async (
      conditions: readonly { sql: string; values: readonly string[] }[],
      order: string,
      rows: number,
    ): Promise<Row[]> => {
      const all = [...filters, ...conditions]
      const { results } = await this.#db
        .prepare(
          `SELECT ${columns.map((column) => `t.${column}`).join(', ')} FROM ${from}
           WHERE ${all.map(({ sql }) => sql).join(' AND ')} ORDER BY ${order} LIMIT ?`,
        )
        .bind(...all.flatMap(({ values }) => values), rows)
        .all<Row>()
      return results
    }
    const byName: Way<Row> = (start, rows) =>
      query(
        [{ sql: '(t.name_key, t.id) > (?, ?)', values: start ?? [name, ''] }, ...named],
        't.name_key, t.id',
        rows,
      )
    const byId: Way<Row> = ([, start] = [], rows) =>
      query(
        [
          { sql: start === undefined ? 't.id >= ?' : 't.id > ?', values: [start ?? search ?? ''] },
          { sql: 't.id < ?', values: [endOfPrefix(search ?? '')] },
          { sql: 'NOT (t.name_key >= ? AND t.name_key < ?)', values: [name, endOfPrefix(name)] },
        ],
        't.id',
        rows,
      )
    return pageOf(
      name === '' ? [byName] : [byName, byId],
      { after, limit },
      { positionOf: (row) => [row.name_key, row.id], itemOf: (row) => this.storedOf(row) },
    )
  }

  async owners(id: string): Promise<string[]> {
    const { results } = await this.#db
      .prepare('SELECT sub FROM owners WHERE kind = ? AND id = ? ORDER BY sub')
      .bind(kinds[this.#table], id)
      .all<{ sub: string }>()
    return results.map(({ sub }) => sub)
  }

  async ownersOf(ids: readonly string[]): Promise<Map<string, string[]>> {
    const { results } = await this.#db
      .prepare(
        'SELECT id, sub FROM owners WHERE kind = ? AND id IN (SELECT value FROM json_each(?)) ORDER BY sub',
      )
      .bind(kinds[this.#table], JSON.stringify(ids))
      .all<{ id: string; sub: string }>()
    const all = Map.groupBy(results, ({ id }) => id)
    return new Map([...all].map(([id, rows]) => [id, rows.map(({ sub }) => sub)]))
  }

  /** To go into the batch of a change. */
  ownersRevision(id: string, subs: readonly string[]): D1PreparedStatement[] {
    const kind = kinds[this.#table]
    return [
      this.#db.prepare('DELETE FROM owners WHERE kind = ? AND id = ?').bind(kind, id),
      this.#db
        .prepare('INSERT OR IGNORE INTO owners (kind, id, sub) SELECT ?, ?, value FROM json_each(?)')
        .bind(kind, id, JSON.stringify(subs)),
    ]
  }

  /**
   * The same for one of them, whatever others change at the same moment. The last owner stays: the record would be
   * nobody's. The event says who owned it and who does; where nothing changes there is none.
   */
  ownerRevision(id: string, { add, remove }: OwnerChange, event: AuditEvent): D1PreparedStatement[] {
    const values = [kinds[this.#table], id, add ?? remove ?? '']
    const those = 'FROM owners WHERE kind = ?1 AND id = ?2'
    const isThere = `EXISTS (SELECT 1 ${those} AND sub = ?3)`
    const others = `EXISTS (SELECT 1 ${those} AND sub <> ?3)`
    const list = (subs: string) => `(SELECT json_group_array(sub) FROM (${subs} ORDER BY sub))`
    const now = `SELECT sub ${those}`
    const [then, condition, change] =
      add === undefined
        ? [`${now} AND sub <> ?3`, `${isThere} AND ${others}`, `DELETE ${those} AND sub = ?3 AND ${others}`]
        : [
            `${now} UNION SELECT ?3`,
            `NOT ${isThere}`,
            'INSERT OR IGNORE INTO owners (kind, id, sub) VALUES (?1, ?2, ?3)',
          ]
    const told = `json_set(?4, '$.detail', json_object('before', ${list(now)}, 'after', ${list(then)}))`
    return [
      this.#db
        .prepare(insertEvents(`(SELECT ${told} AS value WHERE ${condition})`))
        .bind(...values, JSON.stringify(event)),
      this.#db.prepare(change).bind(...values),
    ]
  }
}

/** A `sub` to join the owners, or to leave them. */
export type OwnerChange =
  | { readonly add: string; readonly remove?: never }
  | { readonly remove: string; readonly add?: never }
