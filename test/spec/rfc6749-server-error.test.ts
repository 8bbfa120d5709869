/** RFC 6749 §4.1.2.1, §5.2 and what they leave to HTTP: a store is away, on an isolate that has just begun. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  authorizeUrl,
  basic,
  bindings,
  fetchPath,
  issuer,
  populate,
  postForm,
  read,
  secret,
  token,
} from '../support/app.ts'

describe('while a store is away', () => {
  function storesAreAway() {
    vi.spyOn(bindings.CLIENTS, 'get').mockRejectedValue(new Error('KV s3cr3t detail'))
    return vi.spyOn(bindings.DB, 'prepare').mockImplementation(() => {
      throw new Error('D1 s3cr3t detail')
    })
  }
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('a client gets JSON, with a request id and without the cause', async () => {
    const away = storesAreAway()
    const answer = await token({ grant_type: 'client_credentials' }, { authorization: basic('web', secret) })
    expect(away).toHaveBeenCalled()
    expect(answer).toBeOAuthError(500, 'server_error')
    expect(answer.body.request_id).toBe(answer.headers.get('x-request-id'))
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(JSON.stringify(answer.body)).not.toContain('s3cr3t')
    for (const path of ['/oauth2/userinfo', '/oauth2/jwks', '/.well-known/openid-configuration']) {
      expect(await read(await fetchPath(path))).toBeOAuthError(500, 'server_error')
    }
  })

  it('a person gets a page that says it is not their fault', async () => {
    storesAreAway()
    for (const path of [authorizeUrl().slice(issuer.length), '/', '/sign-in']) {
      const response = await fetchPath(path)
      const html = await response.text()
      expect([response.status, response.headers.get('cache-control')]).toEqual([500, 'no-store'])
      expect(html).toContain('Something failed on our side')
      expect(html).toContain(response.headers.get('x-request-id'))
      expect(html).not.toContain('s3cr3t')
    }
  })

  it('and all is well once it is back', async () => {
    await populate()
    expect((await token({ grant_type: 'client_credentials' })).status).toBe(200)
    expect((await postForm('/oauth2/token', 'grant_type=x')).status).toBe(401)
  })
})
