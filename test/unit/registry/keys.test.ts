/** Signing keys through the registry: rotated now, withdrawn, and told in the trail, by whomever. */
import { decodeProtectedHeader } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { maintain } from '../../../src/app.ts'
import { keyTimeline, retireKey, rotateNow } from '../../../src/registry/keys.ts'
import { fetchPath, newCode, populate, redeem, token, userinfo } from '../../support/app.ts'
import { change, faultOf, server, trailOf } from '../../support/registry.ts'
import { bindings } from '../../support/shards.ts'

const day = 86_400_000
const jwks = async () => {
  const { keys } = (await (await fetchPath('/oauth2/jwks')).json()) as { keys: { kid: string }[] }
  return keys.map(({ kid }) => kid)
}
const of = async (status: string) =>
  (await keyTimeline(server)).find((key) => key.alg === 'ES256' && key.status === status)!

beforeAll(populate)

describe('the timeline', () => {
  it('says of each key when it is published, signs and verifies', async () => {
    await token({ grant_type: 'client_credentials' })
    const [next, current] = [await of('next'), await of('current')]
    expect(current).toMatchObject({
      signsFrom: current.publishedAt,
      signsUntil: current.publishedAt + 90 * day,
    })
    expect(next).toMatchObject({
      publishedAt: current.publishedAt,
      signsFrom: current.signsUntil,
      withdrawn: false,
    })
    expect((await keyTimeline(server)).map(({ status }) => status)).toEqual([
      ...['next', 'current'],
      ...['next', 'current'],
      ...['next', 'current'],
    ])
  })
})

describe('rotate now', () => {
  it('promotes the next key, whose tokens verify at once; the former one’s go on', async () => {
    const [next, current] = [await of('next'), await of('current')]
    const before = await redeem(await newCode({ scope: 'openid' }))
    expect(decodeProtectedHeader(before.body.access_token).kid).toBe(current.kid)
    expect(await rotateNow(server, change(), 'ES256')).toEqual({ current: next.kid, retired: current.kid })
    expect(await jwks()).toEqual(expect.arrayContaining([next.kid, current.kid]))
    expect((await userinfo(before.body.access_token)).status).toBe(200)
    expect(await of('retired')).toMatchObject({ kid: current.kid, leavesJwksAt: expect.any(Number) })
    expect((await of('next')).kid).not.toBe(next.kid)
  })
  it('does not promote what nobody can know yet, unless it is forced', async () => {
    const { kid } = await of('next')
    expect(await faultOf(rotateNow(server, change(), 'ES256'))).toMatchObject({ kind: 'conflict' })
    expect((await of('next')).kid).toBe(kid)
    expect(await rotateNow(server, change(), 'ES256', { force: true })).toMatchObject({ current: kid })
  })
  it('stands in the trail with who did it, once, though cron tells of keys too', async () => {
    const { kid } = await of('current')
    await maintain(bindings, Date.now())
    await maintain(bindings, Date.now())
    const told = (await trailOf(kid)).map(({ type, actor }) => `${type} ${actor.kind}`)
    expect(told.sort()).toEqual(['key.added server', 'key.rotated person'])
  })
})

describe('retire', () => {
  it('withdraws a key: it leaves the JWKS, and verifies nothing any more, not even a hint', async () => {
    const { kid } = await of('retired')
    await retireKey(server, change(), kid)
    expect(await server.stores.keys.live().then((rows) => rows.map((row) => row.kid))).not.toContain(kid)
    expect(await server.signer.verificationKey(kid, Date.now(), { retired: true })).toBeUndefined()
    expect((await trailOf(kid))[0]).toMatchObject({ type: 'key.retired', detail: { withdrawn: true } })
    await retireKey(server, change(), kid)
  })
  it('replaces a next key, and refuses the one that signs', async () => {
    const [next, current] = [await of('next'), await of('current')]
    await retireKey(server, change(), next.kid)
    expect((await of('next')).kid).not.toBe(next.kid)
    expect(await faultOf(retireKey(server, change(), current.kid))).toMatchObject({ kind: 'conflict' })
    expect(await faultOf(retireKey(server, change(), 'nothing'))).toMatchObject({ kind: 'not_found' })
  })
})
