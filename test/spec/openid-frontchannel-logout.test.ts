/** OpenID Connect Front-Channel Logout 1.0. */
import { beforeAll, describe, expect, it } from 'vitest'
import { parseClient } from '../../src/protocol/client-metadata.ts'
import {
  authorize,
  basic,
  callback,
  claimsOf,
  fetchPath,
  issuer,
  type Json,
  newBrowser,
  populate,
  register,
  secret,
  token,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { bye, endSessionUrl, framesOn } from '../support/logout.ts'
import { waysOut } from '../support/logout-ways.ts'
import { least, registerBy, set } from '../support/registration.ts'

const frame = 'https://app.example.com/front;channel?tenant=1&x=a%2Cb'

beforeAll(async () => {
  await populate()
  const logout = { frontchannel_logout_uri: frame, frontchannel_logout_session_required: true }
  await register({ client_id: 'framed', client_name: 'Framed', post_logout_redirect_uris: [bye], ...logout })
  await register({ client_id: 'paired', subject_type: 'pairwise', ...logout })
  await register({ client_id: 'plain', post_logout_redirect_uris: [bye] })
})

async function tokensOf(browser: FormBrowser, client: string): Promise<Json> {
  const location = await authorize(browser, { client_id: client, scope: 'openid' })
  const form = { grant_type: 'authorization_code', code: location.searchParams.get('code')! }
  return (await token(form, { authorization: basic(client, secret) })).body
}

describe('oidcc-frontchannel-logout-discovery-endpoint-verification', () => {
  it('says that it is supported, with sid', async () => {
    const metadata = (await (await fetchPath('/.well-known/openid-configuration')).json()) as object
    expect(metadata).toMatchObject({
      frontchannel_logout_supported: true,
      frontchannel_logout_session_supported: true,
    })
  })
})

describe('oidcc-frontchannel-rp-initiated-logout', () => {
  it('loads the frame of each client of the session, with its own query, iss and its own sid', async () => {
    const browser = newBrowser()
    const tokens = await tokensOf(browser, 'framed')
    const paired = await tokensOf(browser, 'paired')
    const url = endSessionUrl({
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: bye,
      state: 'a"b',
    })
    expect(await browser.open(url)).toBeUndefined()
    const frames = framesOn(browser)
    expect(frames.map(({ origin, pathname }) => origin + pathname)).toEqual(
      Array(2).fill(frame.split('?')[0]),
    )
    expect(frames.map(({ searchParams }) => Object.fromEntries(searchParams)).sort()).toEqual(
      [tokens, paired]
        .map(({ id_token }) => ({ tenant: '1', x: 'a,b', iss: issuer, sid: claimsOf(id_token).sid }))
        .sort(),
    )
    expect(claimsOf(paired.id_token).sid).not.toBe(claimsOf(tokens.id_token).sid)
    expect(browser.html).toContain(`href="${bye}?state=a%22b"`)
    expect(
      browser.html.match(/<iframe[^>]* sandbox="allow-scripts allow-same-origin allow-forms"/g),
    ).toHaveLength(2)
    expect(browser.html.match(/<iframe[^>]* referrerpolicy="no-referrer"/g)).toHaveLength(2)
    expect(browser.html).toMatch(/<script type="module" src="\/signed-out\.js\?\w+"/)
  })
  it('with a policy that allows exactly these frames', async () => {
    const browser = newBrowser()
    const { id_token } = await tokensOf(browser, 'framed')
    const response = await browser.fetch(endSessionUrl({ id_token_hint: id_token }))
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain('; frame-src https://app.example.com/front%3Bchannel;')
    expect(policy).toContain("frame-ancestors 'none'")
  })
  it('no page comes between where no client of the session wants a frame', async () => {
    const browser = newBrowser()
    const { id_token } = await tokensOf(browser, 'plain')
    const url = endSessionUrl({ id_token_hint: id_token, post_logout_redirect_uri: bye })
    expect(await browser.open(url)).toBe(bye)
  })
  it('who signs out at a portal loads them too', async () => {
    const browser = newBrowser()
    const { id_token } = await tokensOf(browser, 'framed')
    const sid = String(claimsOf(id_token).sid)
    const person = { login: 'alice', password: '' }
    await waysOut['the person, by the menu of a portal']!({ browser, person, sub: 'sub-of-alice', sid })
    expect(framesOn(browser).map(({ searchParams }) => searchParams.get('sid'))).toEqual([sid])
    expect(browser.text).toContain('You are signed out')
  })
})

describe('registration (§2)', () => {
  beforeAll(() => set({ registration: 'open' }))
  it('echoes what it was told', async () => {
    const fields = {
      frontchannel_logout_uri: 'https://app.example.com/front',
      frontchannel_logout_session_required: true,
    }
    const { status, body } = await registerBy({ ...least, ...fields })
    expect({ status, body }).toMatchObject({ status: 201, body: fields })
  })
  it.each([
    'https://elsewhere.example.com/x',
    'https://app.example.com:8443/x',
    'http://app.example.com/x',
    'https://app.example.com/x#y',
    'https://user@app.example.com/x',
    'javascript:alert(1)',
    'data:text/html,x',
    'x',
    7,
  ])('refuses %s: it is not where the client is', async (uri) => {
    const response = await registerBy({ ...least, frontchannel_logout_uri: uri })
    expect(response).toBeOAuthError(400, 'invalid_client_metadata')
    expect(response.body.error_description).toMatch(/^frontchannel_logout_uri: /)
  })
  it.each(['a%3Bx.example.com', '%2A', 'a;x.example.com', 'a_b.example.com', "a'b.example.com"])(
    'refuses the host %s, which a policy could not name',
    async (host) => {
      const redirect = await registerBy({ ...least, redirect_uris: [`https://${host}/cb`] })
      expect(redirect.status).toBe(400)
      const framed = await registerBy({ ...least, frontchannel_logout_uri: `https://${host}/out` })
      expect(framed).toBeOAuthError(400, 'invalid_client_metadata')
      expect(framed.body.error_description).toMatch(/has a host with/)
    },
  )
  it('a client on the same machine may be framed there', () => {
    const loopback = {
      redirect_uris: ['http://localhost:3000/cb'],
      client_id: 'l',
      client_name: 'l',
      scope: [],
    }
    const fields = { ...loopback, token_endpoint_auth_method: 'none' as const }
    const uri = 'http://localhost:3000/front'
    expect(parseClient({ ...fields, frontchannel_logout_uri: uri }).frontchannel_logout_uri).toBe(uri)
    expect(() => parseClient({ ...fields, frontchannel_logout_uri: 'http://localhost:3001/front' })).toThrow(
      /scheme, host and port/,
    )
    expect(callback).toMatch(/^https/)
  })
})
