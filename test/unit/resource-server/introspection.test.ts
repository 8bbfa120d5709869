import { beforeEach, describe, expect, it } from 'vitest'
import { audience, FakeIssuer, goodClaims, issuer, noon, withToken } from '../../support/fake-issuer.ts'

const introspection = { clientId: 'the:api', clientSecret: 'p+ss wörd%' }
const good: Record<string, unknown> = { ...goodClaims, active: true, token_type: 'Bearer' }
const reference = 'a-reference.token_of~30/characters+=='

let server: FakeIssuer
let answer: () => Response
let asked: Request[]
beforeEach(async () => {
  server = await FakeIssuer.start()
  answer = () => Response.json(good)
  asked = []
  server.routes['/introspect'] = (request) => {
    asked.push(request)
    return answer()
  }
})

describe('RFC 7662 a reference token', () => {
  it('is sent to the authorization server, with the credentials of the API', async () => {
    const claims = await server.protect({ introspection, scopes: ['customer.r'] })(withToken(reference))
    expect(claims).toMatchObject({ sub: 'sub-of-grace', client_id: 'web' })
    expect(claims).not.toHaveProperty('active')
    const [request] = asked
    expect(request?.method).toBe('POST')
    expect(Object.fromEntries(new URLSearchParams(await request?.text()))).toEqual({
      token: reference,
      token_type_hint: 'access_token',
    })
    expect(request?.headers.get('authorization')).toBe(`Basic ${btoa('the%3Aapi:p%2Bss+w%C3%B6rd%25')}`)
    expect(server.requests).toEqual(['/.well-known/oauth-authorization-server', '/introspect'])
  })

  it('of light-oauth2: the scope of the answer is a text, that of the claims a list', async () => {
    const { sub: _, ...own } = good
    answer = () => Response.json({ ...own, version: '1.0', user_id: 'stevehu', scope: 'account.r account.w' })
    const protect = (scopes: string[]) =>
      server.protect({ introspection, tokenProfile: 'light-oauth2', scopes })(withToken(reference))
    expect((await protect(['account.w'])).scope).toEqual(['account.r', 'account.w'])
    await expect(protect(['account.x'])).rejects.toMatchObject({ status: 403, scope: 'account.x' })
    answer = () => Response.json({ ...own, version: '1.0', scope: 7 })
    await expect(protect([])).rejects.toMatchObject({ status: 401 })
  })

  it('needs its scope too', async () => {
    const refused = server.protect({ introspection, scopes: ['customer.w'] })(withToken(reference))
    await expect(refused).rejects.toMatchObject({ status: 403, scope: 'customer.w' })
  })

  it('passes with what an answer must say, and no more', async () => {
    const { active, sub, aud, exp, client_id } = good
    answer = () => Response.json({ active, sub, aud, exp, client_id })
    await server.protect({ introspection })(withToken(reference))
  })

  it.each<[string, object, RegExp]>([
    ['inactive', { active: false }, /is not active/],
    ['almost active', { active: 'true' }, /is not active/],
    ['for another API', { aud: 'https://other.example' }, /for another API/],
    ['for nobody', { aud: undefined }, /has no aud/],
    ['from another server', { iss: 'https://evil.example' }, /from another server/],
    ['expired', { exp: noon - 30 }, /has expired/],
    ['without an end', { exp: undefined }, /has no exp/],
    ['not valid yet', { nbf: noon + 31 }, /nbf is in the future/],
    ['without a client', { client_id: undefined }, /has no client_id/],
    ['without a subject', { sub: undefined }, /has no sub/],
    ['bound to a key', { cnf: { jkt: 'x' } }, /bound to a key/],
  ])('is refused where it is %s', async (_, change, reason) => {
    answer = () => Response.json({ ...good, ...change })
    const refused = server.protect({ introspection })(withToken(reference))
    await expect(refused).rejects.toMatchObject({
      status: 401,
      code: 'invalid_token',
      description: expect.stringMatching(reason),
    })
  })

  it.each<[string, () => Response, RegExp]>([
    ['refuses the API', () => Response.json({ error: 'invalid_client' }, { status: 401 }), /answered 401/],
    ['fails', () => new Response('', { status: 502 }), /answered 502/],
    ['says nothing', () => new Response(''), /JSON/],
    ['redirects', () => Response.redirect(`${issuer}/other`), /answered 302/],
  ])('is not judged where the server %s', async (_, given, why) => {
    answer = given
    const refused = server.protect({ introspection })(withToken(reference))
    await expect(refused).rejects.toMatchObject({ status: 503, code: 'temporarily_unavailable' })
    expect(server.failures.map(String)).toEqual([expect.stringMatching(why)])
  })

  it('is not judged where the server has no introspection', async () => {
    server.routes['/.well-known/oauth-authorization-server'] = () =>
      Response.json({ issuer, jwks_uri: `${issuer}/jwks` })
    const refused = server.protect({ introspection })(withToken(reference))
    await expect(refused).rejects.toMatchObject({ status: 503 })
    expect(server.failures.map(String)).toEqual([expect.stringMatching(/names no introspection_endpoint/)])
  })

  it('is asked about every time', async () => {
    const protect = server.protect({ introspection })
    await protect(withToken(reference))
    answer = () => Response.json({ active: false })
    await expect(protect(withToken(reference))).rejects.toMatchObject({ status: 401 })
  })
})

describe('answers that may be used again', () => {
  const cached = { ...introspection, cacheSeconds: 10 }
  it('are, for as long as the API says', async () => {
    const protect = server.protect({ introspection: cached })
    await protect(withToken(reference))
    server.now += 9_999
    await protect(withToken(reference))
    expect(asked).toHaveLength(1)
    await protect(withToken('another'))
    expect(asked).toHaveLength(2)
    server.now += 1
    await protect(withToken(reference))
    expect(asked).toHaveLength(3)
  })
  it('are not, once the token has ended', async () => {
    answer = () => Response.json({ ...good, exp: noon + 5 })
    const protect = server.protect({ introspection: cached, clockTolerance: 0 })
    await protect(withToken(reference))
    server.now += 5_000
    await expect(protect(withToken(reference))).rejects.toMatchObject({
      description: expect.stringMatching(/has expired/),
    })
  })
  it('are for two seconds where they were bad, or shorter where the API says so', async () => {
    for (const [cacheSeconds, kept] of [
      [10, 2_000],
      [1, 1_000],
    ] as const) {
      answer = () => Response.json({ active: false })
      const protect = server.protect({ introspection: { ...cached, cacheSeconds } })
      const before = asked.length
      for (const later of [0, kept - 1]) {
        server.now += later
        await expect(protect(withToken(reference))).rejects.toMatchObject({
          status: 401,
          description: expect.stringMatching(/not active/),
        })
      }
      expect(asked).toHaveLength(before + 1)
      answer = () => Response.json(good)
      server.now += 1
      await protect(withToken(reference))
    }
  })
  it('are not, where there was none', async () => {
    const protect = server.protect({ introspection: cached })
    answer = () => new Response('', { status: 502 })
    await expect(protect(withToken(reference))).rejects.toMatchObject({ status: 503 })
    answer = () => Response.json(good)
    await protect(withToken(reference))
  })
  it('are each request’s own: what one does to its claims no other sees', async () => {
    answer = () => Response.json({ ...good, roles: ['reader'] })
    const protect = server.protect({ introspection: cached })
    for (let request = 0; request < 3; request++) {
      const { roles } = (await protect(withToken(reference))) as unknown as { roles: string[] }
      expect(roles).toEqual(['reader'])
      roles.push('admin')
    }
    expect(asked).toHaveLength(1)
  })
  it('good ones are not pushed out by bad ones', async () => {
    const protect = server.protect({ introspection: cached })
    await protect(withToken(reference))
    answer = () => Response.json({ active: false })
    for (let index = 0; index <= 1_000; index++)
      await protect(withToken(`made-up-${index}`)).catch(() => undefined)
    await protect(withToken(reference))
  })
  it('are a thousand at most: the oldest goes', async () => {
    const protect = server.protect({ introspection: cached })
    for (let index = 0; index <= 1_000; index++) await protect(withToken(`reference-${index}`))
    await protect(withToken('reference-1'))
    expect(asked).toHaveLength(1_001)
    await protect(withToken('reference-0'))
    expect(asked).toHaveLength(1_002)
  })
})

describe('a JWT', () => {
  it('is not asked about', async () => {
    await server.protect({ introspection })(withToken(await server.token()))
    expect(asked).toHaveLength(0)
  })
  it('is, where revocation is to be honoured at once', async () => {
    const protect = server.protect({ introspection: { ...introspection, when: 'always' } })
    const token = await server.token()
    expect(await protect(withToken(token))).toMatchObject({ aud: audience, jti: 'one-token' })
    answer = () => Response.json({ active: false })
    await expect(protect(withToken(token))).rejects.toMatchObject({
      status: 401,
      description: expect.stringMatching(/not active/),
    })
    expect(asked).toHaveLength(2)
  })
  it('that is never active may be the fault of the registration: whoever runs the API hears it once a minute', async () => {
    answer = () => Response.json({ active: false })
    const protect = server.protect({ introspection: { ...introspection, when: 'always' } })
    const refused = async () =>
      expect(protect(withToken(await server.token()))).rejects.toMatchObject({ status: 401 })
    for (let request = 0; request < 5; request++) await refused()
    const suspicion = expect.stringMatching(/'the:api'.*introspection_clients/)
    expect(server.failures.map(String)).toEqual([suspicion])
    server.now += 60_000
    await refused()
    expect(server.failures.map(String)).toEqual([suspicion, suspicion])
    answer = () => Response.json(good)
    await protect(withToken(await server.token()))
    answer = () => Response.json({ active: false })
    server.now += 60_000
    await refused()
    expect(server.failures).toHaveLength(2) // one was active, so this one was revoked
  })
  it('is not even then where it is bad already', async () => {
    const protect = server.protect({ introspection: { ...introspection, when: 'always' } })
    await expect(protect(withToken(await server.token({ aud: 'x' })))).rejects.toMatchObject({ status: 401 })
    expect(asked).toHaveLength(0)
  })
})
