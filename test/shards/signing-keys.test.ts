/** Signing keys with real D1: made once, sealed, rotated, and never missing from the JWKS. */
import { createLocalJWKSet, decodeProtectedHeader, type JWK, jwtVerify } from 'jose'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { maintain } from '../../src/app.ts'
import { ConfigError } from '../../src/config.ts'
import { type SigningAlgorithm, signingAlgorithms } from '../../src/protocol/client-metadata.ts'
import { Sealer } from '../../src/seal.ts'
import { Keys, type SigningKeyRow } from '../../src/stores/keys.ts'
import { maintainKeys, publishedBeforeUse, rotatedEvery } from '../../src/tokens/key-rotation.ts'
import { Signer } from '../../src/tokens/signer.ts'
import { FakeKv, fakeD1 } from '../support/fake-kv.ts'
import { bindings, start } from '../support/shards.ts'

const issuer = 'https://id.example.com'
const first = 'the first sealing secret, long enough'
const second = 'the second sealing secret, long enough'
const day = 86_400_000

let kv: FakeKv
let db: { down: boolean }
beforeEach(async () => {
  kv = new FakeKv(start)
  db = { down: false }
  await bindings.DB.prepare('DELETE FROM signing_keys').run()
  await bindings.CLIENTS.delete('keys')
})

/** An isolate of its own, with a sealing secret and others that only open. */
function isolate(place = 'osl', sealingSecret = first, ...otherSealingSecrets: string[]) {
  const keys = new Keys(fakeD1(bindings.DB, db), kv.at(place))
  const sealer = new Sealer({ issuer, sealingSecret, otherSealingSecrets })
  return { keys, sealer, signer: new Signer(keys, sealer) }
}
const record = () => new Keys(bindings.DB, bindings.CLIENTS).record()
const living = (rows: readonly SigningKeyRow[]) =>
  rows
    .filter((row) => row.status !== 'retired')
    .map((row) => `${row.alg} ${row.status}`)
    .sort()
const complete = signingAlgorithms.flatMap((alg) => [`${alg} current`, `${alg} next`]).sort()
const sign = (signer: Signer, now: number, alg: SigningAlgorithm = 'ES256') =>
  signer.sign({ sub: 'a', iat: now / 1000, exp: now / 1000 + 600 }, { alg, typ: 'JWT' }, now)
const verifies = (jwt: string, keys: JWK[], now: number) =>
  jwtVerify(jwt, createLocalJWKSet({ keys }), { currentDate: new Date(now) })
const kidOf = (jwt: string) => decodeProtectedHeader(jwt).kid
const after = (ms: number) => {
  kv.now = start + ms
  return kv.now
}

describe('set-up', () => {
  it('makes a current and a next key for every algorithm', async () => {
    await isolate().signer.ready(start)
    expect(living(await record())).toEqual(complete)
  })
  it('in two isolates at once makes one set, which both sign and verify with', async () => {
    const isolates = [isolate('osl'), isolate('nrt')]
    await Promise.all(isolates.map(({ signer }) => signer.ready(start)))
    const rows = await record()
    expect(living(rows)).toEqual(complete)
    const shown = await Promise.all(isolates.map(({ signer }) => signer.publicKeys(start)))
    for (const keys of shown)
      expect(new Set(keys.map((key) => key.kid))).toEqual(new Set(rows.map((row) => row.kid)))
    for (const alg of signingAlgorithms) {
      const [one, other] = await Promise.all(isolates.map(({ signer }) => sign(signer, start, alg)))
      expect(kidOf(one!)).toBe(kidOf(other!))
      await verifies(one!, shown[1]!, start)
      await verifies(other!, shown[0]!, start)
    }
  })
  it('goes on where the copy could not be put: cron puts it', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    kv.losePut = true
    const { signer, keys, sealer } = isolate()
    await signer.ready(start)
    expect(kv.puts).toEqual([])
    expect(logged).toHaveBeenCalledWith(expect.stringContaining('keys_not_copied'))
    await maintainKeys(keys, sealer, start + 900_000)
    expect(kv.puts).toHaveLength(1)
    expect(living(await record())).toEqual(complete)
    logged.mockRestore()
  })
  it('leaves no private key readable, neither in D1 nor in KV', async () => {
    await isolate().signer.ready(start)
    for (const row of [...(await record()), ...(kv.settled('keys') as SigningKeyRow[])]) {
      expect(row.private_key).toMatch(/^eyJ[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/)
      expect(Object.keys(row.public_key).sort().join()).not.toMatch(/\b(?:d|p|q|dp|dq|qi)\b/)
    }
  })
  it('shows in the JWKS what a verifier needs, and nothing private', async () => {
    const { signer } = isolate()
    for (const key of await signer.publicKeys(start)) {
      expect(key).toMatchObject({ kid: expect.any(String), alg: expect.any(String), use: 'sig' })
      expect(Object.keys(key)).not.toContain('d')
    }
  })
})

describe('the sealing secret', () => {
  it('that is wrong stops the Worker with an error that names it, and changes nothing', async () => {
    await isolate().signer.ready(start)
    const before = await record()
    const wrong = isolate('osl', second)
    await expect(wrong.signer.ready(start)).rejects.toThrow(ConfigError)
    await expect(wrong.signer.ready(start)).rejects.toThrow(/SEALING_SECRET does not open/)
    expect(await record()).toEqual(before)
  })
  it('that is wrong makes no keys that the right one could not open, also when a rotation is due', async () => {
    await isolate().signer.ready(start)
    const before = await record()
    const wrong = isolate('osl', second)
    await expect(maintainKeys(wrong.keys, wrong.sealer, start + rotatedEvery)).rejects.toThrow(ConfigError)
    expect(await record()).toEqual(before)
    const right = isolate()
    await maintainKeys(right.keys, right.sealer, start + rotatedEvery)
    await right.signer.ready(start + rotatedEvery)
  })
  it('before this one still opens, and cron moves what it sealed under this one', async () => {
    await isolate().signer.ready(start)
    const both = isolate('nrt', second, first)
    const jwt = await sign(both.signer, start)
    await maintainKeys(both.keys, both.sealer, start)
    after(120_000)
    const alone = isolate('gru', second)
    expect(kidOf(await sign(alone.signer, kv.now))).toBe(kidOf(jwt))
    await expect(isolate('sin', first).signer.ready(kv.now)).rejects.toThrow(ConfigError)
    for (const row of await record()) expect(await alone.sealer.isCurrent(row.private_key)).toBe(true)
  })
})

describe('rotation', () => {
  it('by two at once: one current, one next, one retired of each algorithm', async () => {
    const isolates = [isolate('osl'), isolate('nrt')]
    await isolates[0]!.signer.ready(start)
    const due = start + rotatedEvery
    await Promise.all(isolates.map(({ keys, sealer }) => maintainKeys(keys, sealer, due)))
    await Promise.all(isolates.map(({ keys, sealer }) => maintainKeys(keys, sealer, due + 1)))
    const rows = await record()
    expect(living(rows)).toEqual(complete)
    expect(rows.filter((row) => row.status === 'retired')).toHaveLength(signingAlgorithms.length)
  })
  it('from what has changed meanwhile does nothing: a key is never without a successor', async () => {
    const { keys, signer } = isolate()
    await signer.ready(start)
    const [current, next] = ['current', 'next'].map(async (status) =>
      (await record()).find((row) => row.alg === 'ES256' && row.status === status),
    )
    await keys.promote((await current)!.kid, 'a key that is gone', start)
    expect(living(await record())).toEqual(complete)
    await keys.promote('a key that is gone', (await next)!.kid, start)
    expect(living(await record())).toEqual(complete)
    const rsa = (await record()).find((row) => row.alg === 'RS256' && row.status === 'next')
    await keys.promote((await current)!.kid, rsa!.kid, start)
    expect(living(await record())).toEqual(complete)

    await keys.promote((await current)!.kid, (await next)!.kid, start)
    await keys.promote((await current)!.kid, (await next)!.kid, start)
    const now = (await record()).filter((row) => row.alg === 'ES256')
    expect(now.map((row) => [row.kid, row.status]).sort()).toEqual(
      [
        [(await current)!.kid, 'retired'],
        [(await next)!.kid, 'current'],
      ].sort(),
    )
  })
  it('removes no key that still signs', async () => {
    const { keys, signer } = isolate()
    await signer.ready(start)
    for (const { kid } of await record()) await keys.remove(kid)
    expect(living(await record())).toEqual(complete)
  })

  it('by cron, end to end: shown a day before the first signature, until the last token has ended, then kept a year', async () => {
    const jwksAt = (now: number) =>
      new Signer(new Keys(bindings.DB, bindings.CLIENTS), sealer()).publicKeys(now)
    const sealer = () =>
      new Sealer({
        issuer: (bindings as unknown as { ISSUER: string }).ISSUER,
        sealingSecret: (bindings as unknown as { SEALING_SECRET: string }).SEALING_SECRET,
        otherSealingSecrets: [],
      })
    const signerNow = () => new Signer(new Keys(bindings.DB, bindings.CLIENTS), sealer())

    await maintain(bindings, start)
    const old = await sign(signerNow(), start)
    const early = await jwksAt(start)

    const due = start + rotatedEvery
    await maintain(bindings, due - 1)
    expect(kidOf(await sign(signerNow(), due - 1))).toBe(kidOf(old))
    await maintain(bindings, due)
    const fresh = await sign(signerNow(), due)
    expect(kidOf(fresh)).not.toBe(kidOf(old))
    expect(early.map((key) => key.kid)).toContain(kidOf(fresh)) // all the while it was shown
    await verifies(fresh, early, due)

    const lastDay = due + day
    const last = await signerNow().sign(
      { sub: 'a', iat: due / 1000 - 1, exp: lastDay / 1000 - 1 },
      { alg: 'ES256', typ: 'JWT' },
      due,
    )
    expect(kidOf(last)).toBe(kidOf(fresh))
    await maintain(bindings, lastDay)
    expect((await jwksAt(lastDay)).map((key) => key.kid)).toContain(kidOf(old))

    const gone = lastDay + 7_200_000
    await maintain(bindings, gone)
    expect((await jwksAt(gone)).map((key) => key.kid)).not.toContain(kidOf(old))
    const signer = signerNow()
    expect(await signer.verificationKey(kidOf(old)!, gone, { retired: false })).toBeUndefined()
    expect(await signer.verificationKey(kidOf(old)!, gone, { retired: true })).toBeDefined()

    const afterYear = due + 365 * day
    await maintain(bindings, afterYear)
    expect((await record()).map((row) => row.kid)).not.toContain(kidOf(old))
    expect(living(await record())).toEqual(complete)
  })
  it('reaches isolates late and hurts none: they sign with the old key, and everybody verifies it', async () => {
    const here = isolate('osl')
    const there = isolate('nrt')
    await here.signer.ready(start)
    await there.signer.ready(after(60_000))
    const due = after(rotatedEvery)
    const before = await there.signer.publicKeys(due)
    await maintainKeys(here.keys, here.sealer, due)
    for (const ms of [0, 29_000, 30_000, 60_000, 90_000, 120_000]) {
      const now = after(rotatedEvery + ms)
      const jwts = await Promise.all([here, there].map(({ signer }) => sign(signer, now)))
      const shown = await Promise.all([here, there].map(({ signer }) => signer.publicKeys(now)))
      for (const jwt of jwts) for (const keys of [before, ...shown]) await verifies(jwt, keys, now)
    }
    expect(kidOf(await sign(there.signer, kv.now))).toBe(kidOf(await sign(here.signer, kv.now)))
  })
  it('waits where the next key is too young', async () => {
    const { keys, sealer, signer } = isolate()
    await signer.ready(start)
    await bindings.DB.prepare("DELETE FROM signing_keys WHERE status = 'next'").run()
    const late = start + rotatedEvery
    await maintainKeys(keys, sealer, late)
    await maintainKeys(keys, sealer, late + publishedBeforeUse - 1)
    expect((await record()).filter((row) => row.status === 'retired')).toEqual([])
  })
})

describe('when a part of the platform is down', () => {
  const silence = () => vi.spyOn(console, 'error').mockImplementation(() => {})

  it('D1: the copy signs, also in a new isolate', async () => {
    await isolate().signer.ready(start)
    db.down = true
    after(120_000)
    await sign(isolate('nrt').signer, kv.now)
  })
  it('KV: the record signs, also in a new isolate', async () => {
    const logged = silence()
    await isolate().signer.ready(start)
    kv.down = true
    await sign(isolate('nrt').signer, start)
    logged.mockRestore()
  })
  it('both: an isolate goes on with what it has, and a new one says so', async () => {
    const logged = silence()
    const { signer } = isolate()
    const jwt = await sign(signer, start)
    kv.down = true
    db.down = true
    for (const ms of [31_000, 62_000, 3_600_000])
      expect(kidOf(await sign(signer, after(ms)))).toBe(kidOf(jwt))
    await expect(isolate('nrt').signer.ready(kv.now)).rejects.toThrow('D1 is down')
    logged.mockRestore()
  })
  it('one request that fails takes no other with it', async () => {
    let asked = 0
    const failsOnce = fakeD1(bindings.DB, db, async () => {
      if (asked++ === 0) throw new Error('cancelled')
    })
    const signer = new Signer(
      new Keys(failsOnce, kv.at('osl')),
      new Sealer({ issuer, sealingSecret: first, otherSealingSecrets: [] }),
    )
    const outcomes = await Promise.allSettled([signer.ready(start), signer.ready(start), signer.ready(start)])
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    await sign(signer, start)
  })
})
