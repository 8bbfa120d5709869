import { calculateJwkThumbprint, type JWK } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { signingAlgorithms } from '../../src/protocol/client-metadata.ts'
import { fetchPath, populate } from '../support/app.ts'

describe('RFC 7517 §5 the JWK Set', () => {
  let keys: JWK[]
  beforeAll(async () => {
    await populate()
    keys = ((await (await fetchPath('/oauth2/jwks')).json()) as { keys: JWK[] }).keys
  })

  it('is JSON that any origin may fetch and caches keep for minutes', async () => {
    const { status, headers } = await fetchPath('/oauth2/jwks')
    expect([status, headers.get('content-type'), headers.get('access-control-allow-origin')]).toEqual([
      200,
      'application/json',
      '*',
    ])
    expect(headers.get('cache-control')).toBe('public, max-age=300')
  })

  it('is at its well-known alias too', async () => {
    const alias = (await (await fetchPath('/.well-known/jwks.json')).json()) as { keys: JWK[] }
    expect(alias.keys).toEqual(keys)
  })

  it.each(signingAlgorithms)('holds the current and the next key of %s', (alg) => {
    expect(keys.filter((key) => key.alg === alg)).toHaveLength(2)
  })

  it('§4.5: every kid is distinct, and is the thumbprint of its key (RFC 7638)', async () => {
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length)
    for (const key of keys) expect(key.kid).toBe(await calculateJwkThumbprint(key))
  })

  it('§4.2, §4.4: use is sig and alg is named', () => {
    for (const key of keys) expect([key.use, typeof key.alg]).toEqual(['sig', 'string'])
  })

  it('RFC 7518 §6: holds public parts only', () => {
    for (const key of keys) {
      for (const part of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']) expect(key).not.toHaveProperty(part)
    }
  })

  it('RFC 7518 §3.3: RSA keys have 2048 bits or more', () => {
    for (const key of keys.filter(({ kty }) => kty === 'RSA'))
      expect(key.n!.length).toBeGreaterThanOrEqual(342)
  })
})
