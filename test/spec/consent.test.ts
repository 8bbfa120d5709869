/** OpenID Connect Core §3.1.2.4: the person decides what an application gets, and is asked no more than needed. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  addPerson,
  alice,
  allScopes,
  answerTo,
  api,
  authorize,
  authorizeUrl,
  basic,
  claimsOf,
  newBrowser,
  parametersOf,
  populate,
  register,
  registerApi,
  secret,
  signedInBrowser,
  stopClock,
  token,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { untilCopiesEnd } from '../support/grants.ts'

describe('consent', () => {
  let browser: FormBrowser
  let client_id: string
  let count = 0
  beforeAll(async () => {
    await populate()
    await addPerson({
      sub: 'sub-of-bob',
      user_id: 'bob',
      claims: { name: 'Bob Builder', email: 'bob@example.com' },
    })
    browser = await signedInBrowser()
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  /** Each test has an application that nobody has allowed anything yet. */
  beforeEach(async () => {
    client_id = `app-${count++}`
    await register({
      client_id,
      client_name: `Application ${count}`,
      client_uri: `https://${client_id}.example.com`,
    })
  })

  const open = (parameters: Record<string, string> = {}, tab = browser.newTab()) =>
    tab.open(authorizeUrl({ client_id, ...parameters })).then((location) => ({ tab, location }))
  const silently = async (parameters: Record<string, string>) =>
    parametersOf((await answerTo(browser, { client_id, prompt: 'none', ...parameters }))!)

  it('is for one API: the same scope at another is asked for again', async () => {
    const other = 'https://other-api.example.com'
    await registerApi({ identifier: other, name: 'Other API', scopes: { read: 'Read your other things' } })
    await register({ client_id, resources: [api, other] })
    const first = await open({ scope: 'openid read', resource: api })
    expect(first.tab.text).toContain('Read your things')
    expect(first.tab.text).not.toContain('Read your other things')
    await first.tab.submit({ action: 'allow' })
    expect(await silently({ scope: 'openid read', resource: api })).toHaveProperty('code')
    expect((await silently({ scope: 'openid read', resource: other })).error).toBe('consent_required')
    const second = await open({ scope: 'openid read', resource: other })
    expect(second.tab.text).toContain('Read your other things')
  })
  it('is for what an API had: a scope that it gets later is asked for', async () => {
    const [one, two] = ['urn:one', 'urn:two']
    await registerApi({ identifier: one, scopes: { 'one.r': 'Read One' } })
    await registerApi({ identifier: two, scopes: { write: 'Write Two' } })
    const scope = ['openid', 'one.r', 'write']
    await register({ client_id, scope, default_scope: scope, resources: [one, two] })
    stopClock()
    const { tab } = await open({ scope: 'openid one.r write' })
    await tab.submit({ action: 'allow' })
    await registerApi({ identifier: one, scopes: { 'one.r': 'Read One', write: 'Delete all of One' } })
    untilCopiesEnd()
    const second = await open({ scope: 'openid one.r write', resource: one })
    expect(second.tab.path).toBe('/consent')
    expect(second.tab.text).toMatch(/Delete all of One.*already allow.*Read One/s)
  })
  it('names the application, its website, the person, where it goes on, and how to refuse', async () => {
    const { tab } = await open({ scope: 'openid read' })
    expect(tab.path).toBe('/consent')
    expect(tab.text).toContain(`Application ${count} wants to use your account`)
    expect(tab.html).toContain(`href="https://${client_id}.example.com/"`)
    expect(tab.text).toContain('Alice Adams')
    expect(tab.text).toContain('alice@example.com')
    expect(tab.text).toContain('Either way you go on to app.example.com')
    for (const button of ['Allow', 'Cancel', 'Not you?'])
      expect(tab.html).toMatch(new RegExp(`<button[^>]*>\\s*${button.replace('?', '\\?')}`))
  })

  it('says each scope in plain words', async () => {
    const { tab } = await open({ scope: allScopes.join(' ') })
    for (const words of [
      'Know who you are',
      'See your name and profile',
      'See your email address',
      'See your postal address',
      'See your phone number',
      'Stay connected when you are not using it',
      'Read your things',
      'Change your things',
    ]) {
      expect(tab.text).toContain(words)
    }
    for (const name of ['openid', 'offline_access']) expect(tab.text).not.toContain(name)
  })

  it('shows privacy policy and terms where they are registered (OIDC Registration §2)', async () => {
    const client = {
      client_id: 'legal',
      policy_uri: 'https://legal.example.com/privacy',
      tos_uri: 'https://legal.example.com/terms',
    }
    await register(client)
    const { tab } = await open({ client_id: 'legal' })
    expect(tab.html).toContain(`href="${client.policy_uri}"`)
    expect(tab.html).toContain(`href="${client.tos_uri}"`)
  })

  it('shows names as text, whatever they hold', async () => {
    await register({ client_id: 'markup', client_name: '<img src=x onerror=alert(1)>"\u202egnp' })
    const { tab } = await open({ client_id: 'markup' })
    expect(tab.html).not.toContain('<img src=x')
    expect(tab.html).not.toContain('\u202e')
  })

  it('is remembered for this client and these scopes', async () => {
    const { tab } = await open({ scope: 'openid read' })
    await tab.submit({ action: 'allow' })
    expect((await open({ scope: 'openid read' })).location).toMatch('code=')
    expect((await open({ scope: 'read' })).location).toMatch('code=')
    expect(await silently({ scope: 'openid read' })).toHaveProperty('code')
  })

  it('is remembered for the person, in another browser too', async () => {
    const { tab } = await open({ scope: 'read' })
    await tab.submit({ action: 'allow' })
    const elsewhere = newBrowser()
    await elsewhere.open(authorizeUrl({ client_id, scope: 'read' }))
    expect(await elsewhere.submit({ ...alice, action: 'sign-in' })).toMatch('code=')
  })

  it('is not remembered for another client', async () => {
    const { tab } = await open({ scope: 'read' })
    await tab.submit({ action: 'allow' })
    await register({ client_id: `${client_id}-sibling` })
    expect(await silently({ client_id: `${client_id}-sibling`, scope: 'read' })).toMatchObject({
      error: 'consent_required',
    })
  })

  it('is not remembered for another person', async () => {
    const { tab } = await open({ scope: 'read' })
    await tab.submit({ action: 'allow' })
    const bobs = newBrowser()
    await bobs.open(authorizeUrl({ client_id, scope: 'read' }))
    expect(await bobs.submit({ ...alice, login: 'bob', action: 'sign-in' })).toBeUndefined()
    expect(bobs.path).toBe('/consent')
  })

  it('asks only for what is new, and shows apart what is allowed already', async () => {
    const { tab } = await open({ scope: 'openid read' })
    await tab.submit({ action: 'allow' })
    const { tab: more } = await open({ scope: 'openid read email' })
    const [asked, granted] = more.html.split('<details>')
    expect(asked).toContain('See your email address')
    expect(asked).not.toContain('Read your things')
    expect(granted).toContain('What you already allow it')
    expect(granted).toContain('Read your things')
    const location = await more.submit({ action: 'allow' })
    const form = { grant_type: 'authorization_code', code: new URL(location!).searchParams.get('code')! }
    const { body } = await token(form, { authorization: basic(client_id, secret) })
    expect(body.scope).toBe('openid read email')
    expect(await silently({ scope: 'openid read email' })).toHaveProperty('code')
  })

  it('refused: access_denied, and nothing is remembered', async () => {
    const { tab } = await open({ scope: 'read', state: 's' })
    const location = new URL((await tab.submit({ action: 'deny' }))!)
    expect(parametersOf(location)).toMatchObject({ error: 'access_denied', state: 's' })
    expect(await silently({ scope: 'read' })).toMatchObject({ error: 'consent_required' })
  })

  it('refused for more: what was allowed before stays', async () => {
    const { tab } = await open({ scope: 'read' })
    await tab.submit({ action: 'allow' })
    const { tab: more } = await open({ scope: 'read write' })
    expect(more.text).toContain('Cancel shares nothing more')
    await more.submit({ action: 'deny' })
    expect(await silently({ scope: 'read' })).toHaveProperty('code')
    expect(await silently({ scope: 'write' })).toMatchObject({ error: 'consent_required' })
  })

  it('a form sent without pressing a button is no consent', async () => {
    const { tab } = await open({ scope: 'read' })
    expect(await tab.submit({})).toMatch('error=access_denied')
  })

  it('prompt=consent asks again for everything', async () => {
    const { tab } = await open({ scope: 'openid read' })
    await tab.submit({ action: 'allow' })
    const { tab: again, location } = await open({ scope: 'openid read', prompt: 'consent' })
    expect([location, again.path]).toEqual([undefined, '/consent'])
    expect(again.text).toContain('Read your things')
    expect(again.text).not.toContain('What you already allow it')
  })

  it('prompt=consent refused does not take back what was allowed', async () => {
    const { tab } = await open({ scope: 'read' })
    await tab.submit({ action: 'allow' })
    const { tab: again } = await open({ scope: 'read', prompt: 'consent' })
    expect(await again.submit({ action: 'deny' })).toMatch('access_denied')
    expect(await silently({ scope: 'read' })).toHaveProperty('code')
  })

  it('is skipped for a first-party client, unless the request insists', async () => {
    await register({ client_id: `${client_id}-own`, first_party: true })
    const own = { client_id: `${client_id}-own`, scope: 'openid read' }
    expect(await silently(own)).toHaveProperty('code')
    const { tab } = await open({ ...own, prompt: 'consent' })
    expect(tab.path).toBe('/consent')
  })

  it('is asked of a client that asks for no scope at all, once', async () => {
    await register({ client_id: `${client_id}-bare`, scope: [], default_scope: [] })
    const bare = { client_id: `${client_id}-bare` }
    expect(await silently(bare)).toMatchObject({ error: 'consent_required' })
    await authorize(browser, bare)
    expect(await silently(bare)).toHaveProperty('code')
  })

  it('Not you? leads to the accounts, and the request goes on with the one chosen', async () => {
    const own = await signedInBrowser()
    const { tab } = await open({ scope: 'openid' }, own)
    await tab.submit({ action: 'switch' })
    expect(tab.path).toBe('/select-account')
    await tab.submit({ account: 'another' })
    expect([tab.path, tab.html]).toEqual(['/sign-in', expect.not.stringContaining('value="alice"')])
    await tab.submit({ ...alice, login: 'bob', action: 'sign-in' })
    expect([tab.path, tab.text]).toEqual(['/consent', expect.stringContaining('Bob Builder')])
    const location = await tab.submit({ action: 'allow' })
    const form = { grant_type: 'authorization_code', code: new URL(location!).searchParams.get('code')! }
    const { body } = await token(form, { authorization: basic(client_id, secret) })
    expect(claimsOf(body.id_token).sub).toBe('sub-of-bob')
  })

  it('Not you? and back to the same person', async () => {
    const { tab } = await open({ scope: 'openid' })
    await tab.submit({ action: 'switch' })
    await tab.submit({ account: 'sub-of-alice' })
    expect([tab.path, tab.text]).toEqual(['/consent', expect.stringContaining('Alice Adams')])
  })
})
