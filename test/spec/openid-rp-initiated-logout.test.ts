/** OpenID Connect RP-Initiated Logout 1.0, by the modules of the Foundation's suite, and what else bad input gets. */
import { base64url, decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { maintain } from '../../src/app.ts'
import { rotateNow } from '../../src/registry/keys.ts'
import {
  addPerson,
  alice,
  answerTo,
  authorize,
  bindings,
  claimsOf,
  fetchPath,
  issuer,
  later,
  newBrowser,
  parametersOf,
  populate,
  postForm,
  redeem,
  register,
  signedInBrowser,
  stopClock,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { bye, endSessionUrl } from '../support/logout.ts'
import { change, server } from '../support/registry.ts'

const bob = { login: 'bob', password: 'a password of bob' }

beforeAll(async () => {
  await populate()
  await register({ post_logout_redirect_uris: [bye, 'https://app.example.com/bye?from=here'] })
  await register({
    client_id: 'other',
    client_name: 'Other app',
    redirect_uris: ['https://other.example.com/callback'],
    post_logout_redirect_uris: ['https://other.example.com/bye'],
  })
  await addPerson({ sub: 'sub-of-bob', user_id: 'bob', password: bob.password, claims: { name: 'Bob' } })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Somebody signed in, and their ID token. */
async function signedIn(
  person = alice,
  browser = newBrowser(),
): Promise<{ browser: FormBrowser; hint: string }> {
  const location = await authorize(browser, { scope: 'openid' }, person)
  const { body } = await redeem(location.searchParams.get('code')!)
  return { browser, hint: body.id_token }
}
const isSignedIn = async (browser: FormBrowser): Promise<boolean> => {
  const answer = parametersOf((await answerTo(browser, { scope: 'openid', prompt: 'none' }))!)
  if (answer.code === undefined) expect(answer.error).toBe('login_required')
  return answer.code !== undefined
}
/** A page, and nobody is signed out or sent anywhere. */
async function refusedWithPage(browser: FormBrowser, parameters: Record<string, string>, why: RegExp) {
  expect(await browser.open(endSessionUrl(parameters))).toBeUndefined()
  expect({ status: browser.status, path: browser.path }).toEqual({ status: 400, path: '/oauth2/end_session' })
  expect(browser.text).toMatch(why)
  expect(await isSignedIn(browser)).toBe(true)
}

describe('oidcc-rp-initiated-logout-discovery-endpoint-verification', () => {
  it('end_session_endpoint is https, and there', async () => {
    const metadata = (await (await fetchPath('/.well-known/openid-configuration')).json()) as object
    expect(metadata).toMatchObject({ end_session_endpoint: `${issuer}/oauth2/end_session` })
  })
})

describe('oidcc-rp-initiated-logout', () => {
  it('with the hint and a registered URI: back at once, with state, and nobody is signed in', async () => {
    const { browser, hint } = await signedIn()
    const location = await browser.open(
      endSessionUrl({ id_token_hint: hint, post_logout_redirect_uri: bye, state: 'x y&z' }),
    )
    expect(location).toBe(`${bye}?state=x+y%26z`)
    expect(await isSignedIn(browser)).toBe(false)
  })
  it('by POST from another site, which brings no cookies, all the same', async () => {
    const { browser, hint } = await signedIn()
    const body = new URLSearchParams({ id_token_hint: hint, post_logout_redirect_uri: bye }).toString()
    const posted = await postForm('/oauth2/end_session', body, { origin: 'https://app.example.com' })
    expect(posted.status).toBe(303)
    expect(posted.headers.get('location')).toMatch(/^\/oauth2\/end_session\?posted=/)
    expect(await browser.open(posted.headers.get('location')!)).toBe(bye)
    expect(await isSignedIn(browser)).toBe(false)
  })
  it('keeps the query of the URI', async () => {
    const { browser, hint } = await signedIn()
    const uri = `${bye}?from=here`
    const url = endSessionUrl({ id_token_hint: hint, post_logout_redirect_uri: uri, state: 's' })
    expect(await browser.open(url)).toBe(`${uri}&state=s`)
  })
  it('an ID token that has expired is as good, with client_id too', async () => {
    stopClock()
    const { browser, hint } = await signedIn()
    later(3 * 3600)
    const url = endSessionUrl({ id_token_hint: hint, client_id: 'web', post_logout_redirect_uri: bye })
    expect(await browser.open(url)).toBe(bye)
    expect(await isSignedIn(browser)).toBe(false)
  })
  it('one that a key signed which was rotated out long ago, too', async () => {
    stopClock()
    const { browser, hint } = await signedIn()
    const { kid } = decodeProtectedHeader(hint)
    later(86_400 + 60) // the next key is known by now
    await rotateNow(server, change(Date.now()), 'RS256')
    later(2 * 86_400)
    await maintain(bindings, Date.now())
    later(60)
    const { keys } = (await (await fetchPath('/oauth2/jwks')).json()) as { keys: { kid: string }[] }
    expect(keys.map((key) => key.kid)).not.toContain(kid)
    const url = endSessionUrl({ id_token_hint: hint, post_logout_redirect_uri: bye })
    expect(await browser.open(url)).toBe(bye)
    expect(await isSignedIn(browser)).toBe(false)
  })
  it('once more, when all is over already: back again', async () => {
    const { browser, hint } = await signedIn()
    const url = endSessionUrl({ id_token_hint: hint, post_logout_redirect_uri: bye })
    await browser.open(url)
    expect(await browser.open(url)).toBe(bye)
  })
  it('of pairwise clients: person and session are found by the names that they know', async () => {
    await register({ client_id: 'pair', subject_type: 'pairwise', post_logout_redirect_uris: [bye] })
    const browser = newBrowser()
    const location = await authorize(browser, { client_id: 'pair', scope: 'openid', response_type: 'code' })
    const { body } = await redeem(location.searchParams.get('code')!, {}).then(async (answer) =>
      answer.status === 200 ? answer : redeemAs('pair', location),
    )
    expect(claimsOf(body.id_token).sub).not.toBe('sub-of-alice')
    const url = endSessionUrl({ id_token_hint: body.id_token, post_logout_redirect_uri: bye })
    expect(await browser.open(url)).toBe(bye)
    expect(await isSignedIn(browser)).toBe(false)
  })
})

async function redeemAs(client: string, location: URL) {
  const { basic, secret, token } = await import('../support/app.ts')
  return token(
    { grant_type: 'authorization_code', code: location.searchParams.get('code')! },
    { authorization: basic(client, secret) },
  )
}

describe('oidcc-rp-initiated-logout-no-state', () => {
  it('goes back without one', async () => {
    const { browser, hint } = await signedIn()
    expect(await browser.open(endSessionUrl({ id_token_hint: hint, post_logout_redirect_uri: bye }))).toBe(
      bye,
    )
  })
})

describe('oidcc-rp-initiated-logout-no-post-logout-redirect-uri', () => {
  it('shows that they are signed out', async () => {
    const { browser, hint } = await signedIn()
    expect(await browser.open(endSessionUrl({ id_token_hint: hint, state: 's' }))).toBeUndefined()
    expect(browser.text).toContain('You are signed out')
    expect(await isSignedIn(browser)).toBe(false)
  })
})

describe.each([
  ['oidcc-rp-initiated-logout-no-params', {}],
  ['oidcc-rp-initiated-logout-only-state', { state: 'abc' }],
])('%s', (_, parameters) => {
  it('asks, and signs out who says yes; nothing is redirected', async () => {
    const { browser } = await signedIn()
    expect(await browser.open(endSessionUrl(parameters))).toBeUndefined()
    expect([browser.status, browser.path]).toEqual([200, '/sign-out'])
    expect(browser.text).toContain('alice@example.com')
    expect(await isSignedIn(browser.newTab())).toBe(true)
    expect(await browser.submit({ action: 'sign-out' })).toBeUndefined()
    expect(browser.text).toContain('You are signed out')
    expect(await isSignedIn(browser)).toBe(false)
  })
  it('leaves alone who says no', async () => {
    const { browser } = await signedIn()
    await browser.open(endSessionUrl(parameters))
    expect(await browser.submit({ action: 'stay' })).toBeUndefined()
    expect(browser.text).toContain('You are still signed in')
    expect(await isSignedIn(browser)).toBe(true)
  })
})

describe('oidcc-rp-initiated-logout-no-id-token-hint', () => {
  it('a URI of which nothing tells whose it is gets a page', async () => {
    const { browser } = await signedIn()
    await refusedWithPage(
      browser,
      { post_logout_redirect_uri: bye, state: 's' },
      /needs id_token_hint, or client_id/,
    )
  })
  it('with client_id it is asked, and then goes back', async () => {
    const { browser } = await signedIn()
    const url = endSessionUrl({ client_id: 'web', post_logout_redirect_uri: bye, state: 's' })
    expect(await browser.open(url)).toBeUndefined()
    expect(browser.text).toContain('Web app asks for it')
    expect(await browser.submit({ action: 'sign-out' })).toBe(`${bye}?state=s`)
    expect(await isSignedIn(browser)).toBe(false)
  })
  it('with client_id and nobody signed in, it is offered as a link', async () => {
    const browser = newBrowser()
    const url = endSessionUrl({ client_id: 'web', post_logout_redirect_uri: bye })
    expect(await browser.open(url)).toBeUndefined()
    expect(browser.html).toContain(`href="${bye}"`)
  })
})

describe('oidcc-rp-initiated-logout-bad-post-logout-redirect-uri', () => {
  it.each([
    ['another one', 'https://app.example.com/elsewhere'],
    ['a redirect URI', 'https://app.example.com/callback'],
    ['one of another client', 'https://other.example.com/bye'],
    ['another port', 'https://app.example.com:444/bye'],
    ['another case', 'https://app.example.com/Bye'],
    ['a slash more', 'https://app.example.com/bye/'],
    ['a fragment', 'https://app.example.com/bye#x'],
    ['a script', 'javascript:alert(1)'],
    ['a dot segment', 'https://app.example.com/x/../bye'],
    ['a user', 'https://app.example.com@evil.example/bye'],
  ])('%s gets a page', async (_, uri) => {
    const { browser, hint } = await signedIn()
    const parameters = { id_token_hint: hint, post_logout_redirect_uri: uri }
    await refusedWithPage(browser, parameters, /post_logout_redirect_uri is not registered/)
  })
})

describe('oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri', () => {
  it('gets a page', async () => {
    const { browser, hint } = await signedIn()
    const parameters = { id_token_hint: hint, post_logout_redirect_uri: `${bye}?more=1` }
    await refusedWithPage(browser, parameters, /post_logout_redirect_uri is not registered/)
  })
})

describe('oidcc-rp-initiated-logout-modified-id-token-hint', () => {
  const encode = (value: object) => base64url.encode(JSON.stringify(value))
  const tricks: [string, (hint: string) => Promise<string> | string][] = [
    ['alg none', (hint) => `${encode({ alg: 'none', typ: 'JWT' })}.${hint.split('.')[1]}.`],
    [
      'alg none with our kid',
      (hint) => {
        const [header = '', payload] = hint.split('.')
        const { kid } = JSON.parse(new TextDecoder().decode(base64url.decode(header))) as { kid: string }
        return `${encode({ alg: 'none', typ: 'JWT', kid })}.${payload}.`
      },
    ],
    ['other claims under our signature', (hint) => replaced(hint, { sub: 'sub-of-bob' })],
    ['no signature', (hint) => hint.split('.').slice(0, 2).join('.')],
    ['a signature that is not canonical', (hint) => `${hint}=`],
    ['a foreign key', (hint) => foreign(hint, {})],
    ['a foreign key that it brings along', async (hint) => foreign(hint, { jwk: true })],
    ['no JWT', () => 'hello'],
    ['an object', () => '{"sub":"sub-of-alice"}'],
  ]
  function replaced(hint: string, change: object): string {
    const [header, payload = '', signature] = hint.split('.')
    const claims = JSON.parse(new TextDecoder().decode(base64url.decode(payload))) as object
    return `${header}.${encode({ ...claims, ...change })}.${signature}`
  }
  async function foreign(hint: string, { jwk = false }): Promise<string> {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
    const header = JSON.parse(new TextDecoder().decode(base64url.decode(hint.split('.')[0]!))) as {
      kid: string
    }
    return new SignJWT(claimsOf(hint))
      .setProtectedHeader({
        alg: 'RS256',
        typ: 'JWT',
        kid: header.kid,
        ...(jwk && { jwk: await exportJWK(publicKey) }),
      })
      .sign(privateKey)
  }
  it.each(tricks)('%s gets a page, and ends nothing', async (_, trick) => {
    const { browser, hint } = await signedIn()
    const parameters = { id_token_hint: await trick(hint), post_logout_redirect_uri: bye, state: 's' }
    await refusedWithPage(browser, parameters, /id_token_hint is not an ID token/)
  })
})

describe('oidcc-rp-initiated-logout-bad-id-token-hint', () => {
  it('an access token, and a logout token, are no ID token', async () => {
    const browser = await signedInBrowser()
    const location = await authorize(browser, { scope: 'openid read' })
    const { body } = await redeem(location.searchParams.get('code')!)
    const parameters = { id_token_hint: body.access_token, post_logout_redirect_uri: bye }
    await refusedWithPage(browser, parameters, /id_token_hint is not an ID token/)
  })
  it('client_id must be the client of the hint', async () => {
    const { browser, hint } = await signedIn()
    const parameters = { id_token_hint: hint, client_id: 'other' }
    await refusedWithPage(browser, parameters, /client_id is not the client that id_token_hint was issued to/)
  })
  it('a hint of another client does not open its URIs', async () => {
    const { browser, hint } = await signedIn()
    const parameters = { id_token_hint: hint, post_logout_redirect_uri: 'https://other.example.com/bye' }
    await refusedWithPage(browser, parameters, /not registered/)
  })
  it('a hint of another session of the same person is no proof: it is asked', async () => {
    const { hint } = await signedIn()
    const { browser } = await signedIn()
    await browser.open(endSessionUrl({ id_token_hint: hint, post_logout_redirect_uri: bye }))
    expect(browser.path).toBe('/sign-out')
    expect(await isSignedIn(browser.newTab())).toBe(true)
  })
  it('nor is that of somebody else, and their session elsewhere stands', async () => {
    const bobs = await signedIn(bob)
    const { browser } = await signedIn()
    await browser.open(endSessionUrl({ id_token_hint: bobs.hint }))
    expect(browser.path).toBe('/sign-out')
    expect(await isSignedIn(bobs.browser)).toBe(true)
  })
})

describe('a sign-out', () => {
  it('is of the account that is meant: the other one stays', async () => {
    const { browser, hint } = await signedIn()
    const location = await authorizeAs(browser, bob)
    expect(location.searchParams.get('code')).toBeTruthy()
    await browser.open(endSessionUrl({ id_token_hint: hint }))
    expect(browser.text).toContain('Your other accounts stay signed in')
    expect(await isSignedIn(browser)).toBe(true)
  })
  it('who signed in after the page was shown was not asked, and stays', async () => {
    const { browser } = await signedIn()
    await browser.open(endSessionUrl())
    const page = browser.newTab()
    await page.open(endSessionUrl())
    await authorizeAs(browser, bob)
    await page.submit({ action: 'sign-out' })
    expect(page.text).not.toContain('You are still signed in')
    expect(await isSignedIn(browser)).toBe(true)
  })
  it('logout_hint picks one of several; without it all are meant', async () => {
    const { browser } = await signedIn()
    await authorizeAs(browser, bob)
    await browser.open(endSessionUrl({ logout_hint: 'BOB' }))
    expect(browser.text).toMatch(/Bob/)
    expect(browser.text).not.toMatch(/Alice/)
    await browser.open(endSessionUrl())
    expect(browser.text).toMatch(/Bob[\s\S]*Alice|Alice[\s\S]*Bob/)
    await browser.submit({ action: 'sign-out' })
    expect(await isSignedIn(browser)).toBe(false)
  })
  it('speaks the language of ui_locales', async () => {
    const { browser } = await signedIn()
    await browser.open(endSessionUrl({ ui_locales: 'de' }))
    expect(browser.text).toContain('Abmelden?')
  })
  it('cannot be pressed by another site, nor planted in another browser', async () => {
    const { browser } = await signedIn()
    await browser.open(endSessionUrl())
    const body = new URLSearchParams({ ...browser.hidden(), action: 'sign-out' }).toString()
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { cookie, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    expect((await postForm('/sign-out', body, headers)).status).toBe(400)
    expect(await isSignedIn(browser)).toBe(true)
    const { browser: victim } = await signedIn(bob)
    await victim.open('/sign-out', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: issuer },
    })
    expect(await isSignedIn(victim)).toBe(true)
  })
  it('of whatever is sent twice, or to a client that is gone, is a page', async () => {
    const { browser, hint } = await signedIn()
    expect(await browser.open(`${endSessionUrl({ id_token_hint: hint })}&id_token_hint=x`)).toBeUndefined()
    expect(browser.status).toBe(400)
    await refusedWithPage(browser, { client_id: 'nobody' }, /not the id of a client/)
    await register({ client_id: 'gone', status: 'disabled', post_logout_redirect_uris: [bye] })
    await refusedWithPage(
      browser,
      { client_id: 'gone', post_logout_redirect_uri: bye },
      /not the id of a client/,
    )
  })
  it('a carried request that was made up asks like one that says nothing', async () => {
    const { browser } = await signedIn()
    expect(await browser.open(endSessionUrl({ posted: 'x' }))).toBeUndefined()
    expect(browser.path).toBe('/sign-out')
  })
})

async function authorizeAs(browser: FormBrowser, person: typeof alice): Promise<URL> {
  await answerTo(browser, { scope: 'openid', prompt: 'select_account' })
  await browser.submit({ account: 'another' })
  const location = await browser.submit({ ...person, action: 'sign-in' })
  return new URL(location ?? (await browser.submit({ action: 'allow' }))!)
}
