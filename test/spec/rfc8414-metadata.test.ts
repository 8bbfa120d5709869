/**
 * Every value the metadata advertises works: the tests are made from the metadata itself, so that a new value fails
 * until somebody writes down here how it succeeds.
 */
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import type { SigningAlgorithm } from '../../src/protocol/client-metadata.ts'
import type { StandardClaims } from '../../src/protocol/subject.ts'
import {
  addPerson,
  alice,
  allScopes,
  answerTo,
  asPublic,
  authorize,
  basic,
  claimsOf,
  fetchPath,
  issuer,
  type Json,
  newBrowser,
  parametersOf,
  pkce,
  populate,
  redeem,
  refresh,
  register,
  secret,
  signedInBrowser,
  token,
  userinfo,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import {
  as,
  byPassword,
  grantType,
  introspect,
  partner,
  post,
  registerScript,
  tokenAs,
  tokenType,
} from '../support/grants.ts'
import { endSessionUrl, framesOn, logoutTokens } from '../support/logout.ts'
import { setUpCodes, setUpPasskey } from '../support/second-factor.ts'
import { publish } from '../support/web.ts'

const documents = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']
const metadata = (await (await fetchPath(documents[0]!)).json()) as Record<string, unknown>

/** A person about whom everything is known. */
const zoe: Required<StandardClaims> = {
  name: 'Zoe Q. Public',
  given_name: 'Zoe',
  family_name: 'Public',
  middle_name: 'Q.',
  nickname: 'Zo',
  preferred_username: 'zoe',
  profile: 'https://example.com/zoe',
  picture: 'https://example.com/zoe.jpg',
  website: 'https://zoe.example.com',
  gender: 'female',
  birthdate: '1990-01-01',
  zoneinfo: 'Europe/Oslo',
  locale: 'nb-NO',
  updated_at: 1_700_000_000,
  email: 'zoe@example.com',
  email_verified: true,
  phone_number: '+47 5550100',
  phone_number_verified: true,
  address: { formatted: 'Storgata 1\n0155 Oslo', country: 'NO' },
}

const scopeClaims: Record<string, readonly (keyof StandardClaims)[]> = {
  openid: [],
  profile: ['name', 'updated_at', 'zoneinfo'],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
  offline_access: [],
}

describe('RFC 8414 §3, OpenID Connect Discovery §4: the metadata', () => {
  it.each(documents)('%s is public JSON that any origin may fetch', async (path) => {
    const { status, headers } = await fetchPath(path)
    expect([status, headers.get('content-type'), headers.get('access-control-allow-origin')]).toEqual([
      200,
      'application/json',
      '*',
    ])
    expect(headers.get('cache-control')).toMatch(/^public, max-age=\d+$/)
  })

  it('both documents say the same', async () => {
    expect(await (await fetchPath(documents[1]!)).json()).toEqual(metadata)
  })

  it('§3.3: issuer MUST be what the document was fetched from, and comes from no Host header', async () => {
    expect(metadata.issuer).toBe(issuer)
    const elsewhere = await fetchPath(documents[0]!, {
      headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' },
    })
    expect(await elsewhere.json()).toEqual(metadata)
  })

  it('Discovery §3: the REQUIRED members are there, RS256 is among the algorithms', () => {
    for (const name of [
      'issuer',
      'authorization_endpoint',
      'token_endpoint',
      'userinfo_endpoint',
      'jwks_uri',
      'response_types_supported',
      'subject_types_supported',
      'id_token_signing_alg_values_supported',
    ]) {
      expect(metadata).toHaveProperty(name)
    }
    expect(metadata.id_token_signing_alg_values_supported).toContain('RS256')
    expect(metadata.scopes_supported).toContain('openid')
  })

  it('RFC 8414 §2: no member is null or an empty list', () => {
    for (const value of Object.values(metadata)) {
      expect(value).not.toBeNull()
      if (Array.isArray(value)) expect(value.length).toBeGreaterThan(0)
    }
  })
})

describe('every value that the metadata advertises', () => {
  let browser: FormBrowser
  let signs: Awaited<ReturnType<typeof partner>>
  const everything = allScopes.join(' ')

  beforeAll(async () => {
    await populate()
    await addPerson({ sub: 'sub-of-zoe', user_id: 'zoe', claims: zoe })
    browser = await signedInBrowser({ ...alice, login: 'zoe' })
    signs = await partner()
    await registerScript()
    await register({
      client_id: 'every',
      grant_types: ['client_credentials', 'password', grantType.device, grantType.bearer, grantType.exchange],
      first_party: true,
      introspect_all: true,
      trusted_issuers: [signs.trusted],
      token_exchange: { subject_clients: ['script'] },
    })
  })

  const codeFor = async (parameters: Record<string, string> = {}) =>
    (await authorize(browser, parameters)).searchParams.get('code')!
  const tokensFor = async (parameters: Record<string, string> = {}) =>
    (await redeem(await codeFor(parameters))).body

  const keySet = async () =>
    createLocalJWKSet((await (await fetchPath(new URL(String(metadata.jwks_uri)).pathname)).json()) as never)

  /** For each list: how its values succeed. */
  const lists: Record<string, (value: string) => Promise<unknown>> = {
    async scopes_supported(scope) {
      const tokens = await tokensFor({ scope: [...new Set(['openid', scope])].join(' ') })
      expect(String(tokens.scope).split(' ')).toContain(scope)
      const { body } = await userinfo(tokens.access_token)
      expect(body.sub).toBe('sub-of-zoe')
      const names = scopeClaims[scope]
      if (names === undefined) throw new Error(`no test for the scope ${scope}`)
      for (const name of names) expect(body[name]).toEqual(zoe[name])
      if (scope === 'offline_access') expect((await refresh(tokens.refresh_token)).status).toBe(200)
    },

    async response_types_supported(response_type) {
      await register({
        client_id: `type-${response_type.replaceAll(' ', '-')}`,
        grant_types: ['authorization_code', 'implicit'],
        response_types: [response_type],
      })
      const client_id = `type-${response_type.replaceAll(' ', '-')}`
      const request = { client_id, response_type, scope: 'openid read', nonce: 'n' }
      const answer = parametersOf(await authorize(browser, request))
      const names: Record<string, string> = { code: 'code', token: 'access_token', id_token: 'id_token' }
      expect(['code', 'access_token', 'id_token'].filter((name) => name in answer)).toEqual(
        Object.keys(names)
          .filter((part) => response_type.split(' ').includes(part))
          .map((part) => names[part]),
      )
      if (answer.access_token) expect((await userinfo(answer.access_token)).body.sub).toBe('sub-of-zoe')
    },

    async response_modes_supported(response_mode) {
      const tab = browser.newTab()
      const location = await answerTo(tab, { response_mode, state: 's' })
      const found: Record<string, () => Record<string, string | undefined>> = {
        query: () => Object.fromEntries(location!.searchParams),
        fragment: () => Object.fromEntries(new URLSearchParams(location!.hash.slice(1))),
        form_post: () => tab.hidden(),
      }
      const { code, ...rest } = known(found, response_mode)()
      expect(rest).toEqual({ state: 's', iss: issuer })
      expect((await redeem(code!)).status).toBe(200)
    },

    async grant_types_supported(grant_type) {
      const forms: Record<string, () => Promise<Record<string, string>>> = {
        authorization_code: async () => ({ code: await codeFor() }),
        refresh_token: async () => ({
          refresh_token: (await tokensFor({ scope: everything })).refresh_token,
        }),
        client_credentials: async () => ({}),
        password: async () => ({ username: 'zoe', password: alice.password }),
        [grantType.bearer]: async () => ({ assertion: await signs.sign({ sub: 'zoe' }) }),
        [grantType.exchange]: async () => ({
          subject_token: (await byPassword()).body.access_token,
          subject_token_type: tokenType.accessToken,
        }),
        [grantType.device]: async () => {
          const asked = (await post('/oauth2/device_authorization', {}, as('every'))).body
          const tab = browser.newTab()
          await tab.open(String(asked.verification_uri))
          await tab.submit({ user_code: String(asked.user_code) })
          await tab.submit({ action: 'allow' })
          return { device_code: String(asked.device_code) }
        },
      }
      if (grant_type === 'implicit') return lists.response_types_supported!('token') // by the other endpoint
      const clientId = ['authorization_code', 'refresh_token'].includes(grant_type) ? 'web' : 'every'
      const form = { grant_type, ...(await known(forms, grant_type)()) }
      const { status, body } = await tokenAs(clientId, form)
      expect([status, body.token_type]).toEqual([200, 'Bearer'])
    },

    async introspection_endpoint_auth_methods_supported(method) {
      const { access_token } = (await token({ grant_type: 'client_credentials' })).body
      const asks: Record<string, () => Promise<{ body: Json }>> = {
        client_secret_basic: () => introspect(access_token, 'every'),
        client_secret_post: () =>
          post('/oauth2/introspect', { token: access_token, client_id: 'every', client_secret: secret }),
      }
      expect((await known(asks, method)()).body.active).toBe(true)
    },

    async introspection_signing_alg_values_supported(alg) {
      const client_id = `introspects-${alg}`
      await register({
        client_id,
        introspect_all: true,
        introspection_signed_response_alg: alg as SigningAlgorithm,
      })
      const { access_token } = (await token({ grant_type: 'client_credentials' })).body
      const response = await fetchPath('/oauth2/introspect', {
        method: 'POST',
        body: new URLSearchParams({ token: access_token }),
        headers: { ...as(client_id), accept: 'application/token-introspection+jwt' },
      })
      const { payload, protectedHeader } = await jwtVerify(await response.text(), await keySet())
      expect(protectedHeader.alg).toBe(alg)
      expect(payload.token_introspection).toMatchObject({ active: true })
    },

    async revocation_endpoint_auth_methods_supported(method) {
      const isPublic = method === 'none'
      const client_id = isPublic ? 'spa' : 'web'
      const challenge = { code_challenge: pkce.challenge, code_challenge_method: 'S256' }
      const code = await codeFor({ client_id, scope: 'openid', ...challenge })
      const form = { grant_type: 'authorization_code', code, code_verifier: pkce.verifier }
      const { access_token } = (await (isPublic ? asPublic(form) : token(form))).body
      const asks: Record<string, () => Promise<{ status: number }>> = {
        client_secret_basic: () => post('/oauth2/revoke', { token: access_token }, as('web')),
        client_secret_post: () =>
          post('/oauth2/revoke', { token: access_token, client_id: 'web', client_secret: secret }),
        none: () => post('/oauth2/revoke', { token: access_token, client_id: 'spa' }),
      }
      expect((await userinfo(access_token)).status).toBe(200)
      expect((await known(asks, method)()).status).toBe(200)
      expect((await userinfo(access_token)).status).toBe(401)
    },

    async token_endpoint_auth_methods_supported(method) {
      const clientId = `auth-${method}`
      const isPublic = method === 'none'
      await register({
        client_id: clientId,
        token_endpoint_auth_method: method as 'none',
        ...(isPublic && { client_name: 'Public' }),
      })
      const code = await codeFor({
        client_id: clientId,
        code_challenge: pkce.challenge,
        code_challenge_method: 'S256',
      })
      const form = { grant_type: 'authorization_code', code, code_verifier: pkce.verifier }
      const asks: Record<string, () => Promise<{ status: number }>> = {
        client_secret_basic: () => token(form, { authorization: basic(clientId, secret) }),
        client_secret_post: () => token({ ...form, client_id: clientId, client_secret: secret }, {}),
        none: () => asPublic(form, clientId),
      }
      expect((await known(asks, method)()).status).toBe(200)
    },

    async code_challenge_methods_supported(code_challenge_method) {
      const challenges: Record<string, string> = { S256: pkce.challenge }
      const code_challenge = known(challenges, code_challenge_method)
      const code = await codeFor({ code_challenge, code_challenge_method })
      expect((await redeem(code, { code_verifier: pkce.verifier })).status).toBe(200)
    },

    async subject_types_supported(type) {
      const client_id = `subject-${type}`
      await register({ client_id, subject_type: type as 'pairwise' })
      const code = await codeFor({ client_id, scope: 'openid' })
      const form = { grant_type: 'authorization_code', code }
      const { body } = await token(form, { authorization: basic(client_id, secret) })
      const same =
        claimsOf(body.id_token).sub === claimsOf((await tokensFor({ scope: 'openid' })).id_token).sub
      expect(same).toBe(known({ public: true, pairwise: false }, type)) // OIDC Core §8
    },

    async id_token_signing_alg_values_supported(alg) {
      const clientId = `alg-${alg}`
      await register({ client_id: clientId, id_token_signed_response_alg: alg as SigningAlgorithm })
      const code = await codeFor({ client_id: clientId, scope: 'openid', nonce: 'n' })
      const form = { grant_type: 'authorization_code', code }
      const { body } = await token(form, { authorization: basic(clientId, secret) })
      expect(decodeProtectedHeader(body.id_token).alg).toBe(alg)
      await jwtVerify(body.id_token, await keySet(), { issuer, audience: clientId })
    },

    async claims_supported(claim) {
      const claims = JSON.stringify({ id_token: { [claim]: { essential: true } } })
      const tokens = await tokensFor({ scope: everything, nonce: 'n-0S6', claims })
      const inIdToken = claimsOf(tokens.id_token) as Json
      expect(inIdToken[claim]).toBeDefined()
      if (!Object.hasOwn(zoe, claim)) return
      const expected = zoe[claim as keyof StandardClaims]
      expect([inIdToken[claim], (await userinfo(tokens.access_token)).body[claim]]).toEqual([
        expected,
        expected,
      ])
    },

    async prompt_values_supported(prompt) {
      const shown: Record<string, string | undefined> = {
        none: undefined,
        login: '/sign-in',
        consent: '/consent',
        select_account: '/select-account',
      }
      if (!Object.hasOwn(shown, prompt)) throw new Error(`no test for the prompt ${prompt}`)
      const tab = browser.newTab()
      const location = await answerTo(tab, { prompt })
      if (shown[prompt] === undefined) expect(location!.searchParams.has('code')).toBe(true)
      else expect([tab.status, tab.path]).toEqual([200, shown[prompt]])
    },

    async ui_locales_supported(tag) {
      const tab = newBrowser()
      await answerTo(tab, { ui_locales: tag })
      expect(tab.html).toMatch(`<html lang="${tag}`)
    },

    async acr_values_supported(acr) {
      const claims = JSON.stringify({ id_token: { acr: { essential: true, values: [acr] } } })
      const login = `somebody-at-${acr}`
      await addPerson({ sub: `sub-of-${login}`, user_id: login, claims: {} })
      const tab = newBrowser()
      await answerTo(tab, { scope: 'openid', acr_values: acr, claims })
      await tab.submit({ login, password: alice.password, action: 'sign-in' })
      if (acr === '2') await setUpCodes(tab, login)
      if (acr === 'phr') await setUpPasskey(tab)
      const { code = '' } = parametersOf(new URL((await tab.submit({ action: 'allow' })) ?? ''))
      expect(claimsOf((await redeem(code)).body.id_token).acr).toBe(acr)
    },
  }

  /** A client that hears of a logout by both channels, in a session that ended: what it heard. */
  let hearing = 0
  async function signedOut() {
    const client_id = `hearing-${hearing++}`
    const backchannel_logout_uri = `https://app.example.com/${client_id}`
    await publish(backchannel_logout_uri, { status: 200, body: '' })
    await register({
      client_id,
      backchannel_logout_uri,
      frontchannel_logout_uri: 'https://app.example.com/front',
    })
    const tab = newBrowser()
    const code = (await authorize(tab, { client_id, scope: 'openid' })).searchParams.get('code')!
    const form = { grant_type: 'authorization_code', code }
    const { body } = await token(form, { authorization: basic(client_id, secret) })
    await tab.open(endSessionUrl({ id_token_hint: body.id_token }))
    const [first] = await logoutTokens(backchannel_logout_uri, client_id, 1)
    return { told: first!.claims, frames: framesOn(tab), sid: claimsOf(body.id_token).sid }
  }

  /** What is said yes or no: how that shows. */
  const flags: Record<string, (says: boolean) => Promise<unknown>> = {
    async authorization_response_iss_parameter_supported(says) {
      expect((await authorize(browser)).searchParams.has('iss')).toBe(says)
    },
    async claims_parameter_supported(says) {
      const claims = '{"id_token":{"name":null}}'
      const tokens = await tokensFor({ scope: 'openid profile', claims })
      expect('name' in claimsOf(tokens.id_token)).toBe(says)
    },
    async client_id_metadata_document_supported(says) {
      const client_id = 'https://client.example.org/metadata.json'
      const redirect_uri = 'https://client.example.org/callback'
      await publish(client_id, { client_id, redirect_uris: [redirect_uri] })
      const challenge = { code_challenge: pkce.challenge, code_challenge_method: 'S256' }
      const answer = await authorize(browser, { client_id, redirect_uri, scope: 'openid', ...challenge })
      expect(answer.searchParams.has('code')).toBe(says)
    },
    async backchannel_logout_supported(says) {
      const { told } = await signedOut()
      expect(told.sub === 'sub-of-alice').toBe(says)
    },
    async backchannel_logout_session_supported(says) {
      const { told, sid } = await signedOut()
      expect(told.sid === sid).toBe(says)
    },
    async frontchannel_logout_supported(says) {
      const { frames } = await signedOut()
      expect(frames.length === 1).toBe(says)
    },
    async frontchannel_logout_session_supported(says) {
      const { frames, sid } = await signedOut()
      expect(frames[0]?.searchParams.get('sid') === sid).toBe(says)
    },
    async request_parameter_supported(says) {
      const answer = parametersOf((await answerTo(browser, { request: 'x' }))!)
      expect(answer.error !== 'request_not_supported').toBe(says)
    },
    async request_uri_parameter_supported(says) {
      const answer = parametersOf((await answerTo(browser, { request_uri: 'https://app.example.com/r' }))!)
      expect(answer.error !== 'request_uri_not_supported').toBe(says)
    },
  }

  const addresses = Object.keys(metadata).filter(
    (name) => typeof metadata[name] === 'string' && name !== 'issuer',
  )

  describe.each(Object.keys(metadata).filter((name) => Array.isArray(metadata[name])))('%s', (name) => {
    it.each(metadata[name] as string[])('%s', async (value) => {
      await known(lists, name)(value)
    })
    it('names each value once', () => {
      expect(new Set(metadata[name] as string[]).size).toBe((metadata[name] as string[]).length)
    })
  })

  it.each(Object.keys(metadata).filter((name) => typeof metadata[name] === 'boolean'))('%s', async (name) => {
    await known(flags, name)(metadata[name] as boolean)
  })

  it.each(addresses)('%s is under the issuer, and there', async (name) => {
    const url = new URL(String(metadata[name]))
    expect(url.origin).toBe(issuer)
    expect((await newBrowser().fetch(url.href)).status).not.toBe(404)
  })
})

function known<T>(table: Record<string, T>, name: string): T {
  const entry = Object.hasOwn(table, name) ? table[name] : undefined
  if (entry === undefined)
    throw new Error(`the metadata advertises ${name}, and no test here says how it works`)
  return entry
}
