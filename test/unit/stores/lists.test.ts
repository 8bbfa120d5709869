/** Lists go by an index, and read as many rows as they show, however many there are. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../../src/protocol/client-metadata.ts'
import { Clients } from '../../../src/stores/clients.ts'
import { InitialAccessTokens } from '../../../src/stores/initial-access-tokens.ts'
import type { Page, Position } from '../../../src/stores/list.ts'
import { Resources } from '../../../src/stores/resources.ts'
import { Users } from '../../../src/stores/users.ts'
import { bindings, scans } from '../../support/shards.ts'

const { DB, CLIENTS } = bindings
const many = 3_000

/** What the database was asked: the statements, and the rows that it read for them. */
const asked = new Map<string, { rows: number; values: unknown[] }>()
const watched = {
  prepare: (sql: string) => ({
    bind: (...values: unknown[]) => ({
      async all() {
        const answer = await DB.prepare(sql)
          .bind(...values)
          .all()
        asked.set(sql, { rows: answer.meta.rows_read, values })
        return answer
      },
    }),
  }),
} as unknown as D1Database

const clients = new Clients(watched, CLIENTS)
const resources = new Resources(watched, CLIENTS, [])
const users = new Users(watched)
const tokens = new InitialAccessTokens(watched)

/** Numbers from 1, as a table. */
const numbers = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${many})`

beforeAll(async () => {
  await DB.batch([
    DB.prepare(
      `INSERT INTO clients (id, version, record, changed_at) ${numbers} SELECT 'client-' || i, 1, json_object(
       'client_name', CASE WHEN i % 3 THEN 'app ' ELSE 'job ' END || (i * 7919 % ${many}),
       'status', CASE WHEN i % 50 THEN 'active' ELSE 'disabled' END, 'resources', json_array('https://api.example.com')), 0 FROM n`,
    ),
    DB.prepare(
      `INSERT INTO resources (id, version, record, changed_at) ${numbers} SELECT 'https://api-' || i || '.example', 1,
       json_object('name', 'API ' || i), 0 FROM n`,
    ),
    DB.prepare(
      `INSERT INTO owners (kind, id, sub) ${numbers} SELECT 'client', 'client-' || i, 'sub-' || (i / 5) FROM n`,
    ),
    DB.prepare(
      `INSERT INTO owners (kind, id, sub) ${numbers} SELECT 'resource', 'https://api-' || i || '.example', 'sub-1' FROM n WHERE i < 4`,
    ),
    DB.prepare(
      `INSERT INTO users (sub, version, user_id, login, email_login, user_type, status, claims, created_at) ${numbers} SELECT
       'sub-' || i, 1, 'user-' || i, 'user-' || i, 'mail-' || i || '@example.com',
       CASE i % 4 WHEN 0 THEN 'customer' WHEN 1 THEN 'employee' WHEN 2 THEN 'partner' ELSE 'admin' END,
       CASE WHEN i % 50 THEN 'active' ELSE 'disabled' END, json_object('name', 'Person ' || i), 0 FROM n`,
    ),
    DB.prepare(
      `INSERT INTO initial_access_tokens (id, hash, name, created_by, created_at) ${numbers} SELECT 'token-' || i, i, 'CI', 'x', i FROM n`,
    ),
  ])
}, 60_000)

const limit = 20
type List = (after: Position | undefined) => Promise<Page<unknown>>
const lists: Record<string, List> = {
  clients: (after) => clients.list({ after, limit }),
  'clients by how a name begins': (after) => clients.list({ search: 'APP 1', after, limit }),
  'clients by how an id begins': (after) => clients.list({ search: 'client-2', after, limit }),
  'clients that are disabled': (after) => clients.list({ status: 'disabled', after, limit }),
  'clients of an owner': (after) => clients.list({ owner: 'sub-7', after, limit: 2 }),
  APIs: (after) => resources.list({ after, limit }),
  'APIs by how a name or an identifier begins': (after) =>
    resources.list({ search: 'https://api-1', after, limit }),
  'APIs of an owner': (after) => resources.list({ owner: 'sub-1', after, limit: 2 }),
  people: (after) => users.list({ after, limit }),
  'people of a type': (after) => users.list({ user_type: 'partner', after, limit }),
  'people who are disabled': (after) => users.list({ status: 'disabled', after, limit }),
  'disabled people of a type': (after) =>
    users.list({ status: 'disabled', user_type: 'customer', after, limit }),
  'people by user name': (after) => users.list({ search: 'user-1', after, limit }),
  'people by email address': (after) => users.list({ search: 'mail-1', after, limit }),
  'people by name': (after) => users.list({ search: 'Person 1', after, limit }),
  // Most are active: the index of those alone would have all of them read.
  'active clients by how an id begins': (after) =>
    clients.list({ search: 'client-2', status: 'active', after, limit }),
  'active people by email address': (after) =>
    users.list({ search: 'mail-1', status: 'active', after, limit }),
  'active people by name': (after) => users.list({ search: 'Person 1', status: 'active', after, limit }),
  'people of a type by email address': (after) =>
    users.list({ search: 'mail-1', user_type: 'partner', after, limit }),
  'people of a type by name': (after) =>
    users.list({ search: 'Person 1', user_type: 'partner', after, limit }),
  'active people of a type by user name': (after) =>
    users.list({ search: 'user-1', user_type: 'partner', status: 'active', after, limit }),
  'active people of a type by email address': (after) =>
    users.list({ search: 'mail-1', user_type: 'partner', status: 'active', after, limit }),
  'active people of a type by name': (after) =>
    users.list({ search: 'Person 1', user_type: 'partner', status: 'active', after, limit }),
}

async function planOf(sql: string, values: unknown[]): Promise<{ plan: string[] }> {
  const { results } = await DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .bind(...values)
    .all<{ detail: string }>()
  return { plan: results.map(({ detail }) => detail) }
}

describe('a page of', () => {
  it.each(Object.entries(lists))('%s goes by an index, and so does the next', async (name, list) => {
    asked.clear()
    const first = await list(undefined)
    expect(first.items.length).toBeGreaterThan(0)
    expect(first.next).toBeDefined()
    const second = await list(first.next)
    expect(second.items.length).toBeGreaterThan(0)
    expect(first.items).not.toContainEqual(second.items[0])
    const all = [...asked]
    expect(Math.max(...all.map(([, { rows }]) => rows))).toBeGreaterThan(0) // they are counted here
    for (const [sql, { values, rows }] of all) {
      const { plan } = await planOf(sql, values)
      expect(scans({ plan }), `${sql}\n${plan.join('\n')}`).toBe(false)
      // Of one owner there are few: those are sorted.
      if (!name.includes('owner')) expect(plan.join(), sql).not.toContain('TEMP B-TREE')
      // A row and its entry in the index each, the one beyond the page, and a look for the names of who is left out.
      expect(rows, `${name}: ${sql}`).toBeLessThanOrEqual(3 * (limit + 1))
    }
  })
  it('clients that may ask for an API, and of initial access tokens, too', async () => {
    asked.clear()
    const [linked] = await clients.linkedTo('https://api.example.com', { limit: 5 })
    await clients.linkedTo('https://api.example.com', { after: linked, limit: 5 })
    const newest = await tokens.list(undefined, 5)
    expect(newest.map(({ id }) => id)[0]).toBe(`token-${many}`)
    await tokens.list([newest[4]!.createdAt, newest[4]!.id], 5)
    await clients.secrets({ client_id: 'client-1', secret_hashes: [] } as Pick<
      Client,
      'client_id' | 'secret_hashes'
    >)
    await clients.owners('client-1')
    await users.storedAll(['sub-1', 'sub-2'])
    await clients.storedAll(['client-1', 'client-2'])
    expect(asked.size).toBe(6)
    for (const [sql, { values, rows }] of asked) {
      const { plan } = await planOf(sql, values)
      expect(
        scans({ plan: plan.filter((step) => !step.includes('json_each')) }),
        `${sql}\n${plan.join('\n')}`,
      ).toBe(false)
      expect(rows, sql).toBeLessThanOrEqual(12)
    }
  })
  it('and a plan that scans would be noticed', async () => {
    expect(scans(await planOf('SELECT * FROM users WHERE roles = ?', ['x']))).toBe(true)
  })
})
