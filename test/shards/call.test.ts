/** How a shard is called: what is retried, what is not, and that a retry of a command is the same command. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Attempts } from '../../src/stores/attempts.ts'
import { callShard } from '../../src/stores/shards/call.ts'
import type { ReplayShard } from '../../src/stores/shards/replay.ts'
import type { SubjectShard } from '../../src/stores/shards/subject.ts'
import { Subjects } from '../../src/stores/subjects.ts'
import { cause, redeeming, refreshing, session, start, subject, subjectShard } from '../support/shards.ts'

const retryable = () => Object.assign(new Error('lost'), { retryable: true })
const overloaded = () => Object.assign(new Error('overloaded'), { retryable: true, overloaded: true })
const busy = expect.objectContaining({ code: 'temporarily_unavailable' })

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: start })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a call to a shard', () => {
  /** Each stub answers once, in order; an Error is thrown. */
  function stubs(...answers: unknown[]) {
    const made: object[] = []
    const call = async (stub: object) => {
      const answer = answers[made.indexOf(stub)]
      if (answer instanceof Error) throw answer
      return answer
    }
    const stub = () => {
      made.push({})
      return made.at(-1)!
    }
    return { made, result: callShard(stub, call) }
  }

  it('that is answered is made once', async () => {
    const { made, result } = stubs('ok')
    expect(await result).toBe('ok')
    expect(made).toHaveLength(1)
  })
  it('that was lost is made once more, on a fresh stub', async () => {
    const { made, result } = stubs(retryable(), 'ok')
    expect(await result).toBe('ok')
    expect(made).toHaveLength(2)
  })
  it('that was lost twice is not made again', async () => {
    const { made, result } = stubs(retryable(), retryable(), 'ok')
    await expect(result).rejects.toEqual(busy)
    expect(made).toHaveLength(2)
  })
  it.each([
    ['an overloaded shard', overloaded()],
    ['an error that may not be retried', new Error('broken')],
  ])('to %s is not made again', async (_, error) => {
    const { made, result } = stubs(error, 'ok')
    await expect(result).rejects.toEqual(busy)
    expect(made).toHaveLength(1)
  })
})

/** A namespace whose first answer to each method arrives nowhere, though the shard has done what was asked. */
function losing<S>(real: object) {
  const lost = new Set<PropertyKey>()
  const stub = new Proxy(real, {
    get:
      (_, method) =>
      async (...parameters: unknown[]) => {
        const shard = real as Record<PropertyKey, (...parameters: unknown[]) => Promise<unknown>>
        const answer = await shard[method]!(...parameters)
        if (lost.has(method)) return answer
        lost.add(method)
        throw retryable()
      },
  })
  return { idFromName: (name: string) => name, get: () => stub } as unknown as DurableObjectNamespace<
    S extends Rpc.DurableObjectBranded ? S : never
  >
}

describe('promise 8: a retry is not a replay', () => {
  const home = 'weur-0'

  it('redeems, refreshes and signs in although each first answer is lost', async () => {
    const shard = subjectShard()
    await shard.signIn(subject(), session({ id: 'former' }), undefined, 'web')
    const subjects = new Subjects(losing<SubjectShard>(shard), { jurisdiction: undefined })
    await subjects.signIn(home, subject(), session({ sid: 'sid-2' }), 'former', 'web', cause())
    expect(await shard.session('session-1', 'web')).toMatchObject({ session: { sid: 'sid-1' } })
    expect((await subjects.redeem(home, redeeming())).kind).toBe('granted')
    expect(await subjects.refresh(home, refreshing({ overlap: 0 }))).toMatchObject({
      kind: 'refreshed',
      grant: { generation: 1 },
    })
    expect((await subjects.grant(home, 'code-1', 'token-1')).kind).toBe('live')
  })
  it('counts an attempt to sign in once', async () => {
    const { bindings } = await import('../support/shards.ts')
    const shard = bindings.REPLAY_SHARD.get(bindings.REPLAY_SHARD.idFromName('losing'))
    const attempts = new Attempts(losing<ReplayShard>(shard), { jurisdiction: undefined })
    const limit = { free: 1, longestWait: 60, forgetAfter: 3_600 }
    expect(await attempts.reserve('alice', limit)).toEqual({ kind: 'go', failures: 0 })
    expect(await attempts.reserve('alice', limit)).toEqual({ kind: 'wait', seconds: 1, failures: 1 })
  })
})

describe('the name of a shard', () => {
  function watched(jurisdictions: string[] = []) {
    const asked: { name: string; options: unknown }[] = []
    const namespace = {
      idFromName: (name: string) => name,
      get: (name: string, options: unknown) => {
        asked.push({ name, options })
        return { grant: async () => ({ kind: 'ended' }), forget: async () => {} }
      },
      jurisdiction(which: string) {
        jurisdictions.push(which)
        return namespace
      },
    }
    return { asked, jurisdictions, namespace: namespace as never }
  }

  it('gives the location hint, not the request', async () => {
    const { asked, namespace } = watched()
    const subjects = new Subjects(namespace, { jurisdiction: undefined })
    for (const home of ['apac-3', 'wnam-0', 'unheard-of']) await subjects.grant(home, 'code-1', 'token-1')
    expect(asked).toEqual([
      { name: 'apac-3', options: { locationHint: 'apac' } },
      { name: 'wnam-0', options: { locationHint: 'wnam' } },
      { name: 'unheard-of', options: {} },
    ])
  })
  it('is in the jurisdiction that was set, for people and for attempts', async () => {
    for (const [jurisdiction, expected] of [
      ['eu', ['eu', 'eu']],
      [undefined, []],
    ] as const) {
      const { jurisdictions, namespace } = watched()
      await new Subjects(namespace, { jurisdiction }).grant('weur-0', 'code-1', 'token-1')
      await new Attempts(namespace, { jurisdiction }).forget('alice')
      expect(jurisdictions).toEqual(expected)
    }
  })
})
