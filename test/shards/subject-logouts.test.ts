/** Who takes part in a session, and so hears of its end. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { inSeconds, newAttempt, redeeming, session, start, subject, subjectShard } from '../support/shards.ts'

const day = 86_400_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: start })
})
afterEach(() => {
  vi.useRealTimers()
})

async function signedIn() {
  const shard = subjectShard()
  await shard.signIn(subject(), session(), undefined, 'web')
  return shard
}
/** Six days on, for another thirty. */
async function signsInAgain(shard: Awaited<ReturnType<typeof signedIn>>) {
  vi.setSystemTime(start + 6 * day)
  const now = inSeconds(start + 6 * day)
  const life = { createdAt: now, lastSeen: now, authTime: now, expiresAt: now + 30 * 86_400 }
  const again = session({ id: 'session-2', sid: 'other', ...life, idleLifetime: 30 * 86_400 })
  await shard.signIn(subject(), again, 'session-1', 'web')
}

describe('the clients of a session', () => {
  it('are known as long as it lives, when a person signs in again', async () => {
    const shard = await signedIn()
    await shard.redeem(redeeming())
    await shard.join('session-1', 'other')
    await signsInAgain(shard)
    vi.setSystemTime(start + 31 * day)
    await runDurableObjectAlarm(shard)
    expect(await shard.endSession('session-2')).toEqual({ sid: 'sid-1', clients: ['other', 'web'] })
  })
  it('with a device that was allowed in it', async () => {
    const shard = await signedIn()
    const { detail, sub, lifetime, idleLifetime } = redeeming()
    const tv = { ...detail, clientId: 'tv' }
    const kept = { sub, lifetime, idleLifetime, sessionId: 'session-1', endsAt: inSeconds(start) + 600 }
    await shard.approve({ id: 'approval', detail: tv, ...kept })
    await shard.redeemApproval({ attempt: newAttempt(), approvalId: 'approval' })
    expect(await shard.endSession('session-1')).toEqual({ sid: 'sid-1', clients: ['tv'] })
  })
  it('by what they were granted, where the session is older than the list', async () => {
    const shard = await signedIn()
    await shard.redeem(redeeming())
    await runInDurableObject(shard, (_, { storage }) => {
      storage.sql.exec('DELETE FROM session_clients')
    })
    expect(await shard.endSession('session-1')).toEqual({ sid: 'sid-1', clients: ['web'] })
  })
})
