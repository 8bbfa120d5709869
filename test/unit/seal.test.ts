import fc from 'fast-check'
import { base64url, decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { type Purpose, Sealer } from '../../src/seal.ts'

const now = Date.UTC(2027, 4, 5, 12)
const day = 86_400_000
const issuer = 'https://id.example.com'
const first = 'the first sealing secret, long enough'
const second = 'the second sealing secret, long enough'
const third = 'the third sealing secret, long enough'
const sealer = (sealingSecret = first, otherSealingSecrets: string[] = [], origin = issuer) =>
  new Sealer({ issuer: origin, sealingSecret, otherSealingSecrets })

const secrets = sealer()
const purposes: Purpose[] = [
  'code',
  'refresh_token',
  'jti',
  'session',
  'interaction',
  'request',
  'row:keys:a',
  'row:keys:b',
]

describe('what is sealed', () => {
  it('opens to what it was, whatever that is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue(),
        fc.constantFrom(...purposes),
        fc.boolean(),
        async (value, purpose, repeatable) => {
          const sealed = await secrets.seal(purpose, value, { now, repeatable })
          expect((await secrets.open(purpose, sealed, now))?.payload).toEqual(
            JSON.parse(JSON.stringify(value)),
          )
        },
      ),
      { numRuns: 50 },
    )
  })
  it('is not readable, and fits a URL', async () => {
    const sealed = await secrets.seal('code', { password: 'PLAIN' }, { now })
    expect(sealed).toMatch(/^[A-Za-z0-9_.-]+$/)
    for (const part of sealed.split('.')) {
      expect(new TextDecoder('latin1').decode(base64url.decode(part))).not.toContain('PLAIN')
    }
  })
  it('opens on any later day', async () => {
    const sealed = await secrets.seal('refresh_token', 'a', { now })
    for (const later of [1, 30, 400]) {
      expect(await secrets.open('refresh_token', sealed, now + later * day)).toEqual({
        payload: 'a',
        expired: false,
      })
    }
  })
  it('for one purpose never opens as another', async () => {
    for (const sealedFor of purposes) {
      const sealed = await secrets.seal(sealedFor, 'a', { now })
      for (const purpose of purposes) {
        expect((await secrets.open(purpose, sealed, now)) !== undefined).toBe(purpose === sealedFor)
      }
    }
  })
  it('and stored in a row opens under another issuer: a server may be given another name or port', async () => {
    const elsewhere = sealer(first, [], 'https://other.example.com')
    const sealed = await secrets.seal('row:keys:a', 'a private key', { now })
    expect((await elsewhere.open('row:keys:a', sealed, now))?.payload).toBe('a private key')
  })

  it('for one issuer never opens at another', async () => {
    const sealed = await secrets.seal('code', 'a', { now })
    expect(await sealer(first, [], 'https://other.example').open('code', sealed, now)).toBeUndefined()
  })
  it('on one day does not open as of another: the day is in the key', async () => {
    const [header = '', ...rest] = (await secrets.seal('code', 'a', { now })).split('.')
    const { kid, ...others } = JSON.parse(new TextDecoder().decode(base64url.decode(header)))
    const [fingerprint, named] = kid.split('.')
    const tomorrow = (Number.parseInt(named, 36) + 1).toString(36)
    const changed = base64url.encode(JSON.stringify({ ...others, kid: `${fingerprint}.${tomorrow}` }))
    expect(await secrets.open('code', [changed, ...rest].join('.'), now)).toBeUndefined()
  })
})

describe('the end of what is sealed', () => {
  it('is told, with the payload: an expired interaction can still name its application', async () => {
    const expiresAt = now / 1000 + 60
    const sealed = await secrets.seal('interaction', 'a', { now, expiresAt })
    expect(await secrets.open('interaction', sealed, now + 59_999)).toEqual({ payload: 'a', expired: false })
    expect(await secrets.open('interaction', sealed, now + 60_000)).toEqual({ payload: 'a', expired: true })
  })
})

describe('what was tampered with', () => {
  it('does not open: every character counts', async () => {
    const sealed = await secrets.seal('code', { id: 'a' }, { now, expiresAt: now / 1000 + 60 })
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (let at = 0; at < sealed.length; at++) {
      if (sealed[at] === '.') continue
      const index = alphabet.indexOf(sealed[at]!)
      for (const other of [alphabet[(index + 1) % 64], alphabet[index ^ 32]]) {
        const changed = sealed.slice(0, at) + other + sealed.slice(at + 1)
        expect(await secrets.open('code', changed, now), `character ${at}`).toBeUndefined()
      }
    }
  })
  it('does not open cut short, grown or in another spelling', async () => {
    const sealed = await secrets.seal('code', 'a', { now })
    const [header, , iv, text, tag = ''] = sealed.split('.')
    const others = [
      sealed.slice(0, -1),
      `${sealed}A`,
      `${sealed}=`,
      ` ${sealed}`,
      `${sealed}\n`,
      `${sealed}.`,
      `${header}.AAAA.${iv}.${text}.${tag}`,
      `${header}..${iv}.${text}.${tag.slice(0, -6)}`,
      sealed.replaceAll('_', '/'),
      '',
      '....',
    ]
    for (const other of others.filter((each) => each !== sealed)) {
      expect(await secrets.open('code', other, now), other).toBeUndefined()
    }
  })
  it('does not open where only the unused bits of a last character differ', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const sealed = await secrets.seal('code', 'a', { now })
    const last = alphabet.indexOf(sealed.at(-1)!) // a tag of 16 bytes leaves 4 bits unused
    const twin = sealed.slice(0, -1) + alphabet[last ^ 1]
    expect(base64url.decode(twin.split('.')[4]!)).toEqual(base64url.decode(sealed.split('.')[4]!))
    expect(await secrets.open('code', twin, now)).toBeUndefined()
  })
  it('never throws, whatever comes', async () => {
    const anything = fc.oneof(
      fc.string(),
      fc.array(fc.base64String(), { maxLength: 6 }).map((parts) => parts.join('.')),
    )
    await fc.assert(
      fc.asyncProperty(anything, async (text) => {
        expect(await secrets.open('code', text, now)).toBeUndefined()
      }),
    )
  })
})

describe('a repeatable seal', () => {
  const seal = (payload: unknown, purpose: Purpose = 'refresh_token', at = now, by = secrets) =>
    by.seal(purpose, payload, { now: at, repeatable: true })
  const ivOf = (sealed: string) => sealed.split('.')[2]

  it('gives the same string for the same payload, in every isolate', async () => {
    const grant = { grant: 'g', generation: 1 }
    expect(await seal(grant)).toBe(await seal(grant))
    expect(await seal(grant, 'refresh_token', now, sealer())).toBe(await seal(grant))
    expect(await seal(grant, 'refresh_token', now + 1000)).toBe(await seal(grant))
  })
  it('never uses one IV for two payloads', async () => {
    const ivs = new Map<string | undefined, string>()
    for (let generation = 0; generation < 500; generation++) {
      const sealed = await seal({ grant: 'g', generation })
      expect(ivs.has(ivOf(sealed))).toBe(false)
      ivs.set(ivOf(sealed), sealed)
    }
  })
  it('never uses one IV for two ends of the same payload', async () => {
    const until = (expiresAt: number) => secrets.seal('jti', 'a', { now, expiresAt, repeatable: true })
    expect(ivOf(await until(1))).not.toBe(ivOf(await until(2)))
  })
  it('differs by purpose, day and secret', async () => {
    const all = [
      await seal('a'),
      await seal('a', 'code'),
      await seal('a', 'refresh_token', now + day),
      await seal('a', 'refresh_token', now, sealer(second)),
    ]
    expect(new Set(all.map(ivOf)).size).toBe(4)
  })
  it('others never repeat', async () => {
    const sealed = await Promise.all(Array.from({ length: 100 }, () => secrets.seal('code', 'a', { now })))
    expect(new Set(sealed.map(ivOf)).size).toBe(100)
  })
})

describe('a change of the sealing secret', () => {
  it('the previous one still opens, the next one opens already, the current one seals', async () => {
    const before = sealer(first)
    const during = sealer(second, [first, third])
    const after = sealer(third, [second])
    const [old, current, coming] = await Promise.all(
      [before, during, after].map((each) => each.seal('session', 'a', { now })),
    )
    for (const each of [old, current, coming])
      expect((await during.open('session', each!, now))?.payload).toBe('a')
    expect(await before.open('session', current!, now)).toBeUndefined()
    expect(await after.open('session', old!, now)).toBeUndefined()
    expect((await after.open('session', current!, now))?.payload).toBe('a')
  })
  it('it can be told what is not yet sealed under the current one', async () => {
    const old = await sealer(first).seal('row:keys:a', 'a', { now })
    expect(await sealer(first).isCurrent(old)).toBe(true)
    expect(await sealer(second, [first]).isCurrent(old)).toBe(false)
  })
  it('the header names the secret without telling it', async () => {
    const { kid } = decodeProtectedHeader(await sealer(first).seal('code', 'a', { now }))
    expect(kid).toMatch(/^[A-Za-z0-9_-]{8}\.[a-z0-9]+$/)
  })
})

describe('a pseudonym', () => {
  it('is the same in every isolate, and tells nothing', async () => {
    expect(await secrets.pseudonym('account|alice')).toBe(await sealer().pseudonym('account|alice'))
    expect(await secrets.pseudonym('account|alice')).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(await secrets.pseudonym('account|bob')).not.toBe(await secrets.pseudonym('account|alice'))
    expect(await sealer(second).pseudonym('account|alice')).not.toBe(await secrets.pseudonym('account|alice'))
  })
})
