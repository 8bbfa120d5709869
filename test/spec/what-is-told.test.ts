/** What the audit trail, the dashboard and the owners of a client learn of an hour; and what nobody may read there. */
import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { maintain, serverFor } from '../../src/app.ts'
import { type AuditEvent, countOf } from '../../src/protocol/audit.ts'
import { readCounts } from '../../src/registry/counts.ts'
import { readRefusals } from '../../src/registry/refusals.ts'
import type { Bindings } from '../../src/stores/stores.ts'
import {
  addPerson,
  alice,
  answerTo,
  asPublic,
  authorize,
  basic,
  fetchPath,
  later,
  newBrowser,
  newCode,
  populate,
  postForm,
  redeem,
  refresh,
  register,
  secret,
  stopClock,
  token,
  userinfo,
} from '../support/app.ts'

const bindings = env as unknown as Bindings
const server = () => serverFor(bindings)
/** All that is told by now, oldest first: what waits in the isolate and in the shards is written. */
async function told(): Promise<AuditEvent[]> {
  await server().stores.tally.flush(Date.now())
  const { listDurableObjectIds, runDurableObjectAlarm } = await import('cloudflare:test')
  for (const id of await listDurableObjectIds(bindings.SUBJECT_SHARD)) {
    await runDurableObjectAlarm(bindings.SUBJECT_SHARD.get(id))
  }
  return (await server().stores.audit.list({ limit: 1_000 })).events.reverse()
}

beforeAll(populate)
beforeEach(async () => {
  stopClock()
  await told()
  await bindings.DB.batch(
    ['audit', 'counters', 'refusals'].map((table) => bindings.DB.prepare(`DELETE FROM ${table}`)),
  )
})
afterEach(() => {
  vi.useRealTimers()
})

describe('an hour', () => {
  it('adds up: the totals of the dashboard are those of the trail', async () => {
    for (let round = 0; round < 3; round++) {
      const { body } = await redeem(await newCode({ scope: 'openid read offline_access' }))
      await refresh(body.refresh_token)
      for (let index = 0; index < 4; index++) await token({ grant_type: 'client_credentials' })
      await token({ grant_type: 'client_credentials' }, { authorization: basic('web', 'wrong') })
      await token({ grant_type: 'nonsense' })
      await userinfo('nonsense')
      await answerTo(newBrowser(), { scope: 'nobody-has-this' })
      await expect(authorize(newBrowser(), {}, { ...alice, password: 'wrong' })).rejects.toThrow('stuck')
      later(601) // the throttle forgets, and another minute begins
    }
    await answerTo(newBrowser(), { response_type: 'token', client_id: 'nobody' })

    const events = await told()
    const trail: Record<string, number> = {}
    for (const event of events) {
      const { type, outcome, detail } = event
      const name = {
        sign_in: 'sign_in password',
        grant: `token ${detail?.grant_type}`,
        token: `token ${detail?.grant_type}`,
        refusal: `refusal ${outcome}`,
        sign_in_refused: `refusal ${outcome}`,
      }[type as string]
      if (name) trail[name] = (trail[name] ?? 0) + countOf(event)
    }
    const shown: Record<string, number> = {}
    const { source, counts } = await readCounts(server(), 'hour', Date.now())
    for (const { what, key, n } of counts) shown[`${what} ${key}`] = (shown[`${what} ${key}`] ?? 0) + n
    expect(source).toBe('database')
    expect(shown).toEqual(trail)
    expect(shown).toMatchObject({
      'sign_in password': 3,
      'token authorization_code': 3,
      'token refresh_token': 3,
      'token client_credentials': 12,
      'refusal invalid_client': 4,
      'refusal unsupported_grant_type': 3,
      'refusal invalid_scope': 3,
      'refusal invalid_token': 3,
    })
    // Four tokens of one client within a minute are one event.
    expect(events.filter(({ type, detail }) => type === 'token' && detail?.count === 4)).toHaveLength(3)
    for (const span of ['day', 'month'] as const) {
      const { counts: all, from, step } = await readCounts(server(), span, Date.now())
      expect(all.every(({ at }) => at >= from && at % step === 0)).toBe(true)
      expect(all.reduce((sum, { n }) => sum + n, 0)).toBe(counts.reduce((sum, { n }) => sum + n, 0))
    }
  })

  it('of guessing is told with whose password it was not, and without what was typed', async () => {
    await addPerson({ sub: 'sub-of-bob', user_id: 'bob', claims: {} })
    const typed = { login: 'a-login-nobody-has', password: 'a-guess' }
    for (const person of [{ login: 'bob', password: 'a-guess' }, typed]) {
      await expect(authorize(newBrowser(), {}, person)).rejects.toThrow('stuck')
    }
    const refused = (await told()).filter(({ type }) => type === 'sign_in_refused')
    const whose = refused.map(({ subject, outcome, clientId }) => `${outcome} ${clientId} ${subject}`)
    expect([...new Set(whose)].sort()).toEqual([
      'wrong_credentials web sub-of-bob',
      'wrong_credentials web undefined',
    ])
    expect(JSON.stringify(refused)).not.toMatch(/a-guess|a-login-nobody-has/)
  })
})

describe("a client's refusals", () => {
  it('show what was sent beside what is registered, and never a secret, a code or a token', async () => {
    await register({ client_id: 'own', redirect_uris: ['https://own.example.com/cb'] })
    const url = new URLSearchParams({
      client_id: 'own',
      redirect_uri: 'https://me:hidden-1@own.example.com/other?ticket=hidden-2#hidden-3',
      response_type: 'code',
      state: 'hidden-4',
      login_hint: 'hidden-5',
    })
    await fetchPath(`/oauth2/authorize?${url}`)
    await token(
      { grant_type: 'authorization_code', code: 'hidden-6', code_verifier: 'hidden-7' },
      { authorization: basic('own', 'hidden-8') },
    )
    await token(
      { grant_type: 'client_credentials', client_id: 'own', client_secret: 'hidden-9', scope: 'read' },
      {},
    )
    await postForm('/oauth2/revoke', 'token=hidden-10&hidden=hidden-11', {
      authorization: basic('own', secret),
    })
    const log = await readRefusals(server(), 'own', Date.now())
    expect(JSON.stringify(log)).not.toMatch(/hidden-/)
    expect(log.map(({ error, endpoint }) => `${error} ${endpoint}`).sort()).toEqual([
      'invalid_client POST /oauth2/token',
      'invalid_client POST /oauth2/token',
      'invalid_request GET /oauth2/authorize',
    ])
    const page = log.find(({ endpoint }) => endpoint.startsWith('GET'))!
    expect(page.origin.requestId).toMatch(/^req_/)
    expect(page.description).toContain('is not registered')
    expect(page.sent).toEqual(
      expect.arrayContaining([
        {
          name: 'redirect_uri',
          value: 'https://…@own.example.com/other?ticket=…#…',
          registered: ['https://own.example.com/cb'],
        },
        { name: 'state' },
      ]),
    )
  })

  it('are the last hundred, however many come; and a client nobody registered has none', async () => {
    for (let round = 0; round < 8; round++) {
      for (let index = 0; index < 30; index++) {
        await asPublic({ grant_type: `wrong-${round}-${index}` })
        later(0.01)
      }
      await server().stores.tally.flush(Date.now())
    }
    const log = await readRefusals(server(), 'spa', Date.now())
    expect(log).toHaveLength(100)
    expect(log[0]!.sent).toContainEqual(expect.objectContaining({ name: 'grant_type', value: 'wrong-7-29' }))
    const { n } = (await bindings.DB.prepare('SELECT count(*) AS n FROM refusals').first<{ n: number }>())!
    expect(n).toBe(100)
    await asPublic({ grant_type: 'x' }, 'nobody-registered-this')
    expect(await readRefusals(server(), 'nobody-registered-this', Date.now())).toEqual([])
  })
})

describe('what strangers write', () => {
  const rows = async () => {
    await server().stores.tally.flush(Date.now())
    const { results } = await bindings.DB.prepare("SELECT record FROM audit WHERE type = 'refusal'").all<{
      record: string
    }>()
    return results.map(({ record }) => JSON.parse(record) as AuditEvent)
  }

  it('into an address is in no record: of any number of them there is one event', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {})
    for (let index = 0; index < 105; index++) {
      await fetchPath(`/oauth2/register/${'x'.repeat(4_000)}${index}`)
      await fetchPath(`/management/v1/clients/${'x'.repeat(1_000)}${index}`, { method: 'DELETE' })
    }
    vi.restoreAllMocks()
    const all = await rows()
    expect(all.length).toBeLessThan(10) // the isolate wrote now and then
    const counts: Record<string, number> = {}
    for (const event of all) {
      const at = String(event.detail?.endpoint)
      counts[at] = (counts[at] ?? 0) + countOf(event)
    }
    expect(counts).toEqual({
      'DELETE /management/v1/clients/{client_id}': 105,
      'GET /oauth2/register/:client_id': 105,
    })
  })

  it('never makes more events than a few between two writes, and none is lost though D1 fails', async () => {
    const { tally } = server().stores
    const refuse = (index: number) =>
      tally.sample(
        {
          type: 'refusal',
          actor: { kind: 'stranger', id: `${index}` },
          outcome: `invalid_${index % 2 === 0 ? 'client' : 'token'}`,
          origin: { requestId: 'req_1' },
          detail: { endpoint: `GET /${index}` },
        },
        Date.now() + index * 1_000,
      )
    for (let index = 0; index < 1_000; index++) refuse(index)
    const { prepare, batch } = bindings.DB
    vi.spyOn(bindings.DB, 'batch').mockRejectedValue(new Error('D1 is down'))
    vi.spyOn(console, 'error').mockImplementation(() => {})
    await tally.flush(Date.now())
    for (let index = 0; index < 1_000; index++) refuse(2_000 + index)
    await tally.flush(Date.now())
    vi.restoreAllMocks()
    expect([bindings.DB.prepare, bindings.DB.batch]).toEqual([prepare, batch])
    const all = await rows()
    expect(all).toHaveLength(102)
    expect(all.reduce((sum, event) => sum + countOf(event), 0)).toBe(2_000)
    expect(all.filter(({ actor }) => actor.id === 'several').map(({ detail }) => detail)).toEqual([
      { count: expect.any(Number) },
      { count: expect.any(Number) },
    ])
  })

  it('of an application with long redirect URIs its refusals hold the beginning', async () => {
    const long = (index: number) => `https://own.example.com/${'x'.repeat(1_900)}${index}`
    const redirect_uris = Array.from({ length: 100 }, (_, index) => long(index))
    await register({ client_id: 'long', redirect_uris })
    await fetchPath(`/oauth2/authorize?client_id=long&redirect_uri=${long(200)}`)
    const [refusal] = await readRefusals(server(), 'long', Date.now())
    expect(JSON.stringify(refusal).length).toBeLessThan(5_000)
  })
})

describe('what is too old', () => {
  it('goes with cron, what is younger stays, and nothing is ever rewritten', async () => {
    await token({ grant_type: 'client_credentials' })
    const before = await told()
    expect(before).not.toEqual([])
    later(364 * 86_400)
    await token({ grant_type: 'client_credentials' })
    await told()
    later(2 * 86_400)
    await maintain(bindings, Date.now())
    const left = (await told()).filter(({ type }) => type === 'token')
    expect(left).toHaveLength(1)
    expect(left[0]!.at).toBeGreaterThan(before[0]!.at)
    const rewrite = bindings.DB.prepare("UPDATE audit SET outcome = 'ok'").run()
    await expect(rewrite).rejects.toThrow('only appended to')
    const { n } = (await bindings.DB.prepare(
      "SELECT count(*) AS n FROM counters WHERE span = 'minute'",
    ).first<{
      n: number
    }>())!
    expect(n).toBe(0)
  })
})

describe('the trail', () => {
  it('is read by type, person, client, outcome, actor, target and time, page by page, each by an index', async () => {
    const { audit } = server().stores
    const at = Date.now()
    const event = (index: number, more: Partial<AuditEvent>): AuditEvent => ({
      id: `${(at + index).toString(36).padStart(9, '0')}-x`,
      at: at + index,
      type: 'grant',
      actor: { kind: 'client', id: 'web' },
      outcome: 'ok',
      origin: { requestId: 'req_1' },
      ...more,
    })
    const events = Array.from({ length: 250 }, (_, index) =>
      event(index, index % 50 === 0 ? { subject: 'sub-1', target: { kind: 'grant', id: 'g' } } : {}),
    )
    await audit.record([
      ...events,
      event(300, { type: 'refusal', outcome: 'invalid_grant', clientId: 'spa' }),
    ])
    const all: string[] = []
    let cursor: string | undefined
    do {
      const page = await audit.list({ type: 'grant', limit: 100, ...(cursor && { cursor }) })
      all.push(...page.events.map(({ id }) => id))
      cursor = page.next
    } while (cursor)
    expect(all).toEqual(events.map(({ id }) => id).reverse())
    const count = async (query: object) => (await audit.list({ limit: 500, ...query })).events.length
    expect(await count({ subject: 'sub-1' })).toBe(5)
    expect(await count({ target: { kind: 'grant', id: 'g' }, type: 'grant' })).toBe(5)
    expect(await count({ clientId: 'spa' })).toBe(1)
    expect(await count({ outcome: 'invalid_grant' })).toBe(1)
    expect(await count({ actor: 'web', from: at + 10, to: at + 20 })).toBe(10)
    for (const condition of [
      'type = ?1',
      "outcome = ?1 AND outcome <> 'ok'",
      'actor = ?1',
      'subject = ?1',
      'client_id = ?1',
      'target = ?1',
      'id < ?1',
    ]) {
      const { results } = await bindings.DB.prepare(
        `EXPLAIN QUERY PLAN SELECT record FROM audit WHERE ${condition} AND id < ?2 ORDER BY id DESC LIMIT 10`,
      )
        .bind('a', 'z')
        .all<{ detail: string }>()
      expect(results.map(({ detail }) => detail).join(' ')).toMatch(
        /^SEARCH audit USING (INDEX|PRIMARY KEY)(?!.*TEMP)/,
      )
    }
  })
})
