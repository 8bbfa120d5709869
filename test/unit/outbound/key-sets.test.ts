import { exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from 'jose'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { KeySets } from '../../../src/outbound/key-sets.ts'
import { fetchesOf, publish } from '../../support/web.ts'

let count = 0
let uri: string
let sets: KeySets

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  uri = `https://keys.example.com/${++count}.json`
  sets = new KeySets('id.example.com')
})
afterEach(() => vi.useRealTimers())

const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)

async function signer(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid }
  const token = await new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey)
  return { jwk, token }
}
const verifies = (token: string) =>
  jwtVerify(token, sets.of({ jwks_uri: uri })).then(
    () => true,
    () => false,
  )

it('keys are fetched once, and again when a signature names one that is not there: not more than twice a minute', async () => {
  const [one, two, none] = [await signer('one'), await signer('two'), await signer('none')]
  await publish(uri, { keys: [one.jwk] })
  for (let i = 0; i < 3; i++) expect(await verifies(one.token)).toBe(true)
  expect(await fetchesOf(uri)).toBe(1)
  await publish(uri, { keys: [one.jwk, two.jwk] })
  expect(await verifies(two.token)).toBe(true)
  expect(await fetchesOf(uri)).toBe(2)
  for (let i = 0; i < 5; i++) expect(await verifies(none.token)).toBe(false)
  expect(await fetchesOf(uri)).toBe(2)
  later(31)
  expect(await verifies(none.token)).toBe(false)
  expect(await fetchesOf(uri)).toBe(3)
})
it('a key that was taken away is good for ten minutes at most; while the host is down, for a day', async () => {
  const one = await signer('one')
  await publish(uri, { keys: [one.jwk] })
  expect(await verifies(one.token)).toBe(true)
  await publish(uri, { status: 503 })
  later(3_600)
  expect(await verifies(one.token)).toBe(true)
  await publish(uri, { keys: [(await signer('two')).jwk] })
  later(700)
  expect(await verifies(one.token)).toBe(false)
})
it.each([
  ['no key set', { a: 1 }],
  ['private keys', { keys: [{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', d: 'AA' }] }],
  ['shared keys', { keys: [{ kty: 'oct', k: 'AA' }] }],
  ['too many', { keys: Array(21).fill({ kty: 'OKP', crv: 'Ed25519', x: 'AA' }) }],
  ['a redirect', { status: 302, headers: { location: 'https://keys.example.com/' } }],
])('%s is of no use', async (_, page) => {
  await publish(uri, page)
  expect(await verifies((await signer('one')).token)).toBe(false)
})
it('keys that are given are asked of nobody', async () => {
  const one = await signer('one')
  await jwtVerify(one.token, sets.of({ jwks: { keys: [one.jwk] } }))
})
