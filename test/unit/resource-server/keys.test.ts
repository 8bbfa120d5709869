import { beforeEach, describe, expect, it } from 'vitest'
import { FakeIssuer, issuer, signer, withToken } from '../../support/fake-issuer.ts'

let server: FakeIssuer
beforeEach(async () => {
  server = await FakeIssuer.start()
})

const unavailable = { status: 503, code: 'temporarily_unavailable' }
const unknownKey = { status: 401, code: 'invalid_token', description: expect.stringContaining('kid') }

describe('the keys of the authorization server', () => {
  it('are asked for with the first request, then kept', async () => {
    const protect = server.protect()
    expect(server.requests).toEqual([])
    for (let request = 0; request < 3; request++) await protect(withToken(await server.token()))
    expect(server.requests).toEqual(['/.well-known/oauth-authorization-server', '/jwks'])
  })

  it('are asked for again after ten minutes; the metadata after an hour', async () => {
    const protect = server.protect({ clockTolerance: 300 })
    await protect(withToken(await server.token()))
    server.now += 599_000
    await protect(withToken(await server.token()))
    expect(server.count('/jwks')).toBe(1)
    server.now += 1_000
    await expect(protect(withToken(await server.token()))).rejects.toMatchObject({ status: 401 }) // expired
    expect(server.count('/jwks')).toBe(2)
    server.now += 3_600_000
    await expect(protect(withToken(await server.token()))).rejects.toMatchObject({ status: 401 })
    expect(server.requests).toHaveLength(5)
  })

  it('are asked for again when a token names a new one: a rotation fails nobody', async () => {
    const protect = server.protect()
    await protect(withToken(await server.token()))
    const next = await signer('key-2')
    server.keys = [server.signer.jwk, next.jwk]
    await protect(withToken(await server.token({}, { kid: 'key-2' }, next)))
    await protect(withToken(await server.token()))
    expect(server.count('/jwks')).toBe(2)
  })

  it('are asked for at most once in 30 seconds for ids that nobody has', async () => {
    const protect = server.protect()
    await protect(withToken(await server.token()))
    for (let made = 0; made < 20; made++) {
      const refused = protect(withToken(await server.token({}, { kid: `made-up-${made}` })))
      await expect(refused).rejects.toMatchObject(unknownKey)
    }
    expect(server.count('/jwks')).toBe(2)
    server.now += 30_000
    await expect(protect(withToken(await server.token({}, { kid: 'x' })))).rejects.toMatchObject(unknownKey)
    expect(server.count('/jwks')).toBe(3)
    await protect(withToken(await server.token())) // and those who are known never notice
  })

  it('are not asked for by a token that could not pass anyway', async () => {
    const protect = server.protect()
    for (const header of [{ alg: 'none' }, { typ: 'JWT' }, { kid: undefined }, { crit: ['x'] }]) {
      await expect(protect(withToken(await server.token({}, header)))).rejects.toMatchObject({ status: 401 })
    }
    expect(server.requests).toEqual([])
  })

  it('are not asked for again while the server is down, which is no fault of the token', async () => {
    const protect = server.protect()
    await protect(withToken(await server.token()))
    const next = await signer('key-2')
    server.keys = [next.jwk]
    server.down = true
    const rotated = await server.token({}, { kid: 'key-2' }, next)
    for (let again = 0; again < 3; again++)
      await expect(protect(withToken(rotated))).rejects.toMatchObject(unavailable)
    expect(server.count('/jwks')).toBe(2)
    expect(server.failures).toHaveLength(1)
    server.down = false
    server.now += 5_000
    await protect(withToken(rotated))
  })

  it('that a token names may be newer than a renewal that somebody’s made-up id has used up', async () => {
    const protect = server.protect()
    await protect(withToken(await server.token()))
    await expect(protect(withToken(await server.token({}, { kid: 'made-up' })))).rejects.toMatchObject({
      status: 401,
    })
    const next = await signer('key-2')
    server.keys = [next.jwk]
    server.now += 5_000
    const rotated = await server.token({}, { kid: 'key-2' }, next)
    const refused = await protect(withToken(rotated)).catch((error) => error)
    expect(refused).toMatchObject(unavailable)
    expect(refused.headers['retry-after']).toBe('5')
    expect(server.count('/jwks')).toBe(2)
    expect(server.failures).toEqual([]) // nothing failed, and whoever makes up ids fills no log
    server.now += 25_000
    await protect(withToken(rotated))
  })

  it('are taken by their public part, whatever else is published', async () => {
    server.keys = [{ ...server.signer.jwk, d: server.signer.jwk.x ?? '', ext: false, oth: [] }]
    await server.protect()(withToken(await server.token()))
  })

  it('no longer pass when the server has withdrawn one', async () => {
    const protect = server.protect({ clockTolerance: 300 })
    await protect(withToken(await server.token()))
    server.keys = []
    server.now += 600_000
    await expect(protect(withToken(await server.token()))).rejects.toMatchObject(unknownKey)
  })

  it('serve on while the server is down, and it is told why', async () => {
    const protect = server.protect()
    const token = await server.token({ exp: server.now / 1000 + 86_400 })
    await protect(withToken(token))
    server.down = true
    server.now += 86_000_000
    expect(await protect(withToken(token))).toMatchObject({ sub: 'sub-of-grace' })
    const lost = 'TypeError: Network connection lost'
    expect(server.failures.map(String)).toEqual([lost, lost]) // metadata and keys
  })
})

describe('without keys nobody passes, and it is no 401', () => {
  const cases: [string, (server: FakeIssuer) => unknown, RegExp][] = [
    ['the server is down', (it) => Object.assign(it, { down: true }), /connection lost/],
    ['it has no metadata', (it) => delete it.routes['/.well-known/oauth-authorization-server'], /404/],
    [
      'its metadata speaks for another',
      (it) => metadata(it, { issuer: 'https://evil.example' }),
      /speaks for https:\/\/evil\.example, not for https:\/\/id\.example\.com/,
    ],
    [
      'its name has a slash too few',
      (it) => metadata(it, { issuer: `${issuer}/` }),
      /they differ in the slash at the end/,
    ],
    ['its metadata names no keys', (it) => metadata(it, { jwks_uri: undefined }), /names no jwks_uri/],
    [
      'its keys are at http',
      (it) => metadata(it, { jwks_uri: 'http://id.example.com/jwks' }),
      /not an https/,
    ],
    ['its keys are a list', (it) => keys(it, () => Response.json([])), /not answer with a JSON object/],
    ['its keys are no JWK Set', (it) => keys(it, () => Response.json({ keys: {} })), /JWK Set/],
    ['its keys are no JSON', (it) => keys(it, () => new Response('<html>')), /JSON/],
    ['its keys fail', (it) => keys(it, () => new Response('', { status: 500 })), /jwks answered 500/],
    ['its keys are elsewhere', (it) => keys(it, () => Response.redirect(`${issuer}/other`)), /answered 302/],
    ['its keys never end', (it) => keys(it, () => new Response(endless())), /more than 262144 bytes/],
  ]
  it.each(cases)('%s', async (_, change, why) => {
    change(server)
    const protect = server.protect()
    const refused = await protect(withToken(await server.token())).catch((error) => error)
    expect(refused).toMatchObject(unavailable)
    expect(refused.headers).not.toHaveProperty('www-authenticate')
    expect(refused.headers['retry-after']).toBe('5')
    expect(refused.description).not.toMatch(why) // the cause is for whoever runs the API
    expect(String(refused.cause)).toMatch(why)
    expect(server.failures.map(String)).toEqual([expect.stringMatching(why)])
  })

  it('until they can be had again', async () => {
    server.down = true
    const protect = server.protect()
    await expect(protect(withToken(await server.token()))).rejects.toMatchObject(unavailable)
    server.down = false
    await expect(protect(withToken(await server.token()))).rejects.toMatchObject(unavailable)
    expect(server.requests).toHaveLength(1)
    server.now += 5_000
    expect(await protect(withToken(await server.token()))).toMatchObject({ sub: 'sub-of-grace' })
  })

  it('and every attempt has a limit in time and follows no redirect', async () => {
    const inits: RequestInit[] = []
    const fetch = (url: string, init: RequestInit) => {
      inits.push(init)
      return server.fetch(url, init)
    }
    await server.protect({ fetch })(withToken(await server.token()))
    expect(inits).toHaveLength(2)
    for (const { redirect, signal } of inits) {
      expect({ redirect, signal }).toEqual({ redirect: 'manual', signal: expect.any(AbortSignal) })
    }
  })
})

function metadata({ routes }: FakeIssuer, change: object): void {
  const path = '/.well-known/oauth-authorization-server'
  routes[path] = () => Response.json({ issuer, jwks_uri: `${issuer}/jwks`, ...change })
}

function keys({ routes }: FakeIssuer, answer: () => Response): void {
  routes['/jwks'] = answer
}

const endless = () =>
  new ReadableStream<Uint8Array>({ pull: (stream) => stream.enqueue(new Uint8Array(65_536).fill(0x20)) })
