/** Copies in KV as the platform's KV would have them: late, cached at each location, misses too, and sometimes lost. */
import fc from 'fast-check'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { commitTo } from '../../src/stores/commit.ts'
import { CopiedTable } from '../../src/stores/copied-table.ts'
import { Users } from '../../src/stores/users.ts'
import { FakeKv, fakeD1 } from '../support/fake-kv.ts'
import { bindings, scans, start } from '../support/shards.ts'

interface Thing {
  name: string
}
const places = ['osl', 'nrt', 'gru']
const key = 'clients:app'

let kv: FakeKv
let db: { down: boolean }
beforeEach(async () => {
  kv = new FakeKv(start)
  db = { down: false }
  await bindings.DB.prepare('DELETE FROM clients').run()
})

/** An isolate of its own at a location. */
const isolate = (place: string, before?: (what: string) => Promise<void>) =>
  new CopiedTable<Thing>('clients', fakeD1(bindings.DB, db, before), kv.at(place, before))
const after = (ms: number) => {
  kv.now = start + ms
  return kv.now
}
const read = async (table: CopiedTable<Thing>) => (await table.get('app', kv.now))?.name

describe('a client that was registered a second ago', () => {
  it('works at every location, also where somebody had asked for it before', async () => {
    const isolates = places.map((place) => isolate(place))
    for (const each of isolates) expect(await read(each)).toBeUndefined()
    after(1)
    await isolate('osl').put('app', { name: 'new' }, kv.now)
    for (const each of isolates) expect(await read(each)).toBe('new')
    for (const place of places) expect(await read(isolate(place))).toBe('new')
  })
})

/** Readers at every location that ask every 500 ms, so that every cache is as full and as old as it can be. */
async function watch(
  change: () => Promise<void>,
  until: number,
): Promise<Map<number, Set<string | undefined>>> {
  const isolates = places.flatMap((place) => [isolate(place), isolate(place)])
  const answers = new Map<number, Set<string | undefined>>()
  for (let ms = -60_000; ms <= until; ms += 500) {
    after(ms)
    if (ms === 0) await change()
    answers.set(ms, new Set(await Promise.all(isolates.map(read))))
  }
  return answers
}

describe('within two minutes, at every location', () => {
  it('a deleted client is gone, and it never comes back', async () => {
    await isolate('osl').put('app', { name: 'old' }, start - 200_000)
    kv.now = start - 60_000
    const answers = await watch(() => isolate('osl').delete('app', start), 200_000)
    expect(answers.get(-500)).toEqual(new Set(['old']))
    for (const [ms, seen] of answers) if (ms >= 120_000) expect(seen, `${ms}`).toEqual(new Set([undefined]))
  })
  it('a changed client is changed', async () => {
    after(-200_000)
    await isolate('osl').put('app', { name: 'old' }, kv.now)
    const answers = await watch(() => isolate('nrt').put('app', { name: 'new' }, start), 200_000)
    for (const [ms, seen] of answers) if (ms >= 120_000) expect(seen, `${ms}`).toEqual(new Set(['new']))
  })
})

describe('readers', () => {
  it('never write: a slow one does not restore what was deleted meanwhile', async () => {
    await bindings.DB.prepare(
      `INSERT INTO clients (id, version, record, changed_at) VALUES ('app', 1, '{"name":"old"}', 0)`,
    ).run()
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    // It has missed in KV and read D1, but the answer of D1 is still under way.
    const slow = new CopiedTable<Thing>(
      'clients',
      {
        prepare: (sql: string) => ({
          bind: (...values: unknown[]) => ({
            first: async () => {
              const row = await bindings.DB.prepare(sql)
                .bind(...values)
                .first()
              await held
              return row
            },
          }),
        }),
      } as unknown as D1Database,
      kv.at('osl'),
    )
    const reading = slow.get('app', start)
    await vi.waitFor(async () => expect(await isolate('nrt').get('app', start)).toEqual({ name: 'old' }))
    await isolate('nrt').delete('app', start)
    release()
    await reading
    expect(kv.settled(key)).toEqual({ version: 2, record: null })
    expect(kv.puts).toHaveLength(1)
    after(60_000)
    expect(await read(isolate('osl'))).toBeUndefined()
    expect(await read(slow)).toBeUndefined()
  })
  it('ask KV once in 30 seconds', async () => {
    await isolate('osl').put('app', { name: 'a' }, start)
    const asked: string[] = []
    const table = isolate('osl', async (what) => {
      asked.push(what)
    })
    for (const ms of [0, 1, 29_999]) {
      after(ms)
      await read(table)
    }
    expect(asked).toEqual([`get ${key}`])
    after(30_000)
    await read(table)
    expect(asked).toHaveLength(2)
  })
  it('refuse a key that is too long for KV, before KV does', async () => {
    expect(await bindings.CLIENTS.get(`clients:${'a'.repeat(504)}`)).toBeNull()
    const table = new CopiedTable<Thing>('clients', bindings.DB, bindings.CLIENTS)
    for (const id of ['a'.repeat(505), 'é'.repeat(300), 'a'.repeat(70_000)]) {
      expect(await table.get(id, start)).toBeUndefined()
    }
  })
})

describe('writers', () => {
  it('at once, in any order of their steps, never leave an older version than the record', async () => {
    const change = fc.constantFrom('delete', 'a', 'b', 'c')
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(change, { minLength: 2, maxLength: 5 }),
        async (scheduler, changes) => {
          kv = new FakeKv(start)
          await bindings.DB.prepare('DELETE FROM clients').run()
          const step = (what: string) => scheduler.schedule(Promise.resolve(), what)
          const writers = changes.map((what, index) => {
            const table = isolate(places[index % places.length]!, step)
            return what === 'delete' ? table.delete('app', start) : table.put('app', { name: what }, start)
          })
          await scheduler.waitFor(Promise.all(writers))
          const row = await bindings.DB.prepare(
            "SELECT version, record FROM clients WHERE id = 'app'",
          ).first<{
            version: number
            record: string | null
          }>()
          expect(row?.version).toBe(changes.length)
          expect(kv.settled(key)).toEqual({
            version: row?.version,
            record: row?.record ? JSON.parse(row.record) : null,
          })
        },
      ),
      { numRuns: 60 },
    )
  }, 60_000)
  it('go on until the copy is the record, however often others get in between', async () => {
    let others = 0
    const slow = isolate('osl', async (what) => {
      if (what.startsWith('put') && others < 8)
        await isolate('nrt').put('app', { name: `other-${others++}` }, start)
    })
    await slow.put('app', { name: 'first' }, start)
    expect(kv.settled(key)).toEqual({ version: 9, record: { name: 'other-7' } })
  })
  it('say so where the copy was lost; the record has the change, and repair copies it', async () => {
    await isolate('osl').put('app', { name: 'old' }, start - 1000)
    kv.losePut = true
    await expect(isolate('osl').put('app', { name: 'new' }, start)).rejects.toThrow('429')
    expect(kv.settled(key)).toMatchObject({ version: 1 })
    await isolate('gru').repair()
    expect(kv.settled(key)).toEqual({ version: 2, record: { name: 'new' } })
  })
  it('repair also copies a deletion that was lost, and leaves alone what changed long ago', async () => {
    await isolate('osl').put('app', { name: 'old' }, start - 7_200_000)
    await isolate('osl').put('other', { name: 'old' }, start - 7_200_000)
    kv.losePut = true
    await expect(isolate('osl').delete('app', start)).rejects.toThrow()
    const before = kv.puts.length
    await isolate('gru').repair()
    expect(kv.puts.slice(before)).toEqual([{ key, value: '{"version":2,"record":null}' }])
  })
})

it('repair copies what takes something away before what is only new, however much of that there is', async () => {
  await isolate('osl').put('zz-deleted', { name: 'old' }, start)
  await isolate('osl').put('zz-changed', { name: 'old' }, start)
  await commitTo(fakeD1(bindings.DB, db))([
    isolate('osl').revision('zz-deleted', null, 1, start),
    isolate('osl').revision('zz-changed', { name: 'new' }, 1, start),
  ])
  await bindings.DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
     INSERT INTO clients (id, version, record, changed_at) SELECT 'imported-' || i, 1, '{}', 0 FROM n`,
  ).run()
  await isolate('gru').repair()
  expect(kv.settled('clients:zz-deleted')).toEqual({ version: 2, record: null })
  expect(kv.settled('clients:zz-changed')).toEqual({ version: 2, record: { name: 'new' } })
})

describe('a change that is based on a version', () => {
  type Base = { version: number; record: Thing } | undefined
  /** As the registry does it: read, decide, write over what was read, copy. False where somebody else was first. */
  async function revise(place: string, before: (what: string) => Promise<void>, what: Thing | null) {
    const db1 = fakeD1(bindings.DB, db, before)
    const table = new CopiedTable<Thing>('clients', db1, kv.at(place, before))
    const base: Base = await table.stored('app')
    if (what === null && !base) return false
    const outcome = await commitTo(db1)([table.revision('app', what, base?.version ?? 0, start)])
    if (outcome === 'done') await table.copied('app')
    return outcome === 'done'
  }

  it('is made once for each version, in any order of the writers’ steps, and the copy is the record', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom(null, 'a', 'b', 'c'), { minLength: 2, maxLength: 5 }),
        async (scheduler, changes) => {
          kv = new FakeKv(start)
          await bindings.DB.prepare('DELETE FROM clients').run()
          await isolate('osl').put('app', { name: 'old' }, start)
          const step = (what: string) => scheduler.schedule(Promise.resolve(), what)
          const made = scheduler.waitFor(
            Promise.all(
              changes.map((name, index) => revise(places[index % 3]!, step, name === null ? null : { name })),
            ),
          )
          const done = (await made).filter(Boolean).length
          const row = await bindings.DB.prepare(
            "SELECT version, record FROM clients WHERE id = 'app'",
          ).first<{
            version: number
            record: string | null
          }>()
          expect(done).toBeGreaterThan(0)
          expect(row?.version).toBe(1 + done)
          expect(kv.settled(key)).toEqual({
            version: row?.version,
            record: row?.record ? JSON.parse(row.record) : null,
          })
        },
      ),
      { numRuns: 40 },
    )
  }, 60_000)
  it('takes nothing with it where it comes too late', async () => {
    const table = isolate('osl')
    await table.put('app', { name: 'old' }, start)
    await table.put('app', { name: 'new' }, start)
    const beside = bindings.DB.prepare(
      "INSERT INTO owners (kind, id, sub) VALUES ('client', 'app', 'mallory')",
    )
    const real = new CopiedTable<Thing>('clients', bindings.DB, kv.at('osl'))
    const commit = commitTo(bindings.DB)
    expect(await commit([real.revision('app', { name: 'late' }, 1, start), beside])).toBe('stale')
    expect(await commit([real.revision('app', { name: 'second' }, 0, start), beside])).toBe('stale')
    await table.delete('app', start)
    expect(await commit([real.revision('app', { name: 'back' }, 3, start), beside])).toBe('stale')
    expect(await bindings.DB.prepare('SELECT count(*) AS n FROM owners').first('n')).toBe(0)
    expect(await real.stored('app')).toBeUndefined()
    await expect(commit([bindings.DB.prepare('INSERT INTO owners (kind) VALUES (1)')])).rejects.toThrow(
      'NOT NULL',
    )
  })
  it('makes a deleted id anew one version later, so that no copy takes it for the older one', async () => {
    const table = isolate('osl')
    await table.put('app', { name: 'old' }, start)
    await table.delete('app', start)
    expect(await revise('nrt', async () => {}, { name: 'again' })).toBe(true)
    expect(kv.settled(key)).toEqual({ version: 3, record: { name: 'again' } })
  })
  it('stands where KV does not take the copy: it is tried once more, then left to cron', async () => {
    await isolate('osl').put('app', { name: 'old' }, start)
    kv.losePut = true
    expect(await revise('osl', async () => {}, { name: 'new' })).toBe(true)
    expect(kv.settled(key)).toEqual({ version: 2, record: { name: 'new' } })
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    kv.down = true
    expect(await revise('osl', async () => {}, { name: 'newer' })).toBe(true)
    expect(logged).toHaveBeenCalledWith(expect.stringContaining('not_copied'))
    logged.mockRestore()
    kv.down = false
    await isolate('gru').repair()
    expect(kv.settled(key)).toEqual({ version: 3, record: { name: 'newer' } })
  })
})

describe('when a part of the platform is down', () => {
  it('D1: copies serve, tombstones too', async () => {
    await isolate('osl').put('app', { name: 'a' }, start)
    await isolate('osl').put('gone', { name: 'a' }, start)
    await isolate('osl').delete('gone', start)
    after(60_000)
    db.down = true
    expect(await read(isolate('nrt'))).toBe('a')
    expect(await isolate('nrt').get('gone', kv.now)).toBeUndefined()
    await expect(isolate('nrt').get('never-seen', kv.now)).rejects.toThrow('D1 is down')
  })
  it('KV: the record serves', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    await isolate('osl').put('app', { name: 'a' }, start)
    kv.down = true
    expect(await read(isolate('nrt'))).toBe('a')
    expect(await isolate('nrt').get('never-seen', kv.now)).toBeUndefined()
    expect(logged).toHaveBeenCalledWith(expect.stringContaining('kv_unreachable'))
    logged.mockRestore()
  })
  it('both: what an isolate remembers serves for its 30 seconds', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    const table = isolate('osl')
    await table.put('app', { name: 'a' }, start)
    await read(table)
    kv.down = true
    db.down = true
    after(29_000)
    expect(await read(table)).toBe('a')
    after(30_000)
    await expect(read(table)).rejects.toThrow('D1 is down')
    logged.mockRestore()
  })
})

it('every statement of D1 that a request waits for goes by an index', async () => {
  const statements = new Set<string>()
  const note = async (what: string) => {
    if (!/^(?:get|put) /.test(what)) statements.add(what)
  }
  const table = isolate('osl', note)
  const users = new Users(fakeD1(bindings.DB, db, note))
  await table.get('app', start)
  await table.put('app', { name: 'a' }, start)
  await users.findByLogin('alice')
  await users.settle('alice', 'weur-0')
  await users.upgradePasswordHash('alice', '1000:', 'scrypt$')
  expect(statements.size).toBe(6)
  const planned = async (sql: string) => {
    const parameters = new Set(sql.match(/\?\d+/g)).size || (sql.match(/\?/g) ?? []).length
    const explain = bindings.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`).bind(...Array(parameters).fill('0'))
    const { results } = await explain.all<{ detail: string }>()
    return { query: sql, plan: results.map((row) => row.detail) }
  }
  const plans = await Promise.all(
    [...statements, 'SELECT sub FROM users WHERE password_hash = ?'].map(planned),
  )
  expect(plans.filter(scans)).toEqual([plans.at(-1)]) // the planted one
})
