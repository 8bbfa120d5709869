/**
 * Workers KV as the platform has it and the local one has not: one store, a cache at every location that keeps values
 * and misses alike, and changes that reach other locations late. As bad as is documented, always.
 */

/** A change is seen elsewhere after this long at the latest, in milliseconds. */
const propagation = 60_000

interface Change {
  at: number
  location: string
  value: string | null
}

export class FakeKv {
  /** Milliseconds; a test moves it. */
  now: number
  /** Reads and writes fail. */
  down = false
  /** The next put is lost: it fails, and nothing is written. */
  losePut = false
  /** Every put that arrived, in order. */
  readonly puts: { key: string; value: string }[] = []
  readonly #changes = new Map<string, Change[]>()
  readonly #caches = new Map<string, { value: string | null; until: number }>()

  constructor(now: number) {
    this.now = now
  }

  /** The namespace as an isolate at that location sees it. `before` runs before each operation. */
  at(location: string, before: (operation: string) => Promise<void> = async () => {}): KVNamespace {
    const namespace = {
      get: async (key: string, options: { type: 'json'; cacheTtl: number }) => {
        await before(`get ${key}`)
        this.#refuseWhenDown()
        const value = this.#read(location, key, options.cacheTtl * 1000)
        return value === null ? null : JSON.parse(value)
      },
      put: async (key: string, value: string) => {
        await before(`put ${key}`)
        this.#refuseWhenDown()
        if (this.losePut) {
          this.losePut = false
          throw new Error('KV PUT failed: 429 Too Many Requests')
        }
        this.puts.push({ key, value })
        this.#changes.set(key, [...(this.#changes.get(key) ?? []), { at: this.now, location, value }])
      },
    }
    return namespace as unknown as KVNamespace
  }

  /** What every location will read in the end. */
  settled(key: string): unknown {
    const last = this.#changes.get(key)?.at(-1)
    return last?.value == null ? null : JSON.parse(last.value)
  }

  #read(location: string, key: string, cacheTtl: number): string | null {
    const name = `${location} ${key}`
    const cached = this.#caches.get(name)
    if (cached && cached.until > this.now) return cached.value
    const seen = (this.#changes.get(key) ?? []).filter(
      (change) => change.location === location || change.at + propagation <= this.now,
    )
    const value = seen.at(-1)?.value ?? null
    this.#caches.set(name, { value, until: this.now + cacheTtl })
    return value
  }

  #refuseWhenDown(): void {
    if (this.down) throw new Error('KV is down')
  }
}

/** A database that can be down, and that waits for `before` each time it is asked. */
export function fakeD1(
  real: D1Database,
  state: { down: boolean },
  before: (statement: string) => Promise<void> = async () => {},
): D1Database {
  const asked = async <T>(sql: string, run: () => Promise<T>): Promise<T> => {
    await before(sql)
    if (state.down) throw new Error('D1 is down')
    return run()
  }
  const wrap = (statement: D1PreparedStatement, sql: string): unknown => ({
    bind: (...values: unknown[]) => wrap(statement.bind(...values), sql),
    first: () => asked(sql, () => statement.first()),
    all: () => asked(sql, () => statement.all()),
    run: () => asked(sql, () => statement.run()),
    real: statement,
  })
  const database = {
    prepare: (sql: string) => wrap(real.prepare(sql), sql),
    batch: (statements: { real: D1PreparedStatement }[]) =>
      asked('batch', () => real.batch(statements.map((each) => each.real))),
  }
  return database as unknown as D1Database
}
