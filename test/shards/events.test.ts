/** What a SubjectShard tells the audit trail: with what it tells of, once, and in D1 soon after. */

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AuditEvent } from '../../src/protocol/audit.ts'
import { Audit } from '../../src/stores/audit.ts'
import {
  cause,
  inSeconds,
  redeeming,
  refreshing,
  session,
  start,
  subject,
  subjectShard,
} from '../support/shards.ts'

const { DB } = env as unknown as { DB: D1Database }
const audit = new Audit(DB)

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: start })
  await DB.exec('DELETE FROM audit')
})
afterEach(() => {
  vi.useRealTimers()
})

/** The trail, oldest first, after the alarm. */
async function trail(shard: ReturnType<typeof subjectShard>): Promise<AuditEvent[]> {
  await runDurableObjectAlarm(shard)
  return (await audit.list({ limit: 100 })).events.reverse()
}
const told = (events: readonly AuditEvent[]) => events.map(({ type, outcome }) => `${type} ${outcome}`)

describe('events of a shard', () => {
  it('tell who, what, from where and with which request, and hold no secret', async () => {
    const shard = subjectShard()
    await shard.signIn(subject(), session(), undefined, 'web', cause())
    await shard.consent('sub-of-alice', 'web', ['read'], cause({ clientName: 'Web app' }))
    const clientName = 'Web app'
    await shard.redeem(redeeming({ cause: cause({ clientName, grantType: 'authorization_code' }) }))
    await shard.revokeGrant('code-1', 'web', cause({ clientName }))
    await shard.revokeToken(
      'token-1',
      inSeconds(start) + 600,
      { clientId: 'web', sub: 'sub-of-alice' },
      cause(),
    )
    await shard.endSession('session-1', cause())
    const events = await trail(shard)
    const person = { kind: 'person', id: 'sub-of-alice', name: 'alice' }
    const client = { kind: 'client', id: 'web', name: 'Web app' }
    const common = { at: start, subject: 'sub-of-alice', outcome: 'ok', origin: cause().origin }
    const grant = { kind: 'grant', id: 'code-1' }
    expect(events).toMatchObject([
      {
        ...common,
        type: 'sign_in',
        actor: person,
        clientId: 'web',
        target: { kind: 'session', id: 'sid-1' },
      },
      { ...common, type: 'consent', actor: person, clientId: 'web', detail: { scope: ['read'] } },
      {
        ...common,
        type: 'grant',
        actor: client,
        target: grant,
        detail: { grant_type: 'authorization_code', scope: ['openid', 'read'] },
      },
      { ...common, type: 'grant_revoked', actor: client, target: grant },
      { ...common, type: 'token_revoked', actor: { kind: 'client', id: 'web' } },
      { ...common, type: 'sign_out', actor: person },
    ])
    expect(JSON.stringify(events)).not.toContain('session-1') // the private id
  })

  it('are told once, however often a call is tried again or a thief comes back', async () => {
    const shard = subjectShard()
    const why = cause()
    const again = redeeming({ cause: cause() })
    for (let round = 0; round < 3; round++) {
      await shard.signIn(subject(), session(), undefined, 'web', why)
      await shard.consent('sub-of-alice', 'web', ['read'], why)
      await shard.redeem(again)
    }
    for (let round = 0; round < 3; round++) await shard.redeem(redeeming({ cause: cause() }))
    await shard.redeem(redeeming({ codeId: 'code-2', cause: cause() }))
    await shard.refresh(refreshing({ grantId: 'code-2' }))
    for (let round = 0; round < 3; round++) {
      await shard.refresh(refreshing({ grantId: 'code-2', overlap: 0, cause: cause() }))
    }
    expect(told(await trail(shard))).toEqual([
      'sign_in ok', // the consent bears the same id: one call is one event
      'grant ok',
      'grant_revoked replayed',
      'grant ok',
      'grant_revoked reused',
    ])
  })

  it('of what an operator does bear the operator, not the person', async () => {
    const shard = subjectShard()
    await shard.signIn(subject(), session(), undefined, 'web', cause())
    await shard.redeem(redeeming({ cause: cause() }))
    const actor = { kind: 'person', id: 'sub-of-olga', name: 'olga' } as const
    await shard.revokeGrant('code-1', 'web', cause({ actor }))
    await shard.endSession('session-1', cause({ actor }))
    expect((await trail(shard)).slice(2)).toMatchObject([
      { type: 'grant.ended', actor, subject: 'sub-of-alice' },
      { type: 'session.ended', actor, subject: 'sub-of-alice' },
    ])
  })

  it('wait where D1 cannot be reached, are there after an eviction, and are moved once', async () => {
    const shard = subjectShard()
    await shard.signIn(subject(), session(), undefined, 'web', cause())
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    await DB.exec('ALTER TABLE audit RENAME TO elsewhere')
    await runDurableObjectAlarm(shard)
    expect(logged).toHaveBeenCalledWith(expect.stringContaining('events_not_moved'))
    logged.mockRestore()
    await DB.exec('ALTER TABLE elsewhere RENAME TO audit')
    const alarm = () => runInDurableObject(shard, (_, { storage }) => storage.getAlarm())
    expect(await alarm()).toBe(start + 60_000)
    await evictDurableObject(shard)
    const moved = await trail(shard)
    expect(told(moved)).toEqual(['sign_in ok'])
    await audit.record(moved) // an answer that was lost
    expect(await trail(shard)).toEqual(moved)
  })

  it('of more than one batch all arrive', async () => {
    const shard = subjectShard()
    await shard.signIn(subject(), session(), undefined, 'web', cause())
    for (let index = 0; index < 250; index++) {
      await shard.redeem(redeeming({ codeId: `code-${index}`, cause: cause() }))
    }
    await runDurableObjectAlarm(shard)
    await runDurableObjectAlarm(shard)
    const { n } = (await DB.prepare('SELECT count(*) AS n FROM audit').first<{ n: number }>())!
    expect(n).toBe(251)
  })
})
