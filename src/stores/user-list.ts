/** Lists of people, by user name. What is searched may begin a user name, an email address or a name. */
import type { UserType } from '../protocol/subject.ts'
import { asciiLower, endOfPrefix, type Page, type Position, pageOf, type Way } from './list.ts'

export interface UserQuery {
  /** How a user name, an email address or a name begins. */
  readonly search?: string | undefined
  readonly user_type?: UserType | undefined
  readonly status?: 'active' | 'disabled' | undefined
  readonly after?: Position | undefined
  readonly limit: number
}

interface Keys {
  sub: string
  login: string
  email_login: string | null
  name_key: string | null
}

const indexesOfBoth = {
  login: 'users_by_both',
  email_login: 'users_by_both_email',
  name_key: 'users_by_both_name',
} as const

/** @param login what is searched as login names are spelled; empty where nothing is */
export async function listUsers<Row>(
  db: D1Database,
  columns: string,
  login: string,
  { search, user_type, status, after, limit }: UserQuery,
): Promise<Page<Row>> {
  const name = asciiLower(search ?? '').trimStart()
  const filters = [
    ...(user_type === undefined ? [] : [{ sql: 'user_type = ?', value: user_type }]),
    ...(status === undefined ? [] : [{ sql: 'status = ?', value: status }]),
  ]
  // Asked for both, SQLite would take the index of one and read everybody whom that one leaves.
  const indexFor = (key: keyof typeof indexesOfBoth) =>
    filters.length === 2 ? `INDEXED BY ${indexesOfBoth[key]}` : ''
  const query = async (
    key: keyof typeof indexesOfBoth,
    [from, to]: readonly [string, string | undefined],
    start: readonly string[] | undefined,
    rows: number,
  ): Promise<(Row & Keys)[]> => {
    const conditions = [
      ...filters.map(({ sql, value }) => ({ sql, values: [value] })),
      // User names and email addresses are nobody else's: only names need the sub to tell equals apart.
      key === 'name_key'
        ? { sql: 'name_key IS NOT NULL AND (name_key, sub) > (?, ?)', values: start ?? [from, ''] }
        : { sql: `${key} ${start === undefined ? '>=' : '>'} ?`, values: [start?.[0] ?? from] },
      ...(to === undefined ? [] : [{ sql: `${key} < ?`, values: [to] }]),
      // Who was found one way is not shown again the next.
      ...(key === 'login' ? [] : [notBetween('login', logins)]),
      ...(key === 'name_key' ? [notBetween('email_login', logins)] : []),
    ]
    const { results } = await db
      .prepare(
        `SELECT ${columns}, login, email_login, name_key FROM users ${indexFor(key)}
         WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}
         ORDER BY ${key}${key === 'name_key' ? ', sub' : ''} LIMIT ?`,
      )
      .bind(...conditions.flatMap(({ values }) => [...values]), rows)
      .all<Row & Keys>()
    return results
  }
  const logins = [login, endOfPrefix(login)] as const
  const everybody: Way<Row & Keys> = (start, rows) => query('login', ['', undefined], start, rows)
  const searched: Way<Row & Keys>[] = [
    (start, rows) => query('login', logins, start, rows),
    (start, rows) => query('email_login', logins, start, rows),
    (start, rows) => query('name_key', [name, endOfPrefix(name)], start, rows),
  ]
  const ways = login === '' ? [everybody] : searched
  return pageOf(
    ways,
    { after, limit },
    {
      positionOf: (row, way) => [
        (way === 0 ? row.login : way === 1 ? row.email_login : row.name_key) ?? '',
        row.sub,
      ],
      itemOf: (row): Row => row,
    },
  )
}

const notBetween = (key: string, [from, to]: readonly [string, string]) => ({
  sql: `(${key} IS NULL OR ${key} < ? OR ${key} >= ?)`,
  values: [from, to],
})
