/** Before each test file in workerd: the tables. */
import { env } from 'cloudflare:workers'

const { DB, TEST_MIGRATIONS } = env as unknown as { DB: D1Database; TEST_MIGRATIONS: string[] }

const statements = TEST_MIGRATIONS.flatMap((sql) => sql.replace(/--.*$/gm, '').split(';'))
  .map((sql) => sql.trim())
  .filter((sql) => sql !== '')
await DB.batch(statements.map((sql) => DB.prepare(sql)))
