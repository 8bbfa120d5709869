import { beforeAll, describe, expect, it } from 'vitest'
import { authorizeUrl, fetchPath, newBrowser, populate, postForm } from '../support/app.ts'

const origin = 'https://spa.example.com'
const open: [string, string][] = [
  ['/oauth2/token', 'POST'],
  ['/oauth2/userinfo', 'GET'],
  ['/oauth2/userinfo', 'POST'],
  ['/oauth2/jwks', 'GET'],
  ['/.well-known/jwks.json', 'GET'],
  ['/.well-known/openid-configuration', 'GET'],
  ['/.well-known/oauth-authorization-server', 'GET'],
]
const closed = ['/oauth2/authorize', '/oauth2/code', '/sign-in', '/consent', '/select-account', '/']

describe('CORS (Fetch §3.2), for clients in browsers', () => {
  beforeAll(populate)

  describe.each(open)('%s %s', (path, method) => {
    it('a preflight is answered', async () => {
      const response = await fetchPath(path, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': method,
          'access-control-request-headers': 'authorization,content-type',
        },
      })
      const { headers } = response
      expect([response.status, headers.get('access-control-allow-origin')]).toEqual([204, '*'])
      expect(headers.get('access-control-allow-methods')).toContain(method)
      expect(headers.get('access-control-allow-headers')!.toLowerCase()).toContain('authorization')
      expect(headers.get('access-control-allow-headers')!.toLowerCase()).toContain('content-type')
    })

    it('an answer may be read by any origin, also where it is an error, and never with cookies', async () => {
      for (const send of [method, 'DELETE']) {
        const { headers } = await fetchPath(path, { method: send, headers: { origin } })
        expect(headers.get('access-control-allow-origin')).toBe('*')
        expect(headers.get('access-control-allow-credentials')).toBeNull()
        expect(headers.get('access-control-expose-headers')).toMatch('WWW-Authenticate')
        expect(headers.getSetCookie()).toEqual([])
      }
    })
  })

  it('a token request from a page of another origin works', async () => {
    const response = await postForm('/oauth2/token', 'grant_type=authorization_code&code=x&client_id=spa', {
      origin,
    })
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([400, '*'])
  })

  it.each(closed)('RFC 9700 §4: %s MUST NOT be readable by other origins', async (path) => {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const { headers } = await fetchPath(path, { method, headers: { origin } })
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })

  it('nor an authorization response', async () => {
    const { headers } = await newBrowser({ origin }).fetch(authorizeUrl({ prompt: 'none' }))
    expect(headers.get('location')).toMatch('login_required')
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })
})
