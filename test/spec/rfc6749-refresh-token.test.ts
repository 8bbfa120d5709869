import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Client, ClientInput } from '../../src/protocol/client-metadata.ts'
import { CopiedTable } from '../../src/stores/copied-table.ts'
import {
  type Answer,
  asPublic,
  authorize,
  basic,
  bindings,
  claimsOf,
  type Json,
  later,
  pkce,
  populate,
  refresh,
  register,
  secret,
  signedInBrowser,
  stopClock,
  token,
  userinfo,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'

const day = 86_400
const scope = 'openid profile offline_access read write'

describe('RFC 6749 §6 refreshing an access token', () => {
  let browser: FormBrowser
  beforeAll(async () => {
    await populate()
    await register({ client_id: 'other' })
    browser = await signedInBrowser()
  })
  beforeEach(stopClock)
  afterEach(() => {
    vi.useRealTimers()
  })

  /** What the code yielded to this client, which is registered as it is first named. */
  async function begin(clientId = 'web', parameters: Record<string, string> = {}): Promise<Json> {
    const location = await authorize(browser, { client_id: clientId, scope, ...parameters })
    const code = location.searchParams.get('code')!
    const form = { grant_type: 'authorization_code', code }
    const { body } = await token(form, { authorization: basic(clientId, secret) })
    return body
  }
  const as =
    (clientId: string) =>
    (refreshToken: string, more: Record<string, string> = {}) =>
      token(
        { grant_type: 'refresh_token', refresh_token: refreshToken, ...more },
        { authorization: basic(clientId, secret) },
      )
  let count = 0
  async function beginAs(change: Partial<ClientInput>) {
    const client_id = `refreshing-${count++}`
    await register({ client_id, ...change })
    return { tokens: await begin(client_id), refresh: as(client_id), client_id }
  }

  it('yields a new access token, a new refresh token and a new ID token (OIDC Core §12.2)', async () => {
    const first = await begin('web', { nonce: 'n' })
    later(100)
    const { status, headers, body } = await refresh(first.refresh_token)
    expect([status, body]).toMatchObject([200, { token_type: 'Bearer', expires_in: 600, scope }])
    expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache'])
    expect(body.refresh_token).not.toBe(first.refresh_token)
    const [before, after] = [claimsOf(first.id_token), claimsOf(body.id_token)]
    for (const same of ['iss', 'sub', 'aud', 'auth_time', 'acr', 'amr', 'sid'])
      expect(after[same]).toEqual(before[same])
    expect(after.iat! - before.iat!).toBe(100)
    expect(after).not.toHaveProperty('nonce')
    expect(claimsOf(body.access_token).jti).not.toBe(claimsOf(first.access_token).jti)
    expect((await userinfo(body.access_token)).status).toBe(200)
  })

  it('goes on for generations', async () => {
    let { refresh_token } = await begin()
    const seen = new Set([refresh_token])
    for (let generation = 0; generation < 5; generation++) {
      later(60)
      refresh_token = (await refresh(refresh_token)).body.refresh_token
      seen.add(refresh_token)
    }
    expect(seen.size).toBe(6)
  })

  it('is only for clients registered for it, with offline_access allowed (OIDC Core §11)', async () => {
    await register({ client_id: 'codes-only', grant_types: ['authorization_code'] })
    expect(await begin('codes-only')).not.toHaveProperty('refresh_token')
    expect(await begin('web', { scope: 'openid read' })).not.toHaveProperty('refresh_token')
    const { refresh_token } = await begin()
    expect(await as('codes-only')(refresh_token)).toBeOAuthError(400, 'unauthorized_client')
  })

  describe('rotation is idempotent within its window', () => {
    it('the predecessor yields the identical successor, to everyone who asks at once', async () => {
      const { refresh_token } = await begin()
      const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(refresh_token)))
      expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200))
      expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1)
      expect(new Set(answers.map(({ body }) => claimsOf(body.access_token).jti)).size).toBe(10)
    })

    it('for 30 seconds from the first rotation, which later ones do not extend', async () => {
      const { refresh_token } = await begin()
      const successor = (await refresh(refresh_token)).body.refresh_token
      for (const wait of [10, 10, 9]) {
        later(wait)
        expect((await refresh(refresh_token)).body.refresh_token).toBe(successor)
      }
      later(1)
      expect(await refresh(refresh_token)).toBeOAuthError(400, 'invalid_grant')
    })

    it('for as long as the registration says', async () => {
      const { tokens, refresh } = await beginAs({ refresh_token_overlap: 5 })
      const successor = (await refresh(tokens.refresh_token)).body.refresh_token
      later(4)
      expect((await refresh(tokens.refresh_token)).body.refresh_token).toBe(successor)
      later(1)
      expect(await refresh(tokens.refresh_token)).toBeOAuthError(400, 'invalid_grant')
    })

    it('or not at all', async () => {
      const { tokens, refresh } = await beginAs({ refresh_token_overlap: 0 })
      expect((await refresh(tokens.refresh_token)).status).toBe(200)
      expect(await refresh(tokens.refresh_token)).toBeOAuthError(400, 'invalid_grant')
    })

    it('it extends no lifetime', async () => {
      const { tokens, refresh } = await beginAs({ refresh_token_idle_lifetime: 100 })
      const successor = (await refresh(tokens.refresh_token)).body.refresh_token
      later(29)
      await refresh(tokens.refresh_token)
      later(71)
      expect(await refresh(successor)).toBeOAuthError(400, 'invalid_grant')
    })
  })

  describe('RFC 9700 §4.14.2: reuse revokes the grant', () => {
    async function expectRevoked(...tokens: Json[]) {
      for (const { refresh_token, access_token } of tokens) {
        expect(await refresh(refresh_token)).toBeOAuthError(400, 'invalid_grant')
        expect(await userinfo(access_token)).toBeOAuthError(401, 'invalid_token')
      }
    }

    it('of the predecessor after the window', async () => {
      const first = await begin()
      const second = (await refresh(first.refresh_token)).body
      expect((await userinfo(second.access_token)).status).toBe(200)
      later(30)
      const reuse = await refresh(first.refresh_token)
      expect(reuse).toBeOAuthError(400, 'invalid_grant')
      expect(reuse.body.error_description).toMatch('already rotated')
      await expectRevoked(second, first)
    })

    it('of anything older, even within the window', async () => {
      const first = await begin()
      const second = (await refresh(first.refresh_token)).body
      const third = (await refresh(second.refresh_token)).body
      expect(await refresh(first.refresh_token)).toBeOAuthError(400, 'invalid_grant')
      await expectRevoked(third, second)
    })

    it('by another client it proves nothing', async () => {
      const first = await begin()
      const second = (await refresh(first.refresh_token)).body
      later(30)
      expect(await as('other')(first.refresh_token)).toBeOAuthError(400, 'invalid_grant')
      expect((await userinfo(second.access_token)).status).toBe(200)
    })

    it('of one grant leaves the others of the person alone', async () => {
      const [first, bystander] = [await begin(), await begin()]
      await refresh(first.refresh_token)
      later(30)
      await refresh(first.refresh_token)
      expect((await refresh(bystander.refresh_token)).status).toBe(200)
    })
  })

  describe('lifetimes', () => {
    it('idle: two weeks without use end it, each use begins them anew', async () => {
      let { refresh_token } = await begin()
      for (let use = 0; use < 3; use++) {
        later(14 * day - 1)
        const { status, body } = await refresh(refresh_token)
        expect(status).toBe(200)
        refresh_token = body.refresh_token
      }
      later(14 * day)
      expect(await refresh(refresh_token)).toBeOAuthError(400, 'invalid_grant')
    })

    it('absolute: sixty days end it however often it was used', async () => {
      let { refresh_token } = await begin()
      for (let use = 0; use < 5; use++) {
        later(12 * day - (use === 4 ? 100 : 0))
        refresh_token = (await refresh(refresh_token)).body.refresh_token
      }
      const last = await refresh(refresh_token)
      expect(last.body.expires_in).toBe(100) // an access token does not outlive its grant
      later(100)
      expect(await refresh(last.body.refresh_token)).toBeOAuthError(400, 'invalid_grant')
      expect(await userinfo(last.body.access_token)).toBeOAuthError(401, 'invalid_token')
    })

    it('are what the registration says', async () => {
      const { tokens, refresh } = await beginAs({
        refresh_token_lifetime: 1000,
        refresh_token_idle_lifetime: 600,
      })
      later(599)
      const { body } = await refresh(tokens.refresh_token)
      later(401)
      expect(await refresh(body.refresh_token)).toBeOAuthError(400, 'invalid_grant')
    })

    it('outlive the session of the person', async () => {
      let { refresh_token } = await begin()
      for (let week = 0; week < 5; week++) {
        later(7 * day)
        refresh_token = (await refresh(refresh_token)).body.refresh_token
      }
      expect((await refresh(refresh_token)).status).toBe(200)
    })
  })

  describe('scope', () => {
    it('MUST NOT include what was not granted', async () => {
      const { refresh_token } = await begin('web', { scope: 'openid offline_access read' })
      expect(await refresh(refresh_token, { scope: 'openid read write' })).toBeOAuthError(
        400,
        'invalid_scope',
      )
      expect(await refresh(refresh_token, { scope: 'nothing' })).toBeOAuthError(400, 'invalid_scope')
      expect(await refresh(refresh_token, { scope: ' ' })).toBeOAuthError(400, 'invalid_scope')
      expect((await refresh(refresh_token)).status).toBe(200)
    })

    it('may be less, for this access token only; the refresh token keeps it all', async () => {
      const { refresh_token } = await begin()
      const narrow = (await refresh(refresh_token, { scope: 'read' })).body
      expect([narrow.scope, claimsOf(narrow.access_token).scope]).toEqual(['read', 'read'])
      expect(narrow).not.toHaveProperty('id_token')
      expect(await userinfo(narrow.access_token)).toBeOAuthError(403, 'insufficient_scope')
      const wide = (await refresh(narrow.refresh_token)).body
      expect(wide.scope).toBe(scope)
    })
  })

  describe('is bound to its client', () => {
    it('another client gets nothing, and burns nothing', async () => {
      const { refresh_token } = await begin()
      expect(await as('other')(refresh_token)).toBeOAuthError(400, 'invalid_grant')
      expect((await refresh(refresh_token)).status).toBe(200)
    })

    it('a wrong secret burns nothing', async () => {
      const { refresh_token } = await begin()
      const form = { grant_type: 'refresh_token', refresh_token }
      expect(await token(form, { authorization: basic('web', 'wrong') })).toBeOAuthError(
        401,
        'invalid_client',
      )
      expect(await token({ ...form, client_id: 'web' }, {})).toBeOAuthError(401, 'invalid_client')
      later(60)
      expect((await refresh(refresh_token)).status).toBe(200)
    })

    it('a public client names itself, and rotates', async () => {
      const challenge = { code_challenge: pkce.challenge, code_challenge_method: 'S256' }
      const location = await authorize(browser, { client_id: 'spa', scope, ...challenge })
      const code = location.searchParams.get('code')!
      const first = await asPublic({ grant_type: 'authorization_code', code, code_verifier: pkce.verifier })
      const again = (refresh_token: string) => asPublic({ grant_type: 'refresh_token', refresh_token })
      const second = await again(first.body.refresh_token)
      expect(second.status).toBe(200)
      expect(second.body.refresh_token).not.toBe(first.body.refresh_token)
      later(30)
      expect(await again(first.body.refresh_token)).toBeOAuthError(400, 'invalid_grant')
      expect(await again(second.body.refresh_token)).toBeOAuthError(400, 'invalid_grant')
    })
  })

  it('a confidential client may keep one: the same string for as long as it is used', async () => {
    const { tokens, refresh } = await beginAs({ rotate_refresh_tokens: false })
    for (let use = 0; use < 4; use++) {
      later(13 * day)
      const { status, body } = await refresh(tokens.refresh_token)
      expect([status, body.refresh_token]).toEqual([200, tokens.refresh_token])
    }
    later(14 * day)
    expect(await refresh(tokens.refresh_token)).toBeOAuthError(400, 'invalid_grant')
  })

  it('not_before in the registration ends the grants that began before it, and no later one', async () => {
    const { tokens, refresh, client_id } = await beginAs({ rotate_refresh_tokens: false })
    const clients = new CopiedTable<Client>('clients', bindings.DB, bindings.CLIENTS)
    later(31)
    const client = (await clients.get(client_id, Date.now()))!
    await clients.put(client_id, { ...client, not_before: Math.floor(Date.now() / 1000) }, Date.now())
    expect((await refresh(tokens.refresh_token)).status).toBe(400)
    expect(await userinfo(tokens.access_token)).toBeOAuthError(401, 'invalid_token')
    const newer = await begin(client_id)
    expect((await refresh(newer.refresh_token)).status).toBe(200)
    expect((await userinfo(newer.access_token)).status).toBe(200)
  })

  it('a replay of the code ends it', async () => {
    const location = await authorize(browser, { scope })
    const form = { grant_type: 'authorization_code', code: location.searchParams.get('code')! }
    const { body } = await token(form)
    const second = (await refresh(body.refresh_token)).body
    expect(await token(form)).toBeOAuthError(400, 'invalid_grant')
    expect(await refresh(second.refresh_token)).toBeOAuthError(400, 'invalid_grant')
  })

  describe('a refresh token that is', () => {
    const bend: [string, (good: string) => string][] = [
      ['garbage', () => 'garbage'],
      ['an access token', () => 'eyJhbGciOiJFUzI1NiJ9.e30.AAAA'],
      ['cut short', (good) => good.slice(0, -1)],
      ['longer', (good) => `${good}A`],
      ['padded', (good) => `${good}=`],
      ['changed in its last character', (good) => good.slice(0, -1) + (good.endsWith('A') ? 'B' : 'A')],
      ['changed in its header', (good) => `f${good.slice(1)}`],
      ['without its tag', (good) => good.slice(0, good.lastIndexOf('.') + 1)],
      ['followed by space', (good) => `${good} `],
      ['in upper case', (good) => good.toUpperCase()],
    ]
    it.each(bend)('%s', async (_, change) => {
      const { refresh_token } = await begin()
      const refused: Answer = await refresh(change(refresh_token))
      expect(refused).toBeOAuthError(400, 'invalid_grant')
      expect(JSON.stringify(refused.body)).not.toContain(refresh_token.slice(-20))
      expect((await refresh(refresh_token)).status).toBe(200)
    })

    it('changed in the last character to any other', async () => {
      const { refresh_token } = await begin()
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
      for (const last of alphabet.replace(refresh_token.at(-1)!, '')) {
        expect(await refresh(refresh_token.slice(0, -1) + last)).toBeOAuthError(400, 'invalid_grant')
      }
    })

    it('missing', async () => {
      expect(await token({ grant_type: 'refresh_token' })).toBeOAuthError(400, 'invalid_request')
    })
  })
})
