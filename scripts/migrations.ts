import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { D1Database } from '@cloudflare/workers-types'
import { root } from './bundle.ts'

const folder = join(root, 'src/stores/migrations')

/** Applies what is new, and notes it as `wrangler d1 migrations apply` does: the two may be mixed. */
export async function applyMigrations(db: D1Database): Promise<string[]> {
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.sql')).sort()
  await db
    .prepare(
      `CREATE TABLE IF NOT EXISTS d1_migrations(
         id INTEGER PRIMARY KEY AUTOINCREMENT,
         name TEXT UNIQUE,
         applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)`,
    )
    .run()
  const { results } = await db.prepare('SELECT name FROM d1_migrations').all<{ name: string }>()
  const applied = new Set(results.map(({ name }) => name))
  const pending = files.filter((name) => !applied.has(name))
  if (pending.length === 0) return []
  const { unstable_splitSqlQuery: split } = await import('wrangler')
  for (const name of pending) {
    const statements = split(await readFile(join(folder, name), 'utf8')).map((sql) => db.prepare(sql))
    // One batch is one transaction: a migration that fails half-way leaves nothing.
    await db.batch([...statements, db.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name)])
  }
  return pending
}
