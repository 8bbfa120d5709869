/**
 * What happens how often. Each count goes to Analytics Engine where that is bound; until an operator has set how to read
 * it there, and on a laptop, also to D1, gathered in the isolate and written in batches.
 */
import { chunked } from '../protocol/chunked.ts'
import type { Count, Counted, CountedRange, CountSource } from '../protocol/counts.ts'
import { type AnalyticsAccess, readAnalytics } from './analytics-engine.ts'

interface Bound {
  readonly DB: D1Database
  readonly ANALYTICS?: AnalyticsEngineDataset
}

interface Row {
  at: number
  what: Counted['what']
  key: string
  client: string
  n: number
}

const minute = 60
const hour = 3_600
const minutesKeptFor = 2 * 86_400
/** Different things counted between two writes; what is beyond is counted without its client. */
const keptApart = 1_000
/** The id of a client may be an address of 2 KB, and D1 takes 2 MB as one value. */
const rowsAtOnce = 250

export class Counters {
  readonly #db: D1Database
  readonly #dataset: AnalyticsEngineDataset | undefined
  readonly #pending = new Map<string, Row>()

  constructor({ DB, ANALYTICS }: Bound) {
    this.#db = DB
    this.#dataset = ANALYTICS
  }

  /** @param readable whether the settings say how to read Analytics Engine */
  source(readable: boolean): CountSource {
    return readable && this.#dataset ? 'analytics_engine' : 'database'
  }

  /** @param now milliseconds */
  count({ what, key, client = '' }: Counted, source: CountSource, now: number, n = 1): void {
    this.#dataset?.writeDataPoint({ indexes: [what], blobs: [what, key, client], doubles: [n] })
    if (source === 'database') this.#add({ at: floor(now / 1000, minute), what, key, client, n })
  }

  get isEmpty(): boolean {
    return this.#pending.size === 0
  }

  /** What was counted since the last time, as statements; `back` puts it back where they failed. */
  take(): { statements: () => D1PreparedStatement[]; back: () => void } {
    const rows = [...this.#pending.values()]
    this.#pending.clear()
    const add = (some: readonly Row[], span: 'minute' | 'hour', at: string) =>
      this.#db
        .prepare(
          `INSERT INTO counters (span, at, what, key, client_id, n)
           SELECT '${span}', ${at}, value->>'what', value->>'key', value->>'client', sum(value->>'n') FROM json_each(?)
           WHERE true GROUP BY 1, 2, 3, 4, 5
           ON CONFLICT (span, at, what, key, client_id) DO UPDATE SET n = n + excluded.n`,
        )
        .bind(JSON.stringify(some))
    return {
      statements: () =>
        chunked(rows, rowsAtOnce).flatMap((some) => [
          add(some, 'minute', "value->>'at'"),
          add(some, 'hour', `(value->>'at') / ${hour} * ${hour}`),
        ]),
      back: () => {
        for (const row of rows) this.#add(row)
      },
    }
  }

  /** From D1. */
  async read({ from, bucket }: CountedRange): Promise<Count[]> {
    const span = bucket < hour ? 'minute' : 'hour'
    const { results } = await this.#db
      .prepare(
        // Written out: a number that is bound is a fraction to D1, and fractions divide without a remainder.
        `SELECT at / ${bucket} * ${bucket} AS at, what, key, client_id AS client, sum(n) AS n FROM counters
         WHERE span = ? AND at >= ? GROUP BY 1, 2, 3, 4`,
      )
      .bind(span, from)
      .all<Row>()
    return results.map((row) => ({ ...row, at: row.at * 1000 }))
  }

  /** @throws {Error} saying what Analytics Engine answered */
  readAnalytics(range: CountedRange, access: AnalyticsAccess): Promise<Count[]> {
    return readAnalytics(range, access)
  }

  /** @param before milliseconds: hours that are older go; minutes go after two days */
  async sweep(now: number, before: number): Promise<void> {
    const drop = this.#db.prepare('DELETE FROM counters WHERE span = ? AND at < ?')
    await this.#db.batch([
      drop.bind('minute', Math.floor(now / 1000) - minutesKeptFor),
      drop.bind('hour', Math.floor(before / 1000)),
    ])
  }

  #add(row: Row): void {
    const apart = this.#pending.size < keptApart ? row : { ...row, client: '' }
    const name = JSON.stringify([apart.at, apart.what, apart.key, apart.client])
    const known = this.#pending.get(name)
    this.#pending.set(name, known ? { ...known, n: known.n + apart.n } : apart)
  }
}

const floor = (value: number, step: number) => Math.floor(value / step) * step
