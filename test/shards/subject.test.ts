/** SubjectShard in workerd: who wins, what stays, what goes. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SubjectShard } from '../../src/stores/shards/subject.ts'
import { SubjectBelongings } from '../../src/stores/shards/subject-belongings.ts'
import type { Grant } from '../../src/stores/shards/subject-decisions.ts'
import { SubjectEvents } from '../../src/stores/shards/subject-events.ts'
import { SubjectLogouts } from '../../src/stores/shards/subject-logouts.ts'
import { SubjectTables } from '../../src/stores/shards/subject-tables.ts'
import {
  inSeconds,
  planOf,
  recorded,
  redeeming,
  refreshing,
  scans,
  session,
  start,
  subject,
  subjectShard,
  tally,
} from '../support/shards.ts'

type Shard = DurableObjectStub<SubjectShard>
const day = 86_400_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: start })
})
afterEach(() => {
  vi.useRealTimers()
})
const later = (ms: number) => vi.setSystemTime(start + ms)
const many = <T>(count: number, call: (index: number) => T): Promise<Awaited<T>[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => call(index)))

/** A shard where alice is signed in. */
async function signedIn(): Promise<Shard> {
  const shard = subjectShard()
  await shard.signIn(subject(), session(), undefined, 'web')
  return shard
}
/** The same, with a grant. */
async function granted(): Promise<Shard> {
  const shard = await signedIn()
  await shard.redeem(redeeming())
  return shard
}
const state = (shard: Shard, id = 'code-1') =>
  shard.grant(id, 'token-1') as Promise<{ kind: string; grant?: Grant }>

describe('50 at once', () => {
  it('redeem one code: exactly one is granted, and it does not outlive the others', async () => {
    const shard = await signedIn()
    expect(tally(await many(50, () => shard.redeem(redeeming())))).toEqual({ granted: 1, replayed: 49 })
    expect(await state(shard)).toEqual({ kind: 'ended' })
  })
  it('redeem 20 codes, 50 times each: 20 are granted', async () => {
    const shard = await signedIn()
    const answers = await many(1000, (index) => shard.redeem(redeeming({ codeId: `code-${index % 20}` })))
    expect(tally(answers)).toEqual({ granted: 20, replayed: 980 })
  })
  it('redeem one code over many stubs: exactly one is granted', async () => {
    await subjectShard('weur-shared').signIn(subject(), session(), undefined, 'web')
    const answers = await many(50, () => subjectShard('weur-shared').redeem(redeeming()))
    expect(tally(answers)).toEqual({ granted: 1, replayed: 49 })
  })
  it('refresh one token: all get the same successor', async () => {
    const shard = await granted()
    const answers = await many(50, () => shard.refresh(refreshing()))
    expect(tally(answers)).toEqual({ refreshed: 50 })
    expect(new Set(answers.map((answer) => (answer as { grant: Grant }).grant.generation))).toEqual(
      new Set([1]),
    )
  })
  it('refresh one token without an overlap: one is refreshed, the next one ends the grant', async () => {
    const shard = await granted()
    const answers = await many(50, () => shard.refresh(refreshing({ overlap: 0 })))
    expect(tally(answers)).toEqual({ refreshed: 1, reused: 1, ended: 48 })
    expect(await state(shard)).toEqual({ kind: 'ended' })
  })
  it('refresh while the code is replayed: after the replay nothing is refreshed', async () => {
    const shard = await granted()
    const answers = await many(50, (index) =>
      index === 25 ? shard.redeem(redeeming()) : shard.refresh(refreshing()),
    )
    const replay = answers.findIndex((answer) => answer.kind === 'replayed')
    expect(replay).toBe(25)
    expect(tally(answers.slice(0, replay))).toEqual({ refreshed: 25 })
    expect(tally(answers.slice(replay + 1))).toEqual({ ended: 24 })
    expect((await shard.refresh(refreshing({ generation: 1 }))).kind).toBe('ended')
  })
  it('redeem while the person signs out: whoever comes after gets nothing', async () => {
    const shard = await signedIn()
    const answers = await many(40, (index) =>
      index === 20
        ? shard.endSession('session-1').then(() => ({ kind: 'signed out' }))
        : shard.redeem(redeeming({ codeId: `code-${index}` })),
    )
    expect(tally(answers.slice(0, 20))).toEqual({ granted: 20 })
    expect(tally(answers.slice(21))).toEqual({ session_ended: 19 })
  })
  it('sign in again with one session: one of the new ones keeps its sid', async () => {
    const shard = await signedIn()
    await many(10, (index) =>
      shard.signIn(subject(), session({ id: `new-${index}`, sid: `sid-new-${index}` }), 'session-1', 'web'),
    )
    const all = await many(10, (index) => shard.session(`new-${index}`, 'web'))
    const kept = all.filter((each) => each.kind === 'live' && each.session.sid === 'sid-1')
    expect(kept).toHaveLength(1)
  })
})

describe('what was acknowledged', () => {
  it('is there after an eviction: grants, generations, revocations, sessions, consents', async () => {
    const shard = await granted()
    await shard.consent('sub-of-alice', 'web', ['openid'])
    await shard.refresh(refreshing())
    await shard.redeem(redeeming({ codeId: 'code-2' }))
    await shard.redeem(redeeming({ codeId: 'code-2' }))
    await evictDurableObject(shard)
    expect(await state(shard)).toMatchObject({ kind: 'live', grant: { generation: 1 } })
    expect(await state(shard, 'code-2')).toEqual({ kind: 'ended' })
    expect(await shard.session('session-1', 'web')).toMatchObject({ kind: 'live', consented: ['openid'] })
    expect((await shard.redeem(redeeming({ codeId: 'code-2' }))).kind).toBe('replayed')
    expect((await shard.refresh(refreshing({ overlap: 0 }))).kind).toBe('reused')
  })
  it('decides also when each call meets a new object', async () => {
    const shard = await signedIn()
    const kinds: string[] = []
    for (let index = 0; index < 3; index++) {
      kinds.push((await shard.redeem(redeeming())).kind)
      await evictDurableObject(shard)
    }
    expect(kinds).toEqual(['granted', 'replayed', 'replayed'])
  })
  it('the schema may be made again and again', async () => {
    const shard = await granted()
    await runInDurableObject(shard, (_, { storage }) => {
      for (let index = 0; index < 3; index++) new SubjectTables(storage.sql)
    })
    expect((await state(shard)).kind).toBe('live')
  })
})

describe('a call that is tried again', () => {
  it('redeems once, and gets the same', async () => {
    const shard = await signedIn()
    const command = redeeming()
    const first = await shard.redeem(command)
    await evictDurableObject(shard)
    later(5_000)
    expect(await shard.redeem(command)).toEqual(first)
    expect((await state(shard)).kind).toBe('live')
  })
  it('refreshes once, and gets the same, also without an overlap', async () => {
    const shard = await granted()
    const command = refreshing({ overlap: 0 })
    const first = await shard.refresh(command)
    await evictDurableObject(shard)
    later(5_000)
    expect(await shard.refresh(command)).toEqual(first)
    expect((await state(shard)).kind).toBe('live')
  })
  it('signs in once: the sid that it kept stays', async () => {
    const shard = await signedIn()
    const again = session({ id: 'session-2', sid: 'sid-2' })
    await shard.signIn(subject(), again, 'session-1', 'web')
    await shard.signIn(subject(), again, 'session-1', 'web')
    expect(await shard.session('session-2', 'web')).toMatchObject({ kind: 'live', session: { sid: 'sid-1' } })
  })
  it('consents once', async () => {
    const shard = await signedIn()
    await shard.consent('sub-of-alice', 'web', ['openid'])
    await shard.consent('sub-of-alice', 'web', ['openid', 'read'])
    await shard.consent('sub-of-alice', 'web', ['openid', 'read'])
    expect(await shard.session('session-1', 'web')).toMatchObject({ consented: ['openid', 'read'] })
  })
})

describe('sessions', () => {
  it('rotate: the private id is new, the sid is kept, the old id is dead', async () => {
    const shard = await signedIn()
    await shard.signIn(subject(), session({ id: 'session-2', sid: 'sid-2' }), 'session-1', 'web')
    expect(await shard.session('session-1', 'web')).toEqual({ kind: 'ended' })
    expect(await shard.session('session-2', 'web')).toMatchObject({
      session: { id: 'session-2', sid: 'sid-1' },
    })
    expect((await shard.redeem(redeeming({ sessionId: 'session-1' }))).kind).toBe('session_ended')
  })
  it('take no sid from somebody else, nor from a session that had ended', async () => {
    const shard = await signedIn()
    const bob = subject({ sub: 'sub-of-bob' })
    await shard.signIn(bob, session({ id: 'bob-1', sub: bob.sub, sid: 'sid-of-bob' }), 'session-1', 'web')
    expect(await shard.session('bob-1', 'web')).toMatchObject({ session: { sid: 'sid-of-bob' } })

    const ended = session({ id: 'old', sid: 'sid-old', expiresAt: inSeconds(start) + 10 })
    await shard.signIn(subject(), ended, undefined, 'web')
    later(10_000)
    await shard.signIn(subject(), session({ id: 'new', sid: 'sid-new' }), 'old', 'web')
    expect(await shard.session('new', 'web')).toMatchObject({ session: { sid: 'sid-new' } })
  })
  it('end when left idle, and use keeps them alive', async () => {
    const shard = await signedIn()
    for (let days = 6; days < 30; days += 6) {
      later(days * day)
      expect((await shard.session('session-1', 'web')).kind).toBe('live')
    }
    later(30 * day)
    expect((await shard.session('session-1', 'web')).kind).toBe('ended') // the absolute end

    const idle = await signedIn()
    later(37 * day)
    expect((await idle.session('session-1', 'web')).kind).toBe('ended')
  })
  it('are written down as seen at most every five minutes', async () => {
    const shard = await signedIn()
    const seen = () =>
      runInDurableObject(shard, (_, { storage }) => new SubjectTables(storage.sql).session('session-1'))
    later(299_000)
    await shard.session('session-1', 'web')
    expect((await seen())?.lastSeen).toBe(inSeconds(start))
    later(300_000)
    await shard.session('session-1', 'web')
    expect((await seen())?.lastSeen).toBe(inSeconds(start) + 300)
  })
  it('show what was allowed this client, and nothing where nothing ever was', async () => {
    const shard = await signedIn()
    await shard.consent('sub-of-alice', 'web', [])
    expect(await shard.session('session-1', 'web')).toMatchObject({ consented: [] })
    expect(await shard.session('session-1', 'other')).toMatchObject({ consented: null })
  })
})

describe('a person', () => {
  it('who is disabled gets nothing more: no session, no code, no refresh, no userinfo', async () => {
    const shard = await granted()
    await shard.signIn(
      subject({ version: 2, status: 'disabled' }),
      session({ id: 'session-2' }),
      undefined,
      'web',
    )
    expect(await shard.session('session-1', 'web')).toEqual({ kind: 'ended' })
    expect(await state(shard)).toEqual({ kind: 'ended' })
    expect(await shard.refresh(refreshing())).toEqual({ kind: 'disabled' })
    expect(await shard.redeem(redeeming({ codeId: 'code-2' }))).toEqual({ kind: 'disabled' })
  })
  it('who is enabled again goes on: what was refused burned nothing', async () => {
    const shard = await granted()
    await shard.signIn(
      subject({ version: 2, status: 'disabled' }),
      session({ id: 'session-2' }),
      undefined,
      'web',
    )
    await shard.refresh(refreshing())
    await shard.redeem(redeeming({ codeId: 'code-2' }))
    await shard.signIn(subject({ version: 3 }), session({ id: 'session-3' }), undefined, 'web')
    expect(await shard.refresh(refreshing())).toMatchObject({ kind: 'refreshed', grant: { generation: 1 } })
    expect((await shard.redeem(redeeming({ codeId: 'code-2' }))).kind).toBe('granted')
  })
  it('is never replaced by an older version', async () => {
    const shard = subjectShard()
    await shard.signIn(subject({ version: 7, roles: ['new'] }), session(), undefined, 'web')
    for (const version of [6, 7]) {
      await shard.signIn(
        subject({ version, roles: ['old'] }),
        session({ id: `session-${version}` }),
        undefined,
        'web',
      )
    }
    expect(await shard.session('session-6', 'web')).toMatchObject({ subject: { version: 7, roles: ['new'] } })
    await shard.signIn(subject({ version: 8, roles: ['newer'] }), session(), undefined, 'web')
    expect(await shard.session('session-1', 'web')).toMatchObject({
      subject: { version: 8, roles: ['newer'] },
    })
  })
})

describe('the alarm', () => {
  const counts = (shard: Shard) =>
    runInDurableObject(shard, (_, { storage: { sql } }) => ({
      sessions: sql.exec('SELECT count(*) AS n FROM sessions').one().n,
      grants: sql.exec('SELECT count(*) AS n FROM grants').one().n,
    }))
  const alarmAt = (shard: Shard) => runInDurableObject(shard, (_, { storage }) => storage.getAlarm())

  it('is set by the first command, sooner where there is an event to move, and stays where it is', async () => {
    const shard = subjectShard()
    expect(await shard.session('session-1', 'web')).toEqual({ kind: 'ended' })
    expect(await alarmAt(shard)).toBe(null) // it was only asked
    await shard.update([])
    expect(await alarmAt(shard)).toBe(start + 3_600_000)
    await shard.signIn(subject(), session(), undefined, 'web')
    const set = await alarmAt(shard)
    expect(set).toBe(start + 5_000)
    later(1_000_000)
    await shard.redeem(redeeming())
    await evictDurableObject(shard)
    await shard.refresh(refreshing())
    expect(await alarmAt(shard)).toBe(set)
  })
  it('sweeps what has ended in batches, re-arms itself soon while there is more, and keeps what lives', async () => {
    const shard = await signedIn()
    await runInDurableObject(shard, (_, { storage }) => {
      const tables = new SubjectTables(storage.sql)
      for (let index = 0; index < 1200; index++) {
        tables.putSession(session({ id: `old-${index}`, expiresAt: inSeconds(start) + 60 }))
      }
    })
    for (let index = 0; index < 3; index++) {
      await shard.redeem(redeeming({ codeId: `short-${index}`, lifetime: 60 }))
    }
    await shard.redeem(redeeming())
    later(2 * 3_600_000)
    let runs = 0
    for (let soon = true; soon; runs++) {
      await runDurableObjectAlarm(shard)
      soon = (await alarmAt(shard)) === start + 2 * 3_600_000 + 1_000
    }
    expect(runs).toBeGreaterThan(2)
    expect(await counts(shard)).toEqual({ sessions: 1, grants: 1 })
    expect(await alarmAt(shard)).toBe(start + 3 * 3_600_000)
  })
  it('never sweeps a grant while its code could still be redeemed', async () => {
    const shard = await signedIn()
    await shard.redeem(redeeming({ lifetime: 5 })) // a client with access tokens of five seconds
    later(30_000)
    await runDurableObjectAlarm(shard)
    expect((await shard.redeem(redeeming())).kind).toBe('replayed')
  })
  it('is not set again where nothing is left', async () => {
    const shard = await signedIn()
    await shard.endSession('session-1')
    await runDurableObjectAlarm(shard)
    expect(await alarmAt(shard)).toBeNull()
    await shard.signIn(subject(), session(), undefined, 'web')
    expect(await alarmAt(shard)).toBe(start + 5_000)
  })
  it('is set again also where sweeping failed, and does not fail itself', async () => {
    const shard = await granted()
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    await runInDurableObject(shard, (_, { storage }) => {
      storage.sql.exec('ALTER TABLE grants RENAME TO elsewhere')
    })
    await runDurableObjectAlarm(shard)
    expect(await alarmAt(shard)).toBe(start + 3_600_000)
    expect(logged).toHaveBeenCalledWith(expect.stringContaining('sweep_failed'))
    await runInDurableObject(shard, (_, { storage }) => {
      storage.sql.exec('ALTER TABLE elsewhere RENAME TO grants')
    })
    logged.mockRestore()
  })
})

describe('a sign-in that read the person before they were stopped', () => {
  it('is refused when it arrives after; a minute later an older record is only a database that was put back', async () => {
    const shard = subjectShard()
    const now = inSeconds(Date.now())
    await shard.update([subject({ version: 2, not_before: now })])
    const late = session({ createdAt: now, lastSeen: now, expiresAt: now + 100_000 })
    expect(await shard.signIn(subject({ version: 1 }), late, undefined, 'web')).toMatchObject({
      kind: 'ended',
    })
    expect(await shard.belongings('sub-of-alice')).toMatchObject({ sessions: [] })
    await shard.update([subject({ version: 3, not_before: now - 61 })])
    expect(await shard.signIn(subject({ version: 1 }), late, undefined, 'web')).toMatchObject({
      kind: 'live',
    })
  })
})

describe('every hot statement', () => {
  it('goes by an index: none scans a table', async () => {
    const plans = await runInDurableObject(await signedIn(), (_, { storage: { sql } }) => {
      const { recording, statements } = recorded(sql)
      const tables = new SubjectTables(recording)
      statements.clear() // the schema
      const grant: Grant = {
        id: 'g',
        sub: 's',
        detail: redeeming().detail,
        createdAt: 0,
        expiresAt: 0,
        idleExpiresAt: 0,
        generation: 0,
        rotatedAtMs: 0,
        revokedAt: null,
        attempt: 'a',
      }
      tables.putSubject(subject())
      tables.subject('s')
      tables.putSession(session())
      tables.session('s')
      tables.deleteSession('s')
      tables.putConsent('s', 'c', [], 0)
      tables.consent('s', 'c')
      tables.putGrant(grant)
      tables.grant('g')
      tables.rotateGrant(grant)
      tables.revokeGrant('g', 0)
      tables.putApproval({ ...redeeming(), id: 'a', endsAt: 0 })
      tables.approval('a')
      tables.revokeToken('t', 0)
      tables.isRevoked('t')
      tables.sweep(0, 1)
      const events = new SubjectEvents(recording)
      statements.delete([...statements].at(-1) ?? '') // the schema
      events.granted(grant)
      events.moved(events.oldest())
      const logouts = new SubjectLogouts(recording)
      statements.delete([...statements].at(-1) ?? '')
      const due = { id: 'l', logout: { clientId: 'c', sub: 's', sid: 'i' }, attempts: 0 }
      logouts.joined(session(), 'c')
      logouts.ended(session(), 0)
      logouts.take(0)
      logouts.settle(due, { kind: 'failed', why: '', passing: true }, 0)
      logouts.settle(due, { kind: 'told' }, 0)
      logouts.nextDue(0)
      logouts.sweep(0)
      const belongings = new SubjectBelongings(recording, tables, logouts)
      statements.delete([...statements].at(-1) ?? '')
      belongings.endSession(session(), 0)
      belongings.list('s', 0)
      for (const kind of ['sessions', 'grants', 'everything'] as const) belongings.end('s', { kind }, 0)
      belongings.end('s', { kind: 'client', clientId: 'c' }, 0)
      belongings.end('s', { kind: 'others', session: 's', renewed: 'r' }, 0)
      return [...statements, 'SELECT id FROM grants WHERE attempt = ?'].map((query) => planOf(sql, query))
    })
    expect(plans).toHaveLength(42)
    expect(plans.filter(scans)).toEqual([plans.at(-1)]) // the planted one
  })
})
