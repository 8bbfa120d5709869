/** OpenID Connect Core §3.2 implicit and §3.3 hybrid, RFC 6749 §4.2, OAuth 2.0 Multiple Response Types. */
import { createLocalJWKSet, jwtVerify } from 'jose'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { SigningAlgorithm } from '../../src/protocol/client-metadata.ts'
import {
  answerTo,
  api,
  authorize,
  basic,
  callback,
  claimsOf,
  fetchPath,
  issuer,
  later,
  newBrowser,
  parametersOf,
  pkce,
  populate,
  register,
  registerApi,
  secret,
  signedInBrowser,
  stopClock,
  token,
  userinfo,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { introspect, post } from '../support/grants.ts'

const types = ['token', 'id_token', 'id_token token', 'code id_token', 'code token', 'code id_token token']
const names: Record<string, string> = { code: 'code', token: 'access_token', id_token: 'id_token' }

function orders(words: string[]): string[][] {
  if (words.length < 2) return [words]
  return words.flatMap((word) =>
    orders(words.filter((other) => other !== word)).map((rest) => [word, ...rest]),
  )
}

async function halfHash(value: string, hash = 'SHA-256'): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest(hash, new TextEncoder().encode(value)))
  const half = btoa(String.fromCharCode(...digest.slice(0, digest.length / 2)))
  return half.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

describe('OpenID Connect Core implicit and hybrid', () => {
  let browser: FormBrowser
  const front = {
    client_id: 'front',
    grant_types: ['authorization_code', 'implicit', 'refresh_token'],
    response_types: ['code', ...types],
    scope: ['openid', 'profile', 'email', 'offline_access', 'read'],
    redirect_uris: [callback],
  }
  const ask = async (parameters: Record<string, string>) => {
    const request = { client_id: 'front', scope: 'openid read', nonce: 'n-1', state: 's', ...parameters }
    const location = await authorize(browser.newTab(), request)
    return { location, answer: parametersOf(location) as Record<string, string> }
  }
  const refused = async (parameters: Record<string, string>) => {
    const request = { client_id: 'front', scope: 'openid read', nonce: 'n-1', state: 's', ...parameters }
    const location = (await answerTo(browser.newTab(), request))!
    return { location, answer: parametersOf(location) }
  }
  const redeemed = (code: string, clientId = 'front', more: Record<string, string> = {}) =>
    token({ grant_type: 'authorization_code', code, ...more }, { authorization: basic(clientId, secret) })

  beforeAll(async () => {
    await populate()
    await registerApi({ introspection_clients: ['api-server'] })
    await register(front)
    await register({ client_id: 'api-server', grant_types: [] })
    browser = await signedInBrowser()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  describe('Multiple Response Types §3: every type, its words in any order', () => {
    const table = types.flatMap((type) => orders(type.split(' ')).map((words) => words.join(' ')))
    it.each(table)('%s', async (response_type) => {
      const { location, answer } = await ask({ response_type })
      expect([location.origin + location.pathname, location.search]).toEqual([callback, '']) // §5: the fragment
      const words = response_type.split(' ')
      expect(new Set(Object.keys(answer))).toEqual(
        new Set([
          ...words.map((word) => names[word]),
          ...(words.includes('token') ? ['token_type', 'expires_in', 'scope'] : []),
          'state',
          'session_state',
          'iss',
        ]),
      )
      expect([answer.state, answer.iss]).toEqual(['s', issuer])
      if (words.includes('token'))
        expect([answer.token_type, answer.expires_in, answer.scope]).toEqual(['Bearer', '600', 'openid read'])
      if (!answer.id_token) return
      const keys = createLocalJWKSet((await (await fetchPath('/oauth2/jwks')).json()) as never)
      const { payload } = await jwtVerify(answer.id_token, keys, { issuer, audience: 'front' })
      expect(payload).toMatchObject({ sub: 'sub-of-alice', nonce: 'n-1' })
      // §3.2.2.10, §3.3.2.11: REQUIRED where the other comes along, and only there
      expect([payload.at_hash, payload.c_hash]).toEqual([
        answer.access_token && (await halfHash(answer.access_token)),
        answer.code && (await halfHash(answer.code)),
      ])
    })

    it.each([
      ['RS256', 'SHA-256'],
      ['ES256', 'SHA-256'],
      ['EdDSA', 'SHA-512'],
    ])('the hashes go with %s: %s', async (alg, hash) => {
      await register({
        ...front,
        client_id: `front-${alg}`,
        id_token_signed_response_alg: alg as SigningAlgorithm,
      })
      const { answer } = await ask({ client_id: `front-${alg}`, response_type: 'code id_token token' })
      expect(claimsOf(answer.id_token!)).toMatchObject({
        at_hash: await halfHash(answer.access_token!, hash),
        c_hash: await halfHash(answer.code!, hash),
      })
    })
  })

  describe('§3.2.2.1, §3.3.2.11 nonce', () => {
    it.each(types)('%s', async (response_type) => {
      if (response_type.includes('id_token')) {
        const { answer, location } = await refused({ response_type, nonce: '' })
        expect([answer.error, answer.error_description, location.search]).toEqual([
          'invalid_request',
          'Missing parameter: nonce',
          '',
        ])
      } else expect((await ask({ response_type, nonce: '' })).answer).toHaveProperty('access_token')
    })
    it('is in both ID tokens of a hybrid request, which have one sub and iss', async () => {
      const { answer } = await ask({ response_type: 'code id_token' })
      const second = claimsOf((await redeemed(answer.code!)).body.id_token)
      const first = claimsOf(answer.id_token!)
      expect([second.nonce, second.sub, second.iss]).toEqual([first.nonce, first.sub, first.iss])
      expect(second).not.toHaveProperty('c_hash')
    })
  })

  it.each(types.filter((type) => type.includes('id_token')))(
    '%s without openid is refused',
    async (response_type) => {
      const { answer } = await refused({ response_type, scope: 'read' })
      expect(answer.error).toBe('invalid_request')
    },
  )

  describe('response_mode', () => {
    it.each(types)('%s: form_post carries the same', async (response_type) => {
      const tab = browser.newTab()
      await answerTo(tab, {
        client_id: 'front',
        response_type,
        scope: 'openid read',
        nonce: 'n',
        response_mode: 'form_post',
      })
      expect(tab.status).toBe(200)
      for (const word of response_type.split(' ')) expect(tab.hidden()).toHaveProperty(names[word]!)
    })
    it.each(types)('%s: query is refused, and said in the fragment', async (response_type) => {
      const { location, answer } = await refused({ response_type, response_mode: 'query' })
      expect([location.search, answer.error, answer.state]).toEqual(['', 'invalid_request', 's'])
    })
    it.each(types)('%s: fragment may be asked for', async (response_type) => {
      expect((await ask({ response_type, response_mode: 'fragment' })).location.search).toBe('')
    })
  })

  describe('RFC 6749 §4.2.2.1: errors come in the fragment too, and without a token', () => {
    it.each([
      ['a scope that is not registered', { scope: 'openid admin' }, 'invalid_scope'],
      ['nobody signed in, prompt=none', { prompt: 'none' }, 'login_required'],
      ['an unknown API', { resource: 'https://nobody.example' }, 'invalid_target'],
      ['a mode that nobody knows', { response_mode: 'web_message' }, 'invalid_request'],
      ['request objects', { request: 'x' }, 'request_not_supported'],
    ])('%s', async (_, parameters, error) => {
      const all = {
        client_id: 'front',
        response_type: 'id_token token',
        scope: 'openid read',
        nonce: 'n',
        state: 's',
      }
      const location = (await answerTo(newBrowser(), { ...all, ...parameters }))!
      expect(location.search).toBe('')
      expect(parametersOf(location)).toEqual({
        error,
        error_description: expect.any(String),
        error_uri: `${issuer}/errors#${error}`,
        state: 's',
        iss: issuer,
      })
    })
    it('the person says no', async () => {
      const tab = browser.newTab()
      await answerTo(tab, { client_id: 'front', response_type: 'token', prompt: 'consent', state: 's' })
      const location = new URL((await tab.submit({ action: 'deny' }))!)
      expect([location.search, parametersOf(location).error]).toEqual(['', 'access_denied'])
    })
  })

  describe('off, unless registered', () => {
    beforeAll(async () => {
      await register({ ...front, client_id: 'no-grant' }, { grant_types: ['authorization_code'] })
      await register({ ...front, client_id: 'no-type', response_types: ['code'] })
      await register({ ...front, client_id: 'no-code' }, { grant_types: ['implicit'] })
    })
    it.each(types)('%s: a client without the grant, or without the type', async (response_type) => {
      for (const client_id of ['web', 'no-grant', 'no-type']) {
        const { location, answer } = await refused({ client_id, response_type, scope: 'openid' })
        expect([client_id, location.search, answer.error]).toEqual([client_id, '', 'unauthorized_client'])
      }
    })
    it('hybrid needs the grant of the code as well', async () => {
      expect((await refused({ client_id: 'no-code', response_type: 'code token' })).answer.error).toBe(
        'unauthorized_client',
      )
      expect((await ask({ client_id: 'no-code', response_type: 'token' })).answer).toHaveProperty(
        'access_token',
      )
    })
    it('a registration names its types with their words in any order', async () => {
      await register({ ...front, client_id: 'reversed', response_types: ['token id_token code'] })
      expect(
        (await ask({ client_id: 'reversed', response_type: 'id_token code token' })).answer,
      ).toHaveProperty('code')
    })
    it('no default: one type does not stand for another', async () => {
      await register({ ...front, client_id: 'one-type', response_types: ['id_token token'] })
      for (const response_type of ['token', 'id_token', 'code'])
        expect((await refused({ client_id: 'one-type', response_type })).answer.error).toBe(
          'unauthorized_client',
        )
    })
    it('needs a redirect URI in the registration', async () => {
      await expect(
        register({
          client_id: 'nowhere',
          grant_types: ['implicit'],
          response_types: ['token'],
          redirect_uris: [],
        }),
      ).rejects.toThrow(/implicit needs at least one/)
    })
  })

  describe('RFC 6749 §4.2.2: no refresh token', () => {
    it.each(['token', 'id_token token', 'id_token'])(
      '%s: offline_access is not even asked for',
      async (response_type) => {
        const { answer } = await ask({ response_type, scope: 'openid offline_access read' })
        expect(answer).not.toHaveProperty('refresh_token')
        if (answer.access_token) expect(claimsOf(answer.access_token).scope).toBe('openid read')
      },
    )
    it('hybrid: the code yields one, the token that came by the browser is without offline_access', async () => {
      const { answer } = await ask({ response_type: 'code token', scope: 'openid offline_access read' })
      expect(claimsOf(answer.access_token!).scope).toBe('openid read')
      expect(answer).not.toHaveProperty('refresh_token')
      expect((await redeemed(answer.code!)).body.refresh_token).toEqual(expect.any(String))
    })
  })

  describe('§5.4 claims of scopes', () => {
    const everything = 'openid profile email'
    it('are in the ID token where nothing could fetch them: response_type=id_token', async () => {
      const { answer } = await ask({ response_type: 'id_token', scope: everything })
      expect(claimsOf(answer.id_token!)).toMatchObject({ name: 'Alice Adams', email: 'alice@example.com' })
    })
    it.each(['id_token token', 'code id_token', 'code id_token token'])(
      'and not for %s',
      async (response_type) => {
        const { answer } = await ask({ response_type, scope: everything })
        expect(claimsOf(answer.id_token!)).not.toHaveProperty('email')
      },
    )
    it('never those of a scope that was not asked for', async () => {
      const { answer } = await ask({ response_type: 'id_token', scope: 'openid profile' })
      expect(claimsOf(answer.id_token!)).not.toHaveProperty('email')
    })
  })

  describe('the access token', () => {
    it('serves at userinfo and at its API', async () => {
      const { answer } = await ask({ response_type: 'id_token token' })
      expect((await userinfo(answer.access_token!)).body.sub).toBe('sub-of-alice')
      expect((await introspect(answer.access_token!)).body).toMatchObject({
        active: true,
        aud: api,
        client_id: 'front',
      })
    })
    it('ends by itself: no longer than the API says, and nothing extends it', async () => {
      stopClock()
      const { answer } = await ask({ response_type: 'token' })
      later(599)
      expect((await userinfo(answer.access_token!)).status).toBe(200)
      later(1)
      expect((await userinfo(answer.access_token!)).status).toBe(401)
    })
    it('can be taken back', async () => {
      const { answer } = await ask({ response_type: 'token' })
      await post('/oauth2/revoke', { token: answer.access_token! }, { authorization: basic('front', secret) })
      expect((await userinfo(answer.access_token!)).status).toBe(401)
    })
    it('by reference where the API wants that', async () => {
      await registerApi({ identifier: 'urn:vault', scopes: { vault: 'Open' }, token_format: 'reference' })
      await register({
        ...front,
        client_id: 'front-vault',
        scope: ['openid', 'vault', 'read'],
        resources: [api, 'urn:vault'],
      })
      const { answer } = await ask({
        client_id: 'front-vault',
        response_type: 'token',
        scope: 'openid vault',
      })
      expect(answer.access_token!.split('.')).toHaveLength(5)
      const both = await refused({
        client_id: 'front-vault',
        response_type: 'token',
        scope: 'vault read',
        prompt: 'none',
      })
      expect(both.answer.error).toBe('consent_required')
    })
  })

  describe('the code of a hybrid request', () => {
    it('is redeemed once; a replay ends what it yielded, and not what came by the browser, which it did not yield', async () => {
      const { answer } = await ask({ response_type: 'code id_token token' })
      const { body } = await redeemed(answer.code!)
      expect(await redeemed(answer.code!)).toBeOAuthError(400, 'invalid_grant')
      expect((await userinfo(body.access_token)).status).toBe(401)
      expect((await userinfo(answer.access_token!)).status).toBe(200)
    })
    it('a public client proves its key for it (RFC 7636), and only where there is a code', async () => {
      await register({ ...front, client_id: 'front-public', token_endpoint_auth_method: 'none' })
      const bare = { client_id: 'front-public' }
      expect((await ask({ ...bare, response_type: 'id_token token' })).answer).toHaveProperty('access_token')
      expect((await refused({ ...bare, response_type: 'code token' })).answer.error).toBe('invalid_request')
      const challenge = { code_challenge: pkce.challenge, code_challenge_method: 'S256' }
      const { answer } = await ask({ ...bare, ...challenge, response_type: 'code token' })
      const form = { grant_type: 'authorization_code', code: answer.code!, client_id: 'front-public' }
      expect(await token(form, {})).toBeOAuthError(400, 'invalid_grant')
      expect((await token({ ...form, code_verifier: pkce.verifier }, {})).status).toBe(200)
    })
  })

  it('a session that ended meanwhile yields no token', async () => {
    const own = await signedInBrowser()
    await authorize(own.newTab(), { client_id: 'front', response_type: 'token', scope: 'openid read' })
    own.cookies.clear()
    const location = await answerTo(own, {
      client_id: 'front',
      response_type: 'token',
      scope: 'openid read',
      prompt: 'none',
    })
    expect(parametersOf(location!).error).toBe('login_required')
  })
})
