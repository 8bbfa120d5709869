/** RFC 9470: a session is raised to the level that is asked for, and what tokens say of it is what happened. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { serverFor } from '../../src/app.ts'
import { updateUser } from '../../src/registry/users.ts'
import { AccessRefused, protectResource } from '../../src/resource-server/protect-resource.ts'
import {
  addPerson,
  answerTo,
  api,
  authorize,
  basic,
  bindings,
  claimsOf,
  issuer,
  later,
  newBrowser,
  parametersOf,
  populate,
  redeem,
  refresh,
  register,
  secret,
  send,
  stopClock,
  token,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { callerWith } from '../support/management.ts'
import { operator } from '../support/registry.ts'
import { giveOneTimeCode, proveTwice, setUpCodes } from '../support/second-factor.ts'

const password = 'everybody has this one'
const asked = { scope: 'openid read' }

beforeAll(async () => {
  await populate()
  await register({ client_id: 'guard', grant_types: ['client_credentials'], introspect_all: true })
})
beforeEach(stopClock)
afterEach(() => vi.useRealTimers())

let people = 0
/** Somebody new, signed in at level 1 in a browser of their own. */
async function somebody(): Promise<{ browser: FormBrowser; login: string; sub: string; password: string }> {
  const login = `person-${++people}`
  const sub = `sub-of-${login}`
  await addPerson({ sub, user_id: login, password, claims: { name: login } })
  const browser = newBrowser()
  await authorize(browser, asked, { login, password })
  return { browser, login, sub, password }
}

/** The same, who has switched on one-time codes since. */
async function withCodes() {
  const person = await somebody()
  await giveOneTimeCode(person.login, person.sub)
  return person
}

const errorOf = (location: URL | undefined) => location && parametersOf(location).error
const tokensAt = async (location: string | undefined) => {
  const { body } = await redeem(new URL(location ?? '').searchParams.get('code') ?? '')
  return { ...body, id: claimsOf(body.id_token), access: claimsOf(body.access_token) }
}

describe('RFC 9470 §4, §5 acr_values', () => {
  it('raises a session by a second factor alone, and the tokens say so', async () => {
    const { browser, login } = await withCodes()
    const before = await tokensAt(await answerTo(browser, asked).then(String))
    expect(before.id).toMatchObject({ acr: '1', amr: ['pwd'] })
    const cookie = browser.cookies.get('__Host-edgegrant-session')
    later(600)

    expect(await answerTo(browser, { ...asked, acr_values: '2' })).toBeUndefined()
    expect(browser.path).toBe('/second-factor')
    expect(browser.html).not.toContain('type="password"')
    const after = await tokensAt(await proveTwice(browser, login))
    expect(after.id).toMatchObject({ acr: '2', amr: ['pwd', 'otp', 'mfa'], sid: before.id.sid })
    expect(after.access).toMatchObject({
      acr: '2',
      amr: ['pwd', 'otp', 'mfa'],
      auth_time: after.id.auth_time,
    })
    expect(Number(after.id.auth_time) - Number(before.id.auth_time)).toBe(600)
    expect(browser.cookies.get('__Host-edgegrant-session')).not.toBe(cookie)
  })

  it('rotates the session: the cookie of before is signed in nowhere', async () => {
    const { browser, login } = await withCodes()
    const stolen = new Map(browser.cookies)
    await answerTo(browser, { ...asked, acr_values: '2' })
    await proveTwice(browser, login)
    const thief = newBrowser()
    for (const [name, value] of stolen) thief.cookies.set(name, value)
    expect(errorOf(await answerTo(thief, { ...asked, prompt: 'none' }))).toBe('login_required')
    expect(errorOf(await answerTo(browser, { ...asked, prompt: 'none', acr_values: '2' }))).toBeUndefined()
  })

  it('has whoever has no second factor set one up, and go on from there', async () => {
    const { browser, login } = await somebody()
    await answerTo(browser, { ...asked, acr_values: '2' })
    const { id } = await tokensAt(await setUpCodes(browser, login))
    expect(id).toMatchObject({ acr: '2', amr: ['pwd', 'otp', 'mfa'] })
  })

  it('asks first for what they have, before anything may be set up beside it', async () => {
    const { browser, login } = await withCodes()
    await answerTo(browser, { ...asked, acr_values: 'phr' })
    expect(browser.path).toBe('/second-factor')
    await proveTwice(browser, login)
    expect(browser.path).toBe('/enroll')
    expect(browser.html).not.toContain('with=codes') // no code reaches phr
  })

  it('any of several will do', async () => {
    const { browser } = await somebody()
    expect(errorOf(await answerTo(browser, { ...asked, acr_values: 'phr 1' }))).toBeUndefined()
    expect(browser.path).not.toBe('/enroll')
  })

  it('with prompt=none gets interaction_required where a factor is missing', async () => {
    const { browser } = await withCodes()
    const location = await answerTo(browser, { ...asked, acr_values: '2', prompt: 'none' })
    expect(errorOf(location)).toBe('interaction_required')
  })

  it('begins with the first step again where that was more than twelve hours ago', async () => {
    const person = await withCodes()
    later(12 * 3_600 + 1)
    await answerTo(person.browser, { ...asked, acr_values: '2' })
    expect(person.browser.path).toBe('/sign-in')
    const location = await authorize(person.browser, { ...asked, acr_values: '2' }, person)
    expect((await tokensAt(location.href)).id).toMatchObject({ acr: '2' })
  })

  it.each(['too late', 'ended meanwhile'])(
    'a first step that is %s opens nothing in the session of somebody else',
    async (how) => {
      const victim = await somebody()
      const thief = await withCodes()
      later(3600)
      const { browser } = victim
      await answerTo(browser, { ...asked, acr_values: '2', prompt: 'login', max_age: '600' })
      await browser.submit({ login: thief.login, password, action: 'sign-in' })
      expect(browser.path).toBe('/second-factor')
      if (how === 'too late') later(1801)
      else await updateUser(serverFor(bindings), operator(), thief.sub, { status: 'disabled' })
      await browser.open(browser.url)
      expect(browser.path).toBe('/sign-in')
    },
  )

  it('max_age counts from the last proof, and asks for all of them anew', async () => {
    const person = await withCodes()
    await authorize(person.browser, { ...asked, acr_values: '2' }, person)
    later(400)
    await answerTo(person.browser, { ...asked, acr_values: '2', max_age: '300' })
    expect(person.browser.path).toBe('/sign-in')
    expect(person.browser.text).toContain('Confirm it is you')
  })

  it('is an error where no value is known, for an access token; OIDC Core §15.1: not for a sign-in', async () => {
    const { browser } = await somebody()
    const strange = { acr_values: 'urn:example:gold' }
    expect(errorOf(await answerTo(browser, { ...strange, scope: 'read' }))).toBe(
      'unmet_authentication_requirements',
    )
    expect(errorOf(await answerTo(browser, { ...strange, ...asked }))).toBeUndefined()
  })

  it('OIDC Registration §2: default_acr_values stand where a request asks for none', async () => {
    await register({ client_id: 'strict', default_acr_values: ['2'] })
    const { browser } = await withCodes()
    expect(await answerTo(browser, { ...asked, client_id: 'strict' })).toBeUndefined()
    expect(browser.path).toBe('/second-factor')
    expect(
      errorOf(await answerTo(browser, { ...asked, client_id: 'strict', acr_values: '1' })),
    ).toBeUndefined()
    expect(browser.path).not.toBe('/second-factor')
  })

  it('a refreshed token says what the sign-in was', async () => {
    const { browser, login } = await withCodes()
    await answerTo(browser, { scope: 'openid read offline_access', acr_values: '2' })
    let location = await proveTwice(browser, login)
    if (location === undefined) location = await browser.submit({ action: 'allow' })
    const first = await tokensAt(location)
    const { body } = await refresh(first.refresh_token)
    const { acr, amr, auth_time } = claimsOf(body.access_token)
    expect({ acr, amr, auth_time }).toEqual({
      acr: '2',
      amr: ['pwd', 'otp', 'mfa'],
      auth_time: first.access.auth_time,
    })
  })
})

describe('RFC 9470 §6.2 introspection', () => {
  it('says acr and auth_time', async () => {
    const { browser, login } = await withCodes()
    await answerTo(browser, { ...asked, acr_values: '2' })
    const { access_token, access } = await tokensAt(await proveTwice(browser, login))
    const response = await send(
      new Request(`${issuer}/oauth2/introspect`, {
        method: 'POST',
        headers: {
          authorization: basic('guard', secret),
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ token: access_token }),
      }),
    )
    expect(await response.json()).toMatchObject({ active: true, acr: '2', auth_time: access.auth_time })
  })
})

describe('RFC 9470 §3 an API that asks for more', () => {
  const protect = protectResource({
    issuer,
    audience: api,
    fetch: (url, init) => send(new Request(url, init)),
  })
  const bearing = (accessToken: string) =>
    new Request(`${api}/payments`, { headers: { authorization: `Bearer ${accessToken}` } })
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => (error instanceof AccessRefused ? error : undefined),
    )

  it('answers 401 with what to ask for; the client asks, and comes in', async () => {
    const { browser, login } = await withCodes()
    const weak = await tokensAt(await answerTo(browser, asked).then(String))
    const need = { scopes: ['read'], acrValues: ['2'], maxAge: 300 }
    const refused = await refusal(protect(bearing(weak.access_token), need))
    expect(refused).toMatchObject({ status: 401, code: 'insufficient_user_authentication' })
    const challenge = refused?.headers['www-authenticate'] ?? ''
    expect(challenge).toContain('error="insufficient_user_authentication"')
    const [, acr_values = ''] = /acr_values="([^"]+)"/.exec(challenge) ?? []
    const [, max_age = ''] = /max_age="([^"]+)"/.exec(challenge) ?? []
    expect([acr_values, max_age]).toEqual(['2', '300'])

    await answerTo(browser, { ...asked, acr_values, max_age })
    const strong = await tokensAt(await proveTwice(browser, login))
    expect(await protect(bearing(strong.access_token), need)).toMatchObject({ acr: '2' })
    later(301)
    expect(await refusal(protect(bearing(strong.access_token), need))).toMatchObject({ status: 401 })
    expect(await refusal(protect(bearing(strong.access_token), { acrValues: ['phr'] }))).toMatchObject({
      code: 'insufficient_user_authentication',
    })
    expect(await refusal(protect(bearing(strong.access_token), { acrValues: ['1'] }))).toBeUndefined()
  })

  it('lets no token in that a service got for itself: nobody signed in', async () => {
    const { body } = await token({ grant_type: 'client_credentials', scope: 'read' })
    expect(await refusal(protect(bearing(body.access_token), { acrValues: ['1'] }))).toMatchObject({
      code: 'insufficient_user_authentication',
    })
    expect(await refusal(protect(bearing(body.access_token), { maxAge: 9 }))).toMatchObject({ status: 401 })
  })

  it.each([
    [{ acrValues: [] }, /acrValues is empty/],
    [{ acrValues: '2' }, /acrValues must be a list/],
    [{ maxAge: -1 }, /maxAge must be a whole number/],
    [{ maxAge: '300' }, /maxAge must be a whole number/],
    [{ maxAge: undefined }, /maxAge must be a whole number/],
  ])('a requirement with a slip is none: %j', async (requirement, said) => {
    await expect(protect(bearing('x'), requirement as never)).rejects.toThrow(said)
  })
})

describe('the management API', () => {
  it('RFC 9470 §3: is not for an operator who proved themself once', async () => {
    const audience = `${issuer}/management/v1`
    await register({ client_id: 'tools', resources: [audience], scope: ['users:read'], default_scope: [] })
    const { browser, sub } = await somebody()
    const location = await (async () => {
      const at = await answerTo(browser, { client_id: 'tools', scope: 'users:read', resource: audience })
      return at ?? new URL((await browser.submit({ action: 'allow' })) ?? '')
    })()
    const { body } = await token(
      { grant_type: 'authorization_code', code: location.searchParams.get('code') ?? '' },
      { authorization: basic('tools', secret) },
    )
    const call = callerWith(body.access_token)
    expect((await call('GET /users')).status).toBe(403) // no operator yet
    await updateUser(serverFor(bindings), operator(), sub, { roles: ['admin'] })
    const refused = await call('GET /users')
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toMatch(
      /error="insufficient_user_authentication".*acr_values="2"/,
    )
    expect(
      await answerTo(browser, { client_id: 'tools', scope: 'users:read', resource: audience }),
    ).toBeUndefined()
    expect(browser.path).toBe('/enroll')
  })
})
