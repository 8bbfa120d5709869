/** Signing in to our own pages: who may come in, where they come back to, and whose forms count. */
import { beforeAll, describe, expect, it } from 'vitest'
import { portalPath } from '../../src/protocol/portal-path.ts'
import {
  addPerson,
  alice,
  authorize,
  fetchPath,
  issuer,
  newBrowser,
  populate,
  postForm,
  signedInBrowser,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'

const bob = { login: 'bob', password: 'a fine long password' }

beforeAll(async () => {
  await populate()
  await addPerson({
    sub: 'sub-of-bob',
    user_id: bob.login,
    password: bob.password,
    roles: ['developer'],
    claims: { name: 'Bob Brown', email: 'bob@example.com' },
  })
})

/** Opens a portal and signs in where it asks. */
async function enter(path: string, person = bob, browser = newBrowser()): Promise<FormBrowser> {
  await browser.open(issuer + path)
  if (browser.path === '/sign-in') await browser.submit({ ...person, action: 'sign-in' })
  return browser
}

const pathOf = ({ url }: FormBrowser) => url.slice(issuer.length)

describe('a person at a portal', () => {
  it('signs in first, and comes back to the very page they asked for', async () => {
    const browser = newBrowser()
    await browser.open(`${issuer}/developer?page=2`)
    expect(browser.path).toBe('/sign-in')
    expect(browser.text).toContain('Sign in to continue to Developer portal')
    await browser.submit({ ...bob, action: 'sign-in' })
    expect(pathOf(browser)).toBe('/developer?page=2')
    expect(browser.text).toContain('Bob Brown')
  })

  it('is not asked again where they signed in for an application, and no consent is asked', async () => {
    const browser = newBrowser()
    await authorize(browser, { scope: 'openid' }, bob)
    await browser.open(`${issuer}/developer`)
    expect([browser.path, browser.status]).toEqual(['/developer', 200])
  })

  it('may cancel, and is at the front page', async () => {
    const browser = newBrowser()
    await browser.open(`${issuer}/developer`)
    await browser.submit({ action: 'cancel' })
    expect(browser.path).toBe('/')
  })

  it('chooses where several accounts are signed in; a sign-in elsewhere does not change it', async () => {
    const browser = await signedInBrowser()
    await authorize(browser, { prompt: 'login', login_hint: 'bob' }, bob)
    await browser.open(`${issuer}/developer`)
    expect(browser.path).toBe('/select-account')
    await browser.submit({ account: 'sub-of-bob' })
    expect(browser.path).toBe('/developer')

    await authorize(browser, { prompt: 'login', login_hint: 'alice' }, alice)
    await browser.open(`${issuer}/developer`)
    expect(browser.text).toContain('Signed in as bob')
  })

  it('may switch accounts, and sign out', async () => {
    const browser = await enter('/developer')
    await browser.submit({ action: 'switch' })
    expect(browser.path).toBe('/select-account')
    await browser.submit({ account: 'sub-of-bob' })
    expect(browser.path).toBe('/developer')

    const kept = new Map(browser.cookies)
    await browser.submit({ action: 'sign-out' })
    expect(browser.path).toBe('/')
    await browser.open(`${issuer}/developer`)
    expect(browser.path).toBe('/sign-in')
    for (const [name, value] of kept) browser.cookies.set(name, value) // the old cookie is of no more use
    await browser.open(`${issuer}/developer`)
    expect(browser.path).toBe('/sign-in')
  })

  it('without the role is told so, and sees nothing', async () => {
    const browser = await enter('/developer', alice)
    expect(browser.status).toBe(403)
    expect(browser.text).toContain('the role “developer”')
  })
})

describe('a return path', () => {
  it.each([
    ['/developer', '/developer'],
    ['/account/security', '/account/security'],
    ['/admin/users?q=a%20b', '/admin/users?q=a%20b'],
    ['/developer/../admin', '/admin'],
    ['/developer//elsewhere.example', '/developer//elsewhere.example'],
    ['/developer?next=https://elsewhere.example', '/developer?next=https://elsewhere.example'],
    ['/developer#https://elsewhere.example', '/developer'],
  ])('%s is ours', (value, path) => {
    expect(portalPath(value)?.path).toBe(path)
    expect(new URL(path, issuer).origin).toBe(issuer)
  })

  it.each([
    '//elsewhere.example/developer',
    '/\\elsewhere.example/developer',
    '\\\\elsewhere.example/developer',
    'https://elsewhere.example/developer',
    'https:/developer',
    'javascript:alert(1)//developer',
    '/developer/..//elsewhere.example/developer',
    '/developer/%2e%2e//elsewhere.example',
    '/\t/elsewhere.example/developer',
    '/developer\r\nLocation: https://elsewhere.example',
    '/developers',
    '/accounts',
    '/oauth2/authorize?client_id=web',
    'developer',
    '',
  ])('%j is not', (value) => {
    expect(portalPath(value)).toBeUndefined()
  })

  it('is sealed: nobody else can make the sign-in return anywhere', async () => {
    const browser = await enter('/developer')
    for (const path of ['https://elsewhere.example', '//elsewhere.example/developer', '/oauth2/authorize']) {
      const { token = '' } = browser.hidden()
      const body = new URLSearchParams({ token, path, action: 'switch' }).toString()
      const tab = browser.newTab()
      await tab.open(`${issuer}/portal/account`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: issuer },
      })
      await tab.submit({ account: 'sub-of-bob' })
      expect(pathOf(tab)).toBe('/account')
    }
  })
})

describe('a form of a portal', () => {
  const signOut = (token: string) => new URLSearchParams({ token, path: '/developer', action: 'sign-out' })

  async function attempt(browser: FormBrowser, token: string, headers: Record<string, string>) {
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    return postForm('/portal/account', signOut(token).toString(), { cookie, ...headers })
  }

  it('counts only from a page of ours, in the session it was shown in', async () => {
    const mine = await enter('/developer')
    const others = await enter('/developer')
    const { token = '' } = mine.hidden()
    const table: [tried: string, token: string, headers: Record<string, string>][] = [
      ['no token', '', { origin: issuer }],
      ['a made-up token', 'e30.e30.e30', { origin: issuer }],
      ["another session's token", others.hidden().token ?? '', { origin: issuer }],
      ['another site', token, { origin: 'https://elsewhere.example' }],
      ['a sandboxed frame', token, { origin: 'null' }],
      ['another site, as the browser says', token, { origin: issuer, 'sec-fetch-site': 'cross-site' }],
      ['another host of the same site', token, { origin: issuer, 'sec-fetch-site': 'same-site' }],
    ]
    for (const [tried, sent, headers] of table) {
      const { status } = await attempt(mine, sent, headers)
      expect([tried, status]).toEqual([tried, 400])
    }
    await mine.open(`${issuer}/developer`)
    expect(mine.path).toBe('/developer') // nobody has signed them out
    expect((await attempt(mine, token, { origin: issuer })).headers.get('location')).toBe('/')
  })

  it('leads to the sign-in where nobody is signed in', async () => {
    const { status, headers } = await postForm('/portal/account', 'action=sign-out', { origin: issuer })
    expect([status, headers.get('location')?.split('?')[0]]).toEqual([303, '/sign-in'])
  })

  it('is refused in a frame, and no page of a portal is kept', async () => {
    const { headers } = await fetchPath('/developer', {
      headers: { cookie: [...(await enter('/developer')).cookies].map((pair) => pair.join('=')).join('; ') },
    })
    expect(headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/)
    expect(headers.get('content-security-policy')).toMatch(/script-src 'self'(;|$)/)
    expect(headers.get('cache-control')).toBe('no-store')
  })
})
