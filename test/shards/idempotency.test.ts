/** What happens to requests with an Idempotency-Key when somebody dies in between: the time is the test's. */
import { describe, expect, it } from 'vitest'
import { commitTo } from '../../src/stores/commit.ts'
import { Idempotency, isLostClaim } from '../../src/stores/idempotency.ts'
import { bindings } from '../support/app.ts'

const { DB } = bindings
const store = new Idempotency(DB)
const commit = commitTo(DB)
const now = Date.now()
const attempt = (key: string, claim: string, request = 'request') => ({ key, claim, request })

describe('a request that was begun and never committed', () => {
  it('is begun again after a minute, and the first can no longer commit', async () => {
    const [first, second] = [attempt('dead', 'one'), attempt('dead', 'two')]
    expect(await store.claim(first, now)).toEqual({ kind: 'first' })
    expect(await store.claim(second, now + 59_000)).toEqual({ kind: 'in_progress' })
    expect(await store.claim(second, now + 60_000)).toEqual({ kind: 'first' })
    const error = await commit([store.carriedOut(first)]).catch((caught: unknown) => caught)
    expect(isLostClaim(error)).toBe(true)
    expect(await commit([store.carriedOut(second)])).toBe('done')
  })
})

describe('a request that was carried out', () => {
  it('and whose answer was lost is never carried out again', async () => {
    const [first, second] = [attempt('lost', 'one'), attempt('lost', 'two')]
    await store.claim(first, now)
    await commit([store.carriedOut(first)])
    expect(await store.claim(second, now + 1_000)).toEqual({ kind: 'in_progress' }) // the answer may still come
    expect(await store.claim(second, now + 61_000)).toEqual({ kind: 'done', answer: undefined })
  })
  it('is answered for a day, and for this request alone', async () => {
    const first = attempt('kept', 'one')
    await store.claim(first, now)
    await commit([store.carriedOut(first)])
    await store.answered(first, 'sealed')
    await store.release(first)
    const again = attempt('kept', 'two')
    expect(await store.claim(again, now + 86_399_000)).toEqual({ kind: 'done', answer: 'sealed' })
    expect(await store.claim(attempt('kept', 'three', 'other'), now)).toEqual({ kind: 'other_request' })
    expect(await store.claim(again, now + 86_400_000)).toEqual({ kind: 'first' })
  })
})
