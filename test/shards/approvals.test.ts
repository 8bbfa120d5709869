/** Approvals and grants without a code in SubjectShard: a person's yes is redeemed once, by whoever comes first. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Approval, StartCommand } from '../../src/stores/shards/subject-decisions.ts'
import {
  bindings,
  inSeconds,
  newAttempt,
  redeeming,
  session,
  start,
  subject,
  subjectShard,
  tally,
} from '../support/shards.ts'

type Shard = ReturnType<typeof subjectShard>
const { detail } = redeeming()
const approval = (change: Partial<Approval> = {}): Approval => ({
  id: 'approval-1',
  sub: 'sub-of-alice',
  sessionId: 'session-1',
  detail,
  lifetime: 600,
  idleLifetime: 600,
  endsAt: inSeconds(start) + 660,
  ...change,
})
const starting = (change: Partial<StartCommand> = {}): StartCommand => ({
  attempt: newAttempt(),
  grantId: 'grant-1',
  sub: 'sub-of-alice',
  detail,
  lifetime: 600,
  idleLifetime: 600,
  ...change,
})
const redeem = (shard: Shard, attempt = newAttempt()) =>
  shard.redeemApproval({ attempt, approvalId: 'approval-1' }) as unknown as Promise<{
    kind: string
    grant?: { expiresAt: number }
  }>

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: start })
})
afterEach(() => {
  vi.useRealTimers()
})
const later = (ms: number) => vi.setSystemTime(start + ms)
async function signedIn(): Promise<Shard> {
  const shard = subjectShard()
  await shard.signIn(subject(), session(), undefined, 'tv')
  return shard
}
async function approved(change: Partial<Approval> = {}): Promise<Shard> {
  const shard = await signedIn()
  expect(await shard.approve(approval(change))).toBe(true)
  return shard
}

describe('an approval', () => {
  it('is redeemed by one of 50 at once', async () => {
    const shard = await approved()
    expect(tally(await Promise.all(Array.from({ length: 50 }, () => redeem(shard))))).toEqual({
      granted: 1,
      replayed: 49,
    })
  })
  it('a replay loses, and takes nothing from who won: a device that asks again is no thief', async () => {
    const shard = await approved()
    await redeem(shard)
    expect((await redeem(shard)).kind).toBe('replayed')
    expect((await shard.grant('approval-1', 'token-1')).kind).toBe('live')
  })
  it('redeemed again by the same call yields the same', async () => {
    const shard = await approved()
    const [first, again] = [await redeem(shard, 'same'), await redeem(shard, 'same')]
    expect(again).toEqual(first)
  })
  it('given twice by the same call is one, and given again after it was redeemed changes nothing', async () => {
    const shard = await approved()
    expect(await shard.approve(approval({ lifetime: 9_999 }))).toBe(true)
    const { grant } = await redeem(shard)
    expect(grant?.expiresAt).toBe(inSeconds(start) + 600)
    await shard.approve(approval())
    expect((await redeem(shard)).kind).toBe('replayed')
  })
  it('takes a living session of that person', async () => {
    const shard = await signedIn()
    expect(await shard.approve(approval({ sessionId: 'nobody’s' }))).toBe(false)
    expect(await shard.approve(approval({ sub: 'sub-of-bob' }))).toBe(false)
    later(8 * 86_400_000)
    expect(await shard.approve(approval())).toBe(false)
    expect((await redeem(shard)).kind).toBe('expired')
  })
  it('that nobody gave is worth nothing: a sealing secret alone mints no grant', async () => {
    expect((await redeem(await signedIn())).kind).toBe('expired')
  })
  it('ends', async () => {
    const shard = await approved()
    later(659_999)
    const other = await approved()
    later(660_000)
    expect((await redeem(shard)).kind).toBe('expired')
    expect((await redeem(other)).kind).toBe('expired')
  })
  it('of a person who was disabled meanwhile yields nothing, and is not burned', async () => {
    const shard = await approved()
    await shard.update([subject({ version: 2, status: 'disabled' })])
    expect((await redeem(shard)).kind).toBe('disabled')
    await shard.update([subject({ version: 3 })])
    expect((await redeem(shard)).kind).toBe('granted')
  })
  it('is there after an eviction, and so is that it was redeemed', async () => {
    const shard = await approved()
    await evictDurableObject(shard)
    expect((await redeem(shard)).kind).toBe('granted')
    await evictDurableObject(shard)
    expect((await redeem(shard)).kind).toBe('replayed')
  })
  it('lives as long as it was given for, whenever it is redeemed', async () => {
    const shard = await approved()
    later(300_000)
    expect((await redeem(shard)) as unknown).toMatchObject({
      grant: { createdAt: inSeconds(start) + 300, expiresAt: inSeconds(start) + 900, generation: 0 },
    })
  })
})

describe('a grant without a code', () => {
  it('takes over the person’s record, newer ones only', async () => {
    const shard = subjectShard()
    await shard.update([subject({ version: 5, user_id: 'newer' })])
    expect(await shard.start(subject(), starting())).toMatchObject({
      kind: 'granted',
      subject: { user_id: 'newer' },
    })
  })
  it('is not given to who is disabled by a newer record', async () => {
    const shard = subjectShard()
    await shard.update([subject({ version: 5, status: 'disabled' })])
    expect((await shard.start(subject(), starting())).kind).toBe('disabled')
  })
  it('begun again by the same call is one', async () => {
    const shard = subjectShard()
    const first = await shard.start(subject(), starting())
    later(10_000)
    expect(await shard.start(subject(), starting())).toEqual(first)
  })
})

describe('a token that is taken back', () => {
  it('is remembered until it has ended by itself, over an eviction', async () => {
    const shard = subjectShard()
    await shard.revokeToken('token-1', inSeconds(start) + 7_200)
    await shard.revokeToken('token-1', inSeconds(start) + 7_200)
    await evictDurableObject(shard)
    expect([await shard.isRevoked('token-1'), await shard.isRevoked('token-2')]).toEqual([true, false])
    later(3_600_000)
    await runDurableObjectAlarm(shard)
    expect(await shard.isRevoked('token-1')).toBe(true)
    later(7_200_000)
    await runDurableObjectAlarm(shard)
    expect(await shard.isRevoked('token-1')).toBe(false)
  })
  it('takes no other of its grant with it', async () => {
    const shard = subjectShard()
    await shard.start(subject(), starting())
    await shard.revokeToken('token-1', inSeconds(start) + 600)
    expect([
      (await shard.grant('grant-1', 'token-1')).kind,
      (await shard.grant('grant-1', 'token-2')).kind,
    ]).toEqual(['ended', 'live'])
  })
  it('a grant is ended by its own client only', async () => {
    const shard = subjectShard()
    await shard.start(subject(), starting())
    await shard.revokeGrant('grant-1', 'stranger')
    expect((await shard.grant('grant-1', 'token-1')).kind).toBe('live')
    await shard.revokeGrant('grant-1', 'web')
    expect((await shard.grant('grant-1', 'token-1')).kind).toBe('ended')
  })
})

it('the alarm goes on while an approval is left, and sweeps it when it has ended', async () => {
  const shard = await approved({ endsAt: inSeconds(start) + 5_000 })
  const rows = () =>
    runInDurableObject(shard, async (_, { storage }) => [
      storage.sql.exec('SELECT count(*) AS n FROM approvals').one().n,
      await storage.getAlarm(),
    ])
  await shard.endSession('session-1')
  later(3_600_000)
  await runDurableObjectAlarm(shard)
  expect(await rows()).toEqual([1, start + 7_200_000])
  later(7_200_000)
  await runDurableObjectAlarm(shard)
  expect(await rows()).toEqual([0, null])
})

describe('a jti', () => {
  const replayShard = () => bindings.REPLAY_SHARD.get(bindings.REPLAY_SHARD.idFromName('test-of-jtis'))
  it('is new to one of 50 at once, to the same call again, and to nobody else, over an eviction', async () => {
    const shard = replayShard()
    const ends = inSeconds(start) + 60
    const seen = await Promise.all(
      Array.from({ length: 50 }, (_, index) => shard.firstSeen(`call-${index}`, 'a', ends)),
    )
    expect(seen.filter(Boolean)).toHaveLength(1)
    expect(await shard.firstSeen(`call-${seen.indexOf(true)}`, 'a', ends)).toBe(true)
    await evictDurableObject(shard)
    expect(await shard.firstSeen('call-51', 'a', ends)).toBe(false)
    expect(await shard.firstSeen('call-52', 'b', ends)).toBe(true)
  })
  it('is forgotten once nothing could bear it any more', async () => {
    const shard = replayShard()
    await shard.firstSeen('call-1', 'c', inSeconds(start) + 60)
    later(61_000)
    await runDurableObjectAlarm(shard)
    expect(await shard.firstSeen('call-2', 'c', inSeconds(start) + 200)).toBe(true)
  })
})
