/** Before each test file in workerd: the tables, set-up done, and time enough. */
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'

// A sign-in is an eighth of a second of scrypt, on a busy machine many times that.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

const { DB, TEST_MIGRATIONS } = env as unknown as { DB: D1Database; TEST_MIGRATIONS: string[] }

await DB.batch(TEST_MIGRATIONS.map((sql) => DB.prepare(sql)))

// What a new server is like before this, test/spec/set-up.test.ts says.
await DB.prepare("INSERT OR IGNORE INTO set_up (token, done_at) VALUES ('of the tests', 0)").run()
