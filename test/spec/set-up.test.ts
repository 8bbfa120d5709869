/** First run: a deployed Worker with an empty database, and the token that makes its first operator. */
import { createExecutionContext } from 'cloudflare:test'
import { beforeEach, describe, expect, it } from 'vitest'
import { createApp, maintain, serverFor } from '../../src/app.ts'
import type { AuditEvent } from '../../src/protocol/audit.ts'
import type { Bindings } from '../../src/stores/stores.ts'
import { bindings, issuer } from '../support/app.ts'
import { FormBrowser } from '../support/form-browser.ts'
import { setUpCodes } from '../support/second-factor.ts'

const setupToken = 'the-set-up-token-of-this-test-1234567890'
const olga = {
  name: 'Olga Operator',
  login: 'olga',
  email: 'olga@example.com',
  password: 'seven brass doorknobs',
  password_again: 'seven brass doorknobs',
}

/** A Worker whose isolate remembers nothing, on the database of this file. */
function deployed(token = setupToken) {
  const DB = {
    prepare: (sql: string) => bindings.DB.prepare(sql),
    batch: (statements: D1PreparedStatement[]) => bindings.DB.batch(statements),
  } as unknown as D1Database
  const env = { ...bindings, DB, SETUP_TOKEN: token }
  const app = createApp()
  const send = async (request: Request) => app.fetch(request, env, createExecutionContext())
  return {
    env: env as Bindings,
    get: (path: string, headers: Record<string, string> = {}) =>
      send(new Request(issuer + path, { headers, redirect: 'manual' })),
    browser: (headers = {}) => new FormBrowser(issuer, send, headers),
  }
}

type Worker = ReturnType<typeof deployed>

async function fillIn(worker: Worker, fields: Record<string, string>, headers = {}) {
  const browser = worker.browser(headers)
  await browser.open(`${issuer}/setup`)
  await browser.submit(fields)
  return browser
}

const signUp = (worker: Worker, change = {}) =>
  fillIn(worker, { setup_token: setupToken, ...olga, ...change })

async function trail(): Promise<AuditEvent[]> {
  const { events } = await serverFor(bindings).stores.audit.list({ limit: 50 })
  return events
}

beforeEach(async () => {
  await bindings.DB.batch(
    ['set_up', 'users', 'audit'].map((table) => bindings.DB.prepare(`DELETE FROM ${table}`)),
  )
  await bindings.CLIENTS.delete('set-up')
})

describe('a Worker that nobody has set up', () => {
  it('serves /health, /setup and what that page needs, and nothing else', async () => {
    const { get } = deployed()
    for (const path of ['/health', '/setup', '/style.css', '/portal.css', '/icon.svg'])
      expect([path, (await get(path)).status]).toEqual([path, 200])
    for (const path of [
      '/',
      '/oauth2/authorize',
      '/oauth2/token',
      '/oauth2/jwks',
      '/.well-known/openid-configuration',
      '/sign-in',
      '/developer',
      '/admin',
      '/admin/welcome',
      '/management/v1/clients',
      '/errors',
      '/docs/concepts',
      '/nothing',
    ]) {
      const response = await get(path)
      expect([path, response.status]).toEqual([path, 503])
      expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' })
    }
    const page = await get('/', { accept: 'text/html' })
    expect([page.status, await page.text()]).toEqual([503, expect.stringContaining('href="/setup"')])
  })

  it('becomes theirs who have the token: they are signed in, and the rest is served', async () => {
    const worker = deployed()
    const browser = await signUp(worker)
    await setUpCodes(browser, 'olga') // an operator proves themself twice from the start
    expect([browser.path, browser.status]).toEqual(['/admin/welcome', 200])
    expect(browser.text).toContain('Olga Operator')
    expect((await worker.get('/oauth2/jwks')).status).toBe(200)
    expect((await deployed().get('/oauth2/jwks')).status).toBe(200)

    const user = await serverFor(bindings).stores.users.findByLogin('OLGA@example.com')
    expect(user).toMatchObject({ user_id: 'olga', user_type: 'admin', roles: ['admin'] })
    const events = await trail()
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['setup', 'user.created']))
    expect(JSON.stringify(events)).not.toMatch(/set-up-token-of|doorknobs/)
  })

  it('keeps what was typed, says what is wrong at each field, and asks for the token once', async () => {
    const browser = await signUp(deployed(), {
      password: 'too short',
      password_again: 'too short',
      email: 'olga',
    })
    expect(browser.text).toContain('Email address must be an email address')
    expect([browser.path, browser.status]).toEqual(['/setup', 400])
    expect(browser.text).toContain('Password must be at least 12 characters.')
    expect(browser.html).toContain('value="Olga Operator"')
    expect(browser.html).not.toMatch(/set-up-token-of|too short/)
    expect(browser.html).not.toContain('name="setup_token"')
    await browser.submit({ ...olga, email: 'no address' })
    expect(browser.text).toContain('Email address must be an email address')
    for (const password of ['password password1', 'Olga Operator 1']) {
      await browser.submit({ ...olga, password, password_again: password })
      expect([password, browser.path, browser.status]).toEqual([password, '/setup', 400])
      expect(browser.text).toContain('Password must not be')
    }
    await browser.submit({ ...olga, password_again: 'another' })
    expect(browser.text).toContain('The two passwords are not the same')
    await browser.submit(olga)
    expect(browser.path).toBe('/enroll')
  })

  it('says what is wrong with the token and with the rest in one answer', async () => {
    const { text } = await signUp(deployed(), { setup_token: 'x', email: 'olga', password: 'short' })
    expect(text).toContain('This is not the set-up token')
    expect(text).toContain('Email address must be an email address')
    expect(text).toContain('Password must be at least 12 characters')
    expect(text).toContain('The two passwords are not the same')
  })

  it('refuses a wrong token, slows down who guesses, and locks out nobody else', async () => {
    const worker = deployed()
    const guesser = { 'cf-connecting-ip': '203.0.113.9' }
    const guess = (token: string) => fillIn(worker, { ...olga, setup_token: token }, guesser)
    for (const token of ['', setupToken.slice(1), `${setupToken}x`, setupToken.toUpperCase()]) {
      const browser = await guess(token)
      expect([browser.path, browser.status]).toEqual(['/setup', 400])
    }
    let text = ''
    for (let i = 0; i < 6; i++) ({ text } = await guess(`guess-${i}`))
    expect(text).toContain('Too many tries')
    expect((await guess(setupToken)).text).toContain('Too many tries')
    expect((await trail()).filter(({ type }) => type === 'setup.refused').length).toBeGreaterThan(3)
    expect((await signUp(worker)).path).toBe('/enroll')
  })

  it('takes the token from no address, and no form of another site or browser', async () => {
    const worker = deployed()
    const url = `${issuer}/setup?${new URLSearchParams({ setup_token: setupToken, ...olga })}`
    expect(await (await worker.get(url.slice(issuer.length))).text()).toContain('name="setup_token"')
    const browser = worker.browser()
    await browser.open(url)
    await browser.submit({ ...olga })
    expect(browser.status).toBe(400)

    const body = new URLSearchParams({ setup_token: setupToken, ...olga }).toString()
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      origin: 'https://elsewhere.example',
    }
    await worker.browser().open(`${issuer}/setup`, { method: 'POST', body, headers })
    expect((await trail()).map(({ type }) => type)).not.toContain('setup')

    const half = await signUp(worker, { password_again: 'another' })
    const { proof = '' } = half.hidden()
    expect(proof).not.toBe('')
    expect((await fillIn(worker, { ...olga, proof })).path).toBe('/setup') // its cookie is another
  })

  it('makes one operator, however many come with the token at once', async () => {
    const worker = deployed()
    const browsers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) => signUp(worker, { login: name, email: `${name}@example.com` })),
    )
    expect(browsers.filter(({ path }) => path === '/enroll')).toHaveLength(1)
    const { n } = (await bindings.DB.prepare('SELECT count(*) AS n FROM users').first<{ n: number }>()) ?? {
      n: -1,
    }
    expect(n).toBe(1)
  })

  it.each([
    ['', 'SETUP_TOKEN is not set'],
    ['short', 'SETUP_TOKEN is shorter than 32 characters'],
  ])('says what is missing where SETUP_TOKEN is %j', async (token, said) => {
    const worker = deployed(token)
    const browser = worker.browser()
    await browser.open(`${issuer}/setup`)
    expect(browser.text).toContain(said)
    const body = new URLSearchParams({ setup_token: token, ...olga }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: issuer }
    await browser.open(`${issuer}/setup`, { method: 'POST', body, headers })
    expect(browser.status).toBe(400)
  })
})

describe('set-up, once it is done', () => {
  it('is closed for good, also when every operator is gone', async () => {
    await signUp(deployed())
    await bindings.DB.prepare('DELETE FROM users').run()
    const worker = deployed()
    expect((await worker.get('/setup')).status).toBe(404)
    const body = new URLSearchParams({ setup_token: setupToken, ...olga }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: issuer }
    const browser = worker.browser()
    await browser.open(`${issuer}/setup`, { method: 'POST', body, headers })
    expect(browser.status).toBe(404)
    expect((await worker.get('/oauth2/jwks')).status).toBe(200)
  })

  it('opens once more for a new token, and the trail says so', async () => {
    await signUp(deployed())
    const another = 'another-set-up-token-at-three-in-the-morning'
    const night = { setup_token: another, login: 'nora', email: 'nora@example.com' }
    const browser = await signUp(deployed(another), night)
    expect(browser.path).toBe('/enroll')
    expect((await trail()).map(({ type }) => type)).toContain('setup.reopened')
    expect((await deployed(another).get('/setup')).status).toBe(404)
    // The first one is not good a second time either.
    expect((await deployed(setupToken).get('/setup')).status).toBe(404)
  })

  it('is not asked of the database again, and is copied to where the database is far', async () => {
    await signUp(deployed())
    await bindings.CLIENTS.delete('set-up')
    const { env } = deployed()
    await maintain(env, Date.now())
    expect(await bindings.CLIENTS.get('set-up')).toBe('true')
    const worker = deployed()
    await bindings.DB.prepare('DELETE FROM set_up').run()
    expect((await worker.get('/oauth2/jwks')).status).toBe(200)
    await bindings.CLIENTS.delete('set-up')
    expect((await worker.get('/oauth2/jwks')).status).toBe(200)
  })
})
