/** OpenID Connect Session Management 1.0: what the server says; that the frame says the same, Chromium tests. */
import { base64url } from 'jose'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  addPerson,
  alice,
  answerTo,
  authorize,
  callback,
  fetchPath,
  issuer,
  later,
  newBrowser,
  parametersOf,
  populate,
  register,
  stopClock,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { endSessionUrl } from '../support/logout.ts'

const bob = { login: 'bob', password: 'a password of bob' }
const cookie = '__Host-edgegrant-state'

beforeAll(async () => {
  await populate()
  await addPerson({ sub: 'sub-of-bob', user_id: 'bob', password: bob.password, claims: { name: 'Bob' } })
  await register({
    client_id: 'implicit',
    grant_types: ['implicit', 'authorization_code'],
    response_types: ['id_token', 'code'],
  })
})
afterEach(() => {
  vi.useRealTimers()
})

/** §3.2: as the frame computes it, by the cookie that it reads. */
async function says(
  browser: FormBrowser,
  sessionState: string,
  client = 'web',
  url = callback,
): Promise<string> {
  const salt = sessionState.split('.')[1]
  const text = [client, new URL(url).origin, browser.cookies.get(cookie) ?? '', salt].join(' ')
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return `${base64url.encode(new Uint8Array(digest))}.${salt}` === sessionState ? 'unchanged' : 'changed'
}
async function stateFor(browser: FormBrowser, parameters: Record<string, string> = {}, person = alice) {
  const answer = parametersOf(await authorize(browser, { scope: 'openid', ...parameters }, person))
  expect(answer.session_state).toMatch(/^[\w-]{43}\.[\w-]{16}$/)
  return answer.session_state!
}

describe('oidcc-session-management-discovery-endpoint-verification', () => {
  it('check_session_iframe and end_session_endpoint are https, and there', async () => {
    const metadata = (await (await fetchPath('/.well-known/openid-configuration')).json()) as object
    expect(metadata).toMatchObject({
      check_session_iframe: `${issuer}/oauth2/check_session`,
      end_session_endpoint: `${issuer}/oauth2/end_session`,
    })
  })
})

describe('oidcc-session-management-rp-initiated-logout', () => {
  it('is unchanged while they are signed in, and changed after', async () => {
    const browser = newBrowser()
    const state = await stateFor(browser)
    expect(await says(browser, state)).toBe('unchanged')
    await browser.open(endSessionUrl())
    await browser.submit({ action: 'sign-out' })
    expect(browser.cookies.has(cookie)).toBe(false)
    expect(await says(browser, state)).toBe('changed')
  })
  it('is changed by another sign-in, and the next silent answer says the new one', async () => {
    const browser = newBrowser()
    const state = await stateFor(browser)
    const again = parametersOf((await answerTo(browser, { scope: 'openid', prompt: 'none' }))!).session_state!
    expect(again).not.toBe(state) // another salt
    expect([await says(browser, state), await says(browser, again)]).toEqual(['unchanged', 'unchanged'])
    stopClock()
    later(5)
    await answerTo(browser, { scope: 'openid', prompt: 'login' })
    const answer = parametersOf(new URL((await browser.submit({ ...alice, action: 'sign-in' }))!))
    expect([await says(browser, state), await says(browser, answer.session_state!)]).toEqual([
      'changed',
      'unchanged',
    ])
  })
  it('is of this client and its origin: of another it says nothing', async () => {
    const browser = newBrowser()
    const state = await stateFor(browser)
    expect(await says(browser, state, 'spa')).toBe('changed')
    expect(await says(browser, state, 'web', 'https://evil.example/callback')).toBe('changed')
  })
  it('comes with every response type, and only where it is OpenID', async () => {
    const browser = newBrowser()
    const implicit = { client_id: 'implicit', response_type: 'id_token', nonce: 'n' }
    expect(await says(browser, await stateFor(browser, implicit), 'implicit')).toBe('unchanged')
    expect(parametersOf(await authorize(browser, { scope: 'read' }))).not.toHaveProperty('session_state')
    const error = parametersOf((await answerTo(newBrowser(), { scope: 'openid', prompt: 'none' }))!)
    expect(error).toMatchObject({ error: 'login_required' })
    expect(error).not.toHaveProperty('session_state')
  })
  it('a browser that was signed in before there was one gets its cookie with the next answer', async () => {
    const browser = newBrowser()
    await stateFor(browser)
    browser.cookies.delete(cookie)
    const answer = parametersOf((await answerTo(browser, { scope: 'openid', prompt: 'none' }))!)
    expect(await says(browser, answer.session_state!)).toBe('unchanged')
  })
})

describe('the frame', () => {
  it('may be framed by anybody, and loads its one script alone', async () => {
    const page = await fetchPath('/oauth2/check_session')
    expect(page.headers.get('x-frame-options')).toBeNull()
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'",
    )
    const src = /<script src="([^"]+)">/.exec(await page.text())![1]!
    const script = await fetchPath(src)
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  })
  it('no other page may be: neither signing out nor signing in', async () => {
    for (const path of ['/oauth2/end_session', '/sign-in', '/']) {
      const page = await fetchPath(path)
      expect(page.headers.get('x-frame-options')).toBe('DENY')
      expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    }
  })
  it('its cookie is readable by scripts, sent from frames, and opens nothing', async () => {
    const browser = newBrowser()
    const set: string[] = []
    const fetch = browser.fetch.bind(browser)
    browser.fetch = async (url, init) => {
      const response = await fetch(url, init)
      set.push(...response.headers.getSetCookie())
      return response
    }
    await authorize(browser, { scope: 'openid' })
    const state = set.find((each) => each.startsWith(`${cookie}=`))
    expect(state).toMatch(/; Secure; SameSite=None$/)
    expect(state).not.toContain('HttpOnly')
    const session = set.find((each) => each.startsWith('__Host-edgegrant-session='))
    expect(session).toContain('HttpOnly')
    const thief = newBrowser()
    thief.cookies.set(cookie, browser.cookies.get(cookie)!)
    const answer = parametersOf((await answerTo(thief, { scope: 'openid', prompt: 'none' }))!)
    expect(answer.error).toBe('login_required')
  })
})
