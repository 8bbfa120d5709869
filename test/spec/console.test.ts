/// <reference types="@cloudflare/vitest-plugin/types" />
/** The operator's console: who may come in, what they can do there, and what attempts on it come to. */
import { runDurableObjectAlarm } from 'cloudflare:test'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { serverFor } from '../../src/app.ts'
import { cell } from '../../src/portals/admin/audit-csv.ts'
import { countOf } from '../../src/protocol/audit.ts'
import { ownChange } from '../../src/registry/change.ts'
import { readCounts } from '../../src/registry/counts.ts'
import { getUser } from '../../src/registry/users.ts'
import { migrations } from '../../src/stores/schema.ts'
import {
  addPerson,
  alice,
  api,
  authorize,
  basic,
  bindings,
  issuer,
  later,
  newBrowser,
  populate,
  redeem,
  refresh,
  register,
  secret,
  signedInBrowser,
  stopClock,
  token,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import { proveTwice } from '../support/second-factor.ts'

const olga = { login: 'olga', password: 'seven brass doorknobs' }
const titular = { login: 'tina', password: 'admin by title only' }
const hostile = `"><img src=x onerror=alert(1)><script>alert(2)</script>`
const server = () => serverFor(bindings)

beforeAll(async () => {
  await populate()
  const person = (sub: string, who: typeof olga, roles: string[]) =>
    addPerson({
      sub,
      user_id: who.login,
      password: who.password,
      user_type: 'admin',
      roles,
      claims: { name: who.login, email: `${who.login}@example.com` },
    })
  await person('sub-of-olga', olga, ['admin'])
  await person('sub-of-tina', titular, ['developer'])
  await person('sub-of-carol', { login: 'carol', password: 'carols first password' }, [])
})
afterEach(() => {
  vi.useRealTimers()
})

async function enter(who = olga, path = '/admin/health', headers = {}): Promise<FormBrowser> {
  const browser = newBrowser(headers)
  await browser.open(issuer + path)
  if (browser.path === '/sign-in') await browser.submit({ ...who, action: 'sign-in' })
  await proveTwice(browser, who.login)
  return browser
}

/** Opens a page and sends its form, as a person who changes what they name. */
async function fill(browser: FormBrowser, path: string, fields: Record<string, string>, page = path) {
  await browser.open(issuer + page)
  const { token: proof = '', version = '' } = browser.hidden()
  return send(browser, path, { token: proof, version, ...fields })
}

const send = (browser: FormBrowser, path: string, fields: Record<string, string>, headers = {}) =>
  browser.open(issuer + path, {
    method: 'POST',
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: issuer, ...headers },
  })

const encoded = btoa(api).replaceAll('=', '').replaceAll('+', '-').replaceAll('/', '_')
const pages = [
  '/admin',
  '/admin?span=day',
  '/admin?span=month',
  '/admin/welcome',
  '/admin/clients',
  '/admin/clients/new',
  '/admin/clients/web',
  '/admin/clients/web/edit',
  '/admin/clients/registration',
  '/admin/apis',
  '/admin/apis/new',
  `/admin/apis/${encoded}`,
  '/admin/people',
  '/admin/people/new',
  '/admin/people/sub-of-alice',
  '/admin/keys',
  '/admin/audit',
  '/admin/audit/export?format=csv',
  '/admin/settings',
  '/admin/settings/export',
  '/admin/health',
]
const forms = [
  '/admin/welcome',
  '/admin/clients/new',
  '/admin/clients/web',
  '/admin/clients/web/edit',
  '/admin/clients/registration',
  '/admin/apis/new',
  `/admin/apis/${encoded}`,
  '/admin/people/new',
  '/admin/people/sub-of-alice',
  '/admin/keys',
  '/admin/settings',
]

describe('the console', () => {
  it('opens every page to a person with the role admin', async () => {
    const browser = await enter()
    for (const path of pages) {
      await browser.open(issuer + path)
      expect([path, browser.status]).toEqual([path, 200])
    }
  })

  it('opens none to whoever is admin by user_type alone, or to anybody else', async () => {
    for (const who of [titular, alice]) {
      const browser = await enter(who)
      const { token: proof = '' } = browser.hidden()
      for (const path of pages) {
        await browser.open(issuer + path)
        expect([who.login, path, browser.status]).toEqual([who.login, path, 403])
        expect(browser.text).not.toContain('web app')
      }
      for (const path of forms) {
        await send(browser, path, { token: proof, action: 'delete' })
        expect([who.login, path, browser.status]).toEqual([who.login, path, 403])
      }
    }
    const nobody = newBrowser()
    for (const path of pages) {
      await nobody.open(issuer + path)
      expect([path, nobody.path]).toEqual([path, '/sign-in'])
    }
  })

  it('takes no form that is not its own', async () => {
    const browser = await enter()
    const other = await enter()
    const { token: mine = '' } = browser.hidden()
    const { token: theirs = '' } = other.hidden()
    const tries: [what: string, proof: string, headers: Record<string, string>][] = [
      ['no token', '', {}],
      ["another session's token", theirs, {}],
      ['from another site', mine, { origin: 'https://elsewhere.example' }],
      ['from another site, as the browser says', mine, { 'sec-fetch-site': 'cross-site' }],
      ['from a sandboxed frame', mine, { origin: 'null' }],
    ]
    for (const path of forms) {
      for (const [what, proof, headers] of tries) {
        await send(browser, path, { token: proof, action: 'delete' }, headers)
        expect([path, what, browser.status]).toEqual([path, what, 400])
      }
    }
    expect(await server().stores.clients.stored('web')).toBeDefined()
  })

  it('asks for the password again before what is grave, and comes back', async () => {
    stopClock()
    const browser = await enter()
    later(30 * 60)
    await browser.open(`${issuer}/admin/people`)
    expect(browser.path).toBe('/admin/people')
    await browser.open(`${issuer}/admin/settings`)
    expect(browser.path).toBe('/sign-in')
    expect(browser.text).toContain('olga')
    await browser.submit({ ...olga, action: 'sign-in' })
    await proveTwice(browser, olga.login)
    expect(browser.path).toBe('/admin/settings')
    later(59 * 60)
    await fill(browser, '/admin/people/sub-of-carol', { action: 'reset-password' })
    expect(browser.path).toBe('/admin/people/sub-of-carol')
    later(2 * 60)
    const before = await getUser(server(), 'sub-of-carol')
    await fill(browser, '/admin/people/sub-of-carol', { action: 'delete' })
    expect(browser.path).toBe('/sign-in')
    expect(await getUser(server(), 'sub-of-carol')).toEqual(before)
  })
})

describe('an operator', () => {
  it('registers a client for the management API, which works at once', async () => {
    const browser = await enter()
    await fill(browser, '/admin/welcome', { client_name: 'Pipeline', 'scope:clients:read': 'on' })
    const id = /id="client-id">([^<]+)</.exec(browser.html)?.[1] ?? ''
    const made = /id="client-secret">([^<]+)</.exec(browser.html)?.[1] ?? ''
    const { status, body } = await token(
      { grant_type: 'client_credentials' },
      { authorization: basic(id, made) },
    )
    expect([status, body.scope]).toEqual([200, 'clients:read'])
    const headers = { authorization: `Bearer ${body.access_token}` }
    expect((await newBrowser().fetch(`${issuer}/management/v1/clients`, { headers })).status).toBe(200)
    await browser.open(`${issuer}/admin/clients/${id}`)
    expect(browser.text).toContain('Pipeline')
    expect(browser.html).not.toContain(made)
  })

  it('registers, changes, disables and deletes a client; a form with a fault keeps what was typed', async () => {
    const browser = await enter()
    await fill(browser, '/admin/clients/new', { client_name: 'Shop', kind: 'web', rest: '{' })
    expect(browser.status).toBe(400)
    expect(browser.text).toContain('is not JSON')
    expect(browser.html).toContain('value="Shop"')
    await fill(browser, '/admin/clients/new', {
      client_name: 'Shop',
      kind: 'web',
      redirect_uris: 'https://shop.example.com/callback',
      'scope:openid': 'on',
      [`api:${api} read`]: 'on',
      first_party: 'on',
      rest: '{"contacts":["shop@example.com"]}',
    })
    const path = browser.path
    expect([browser.status, path]).toEqual([200, expect.stringMatching(/^\/admin\/clients\/[\w-]+$/)])
    expect(browser.text).toContain('Copy it now')
    await browser.open(issuer + path)
    expect(browser.text).not.toContain('Copy it now')
    const id = path.slice('/admin/clients/'.length)
    expect((await server().stores.clients.stored(id))?.record).toMatchObject({
      first_party: true,
      contacts: ['shop@example.com'],
      scope: ['openid', 'read'],
      resources: [api],
    })
    await fill(browser, path, { action: 'add-secret' })
    await fill(browser, path, { action: 'add-owner', login: 'ALICE@example.com' })
    await fill(browser, path, { action: 'disable' })
    expect(browser.text).toContain('Disabled')
    expect(browser.text).toContain('Alice Adams')
    const { token: proof = '' } = browser.hidden()
    await send(browser, path, { token: proof, action: 'remove-owner', owner: 'sub-of-alice' })
    expect([browser.status, browser.text]).toEqual([409, expect.stringContaining('The last owner stays')])
    await fill(browser, path, { action: 'delete' })
    expect(browser.text).toContain('Deleted.')
    await browser.open(issuer + path)
    expect(browser.status).toBe(404)
  })

  it('who is slower is told, and what they typed is kept', async () => {
    await register({ client_id: 'contested', client_name: 'Contested' })
    const [one, two] = [await enter(), await enter()]
    const edit = '/admin/clients/contested/edit'
    await one.open(issuer + edit)
    await two.open(issuer + edit)
    const form = {
      token_endpoint_auth_method: 'client_secret_basic',
      redirect_uris: 'https://app.example.com/callback',
      'grant:authorization_code': 'on',
      'scope:openid': 'on',
    }
    await send(one, edit, { ...one.hidden(), ...form, client_name: 'First' })
    expect(one.path).toBe('/admin/clients/contested')
    await send(two, edit, { ...two.hidden(), ...form, client_name: 'Second' })
    expect(two.text).toContain('Somebody else changed this meanwhile')
    expect(two.html).toContain('value="Second"')
    expect((await server().stores.clients.stored('contested'))?.record.client_name).toBe('First')
  })

  it('adds a person, gives them roles, ends their sessions, and cannot lock themself out', async () => {
    const browser = await enter()
    await fill(browser, '/admin/people/new', {
      user_id: 'bob',
      user_type: 'god',
      email: 'nowhere',
      roles: 'a',
    })
    expect(browser.status).toBe(400)
    expect(browser.html).toContain('value="bob"')
    expect(browser.text).toContain('Email address: must be an email address.')
    const taken = { user_id: 'olga', user_type: 'employee', email: 'nowhere', roles: '' }
    await fill(browser, '/admin/people/new', { ...taken, password: 'short' })
    expect(browser.text).toContain('User name: is already how somebody signs in.')
    expect(browser.text).toContain('Email address: must be an email address.')
    expect(browser.text).toContain('Password: must be at least 12 characters.')
    await fill(browser, '/admin/people/new', { ...taken, password: 'long enough it is' })
    expect(browser.text).toContain('Password: type it again')
    await fill(browser, '/admin/people/new', {
      user_id: 'bob',
      user_type: 'employee',
      roles: 'developer, cook',
    })
    const password = /id="made-password">([^<]+)</.exec(browser.html)?.[1] ?? ''
    const path = browser.path
    const bob = await enter({ login: 'bob', password }, '/developer')
    expect([bob.path, bob.status]).toEqual(['/developer', 200])

    await fill(browser, path, { action: 'end-sessions' })
    await bob.open(`${issuer}/developer`)
    expect(bob.path).toBe('/sign-in')
    await fill(browser, path, { action: 'disable' })
    await bob.submit({ login: 'bob', password, action: 'sign-in' })
    expect(bob.text).toContain('not right')

    for (const action of ['disable', 'delete']) {
      await fill(browser, '/admin/people/sub-of-olga', { action })
      expect([action, browser.status]).toEqual([action, 409])
    }
    await fill(browser, '/admin/people/sub-of-olga', {
      action: 'save',
      user_id: 'olga',
      user_type: 'admin',
      roles: '',
    })
    expect(browser.text).toContain('You would lock yourself out')
    expect((await getUser(server(), 'sub-of-olga'))?.user.roles).toEqual(['admin'])
  })

  it('changes settings at their fields; secrets are not shown, and the trail has before and after', async () => {
    const browser = await enter()
    await fill(browser, '/admin/settings', {
      server_name: 'Town hall',
      'lifetimes.code': '5',
      audit_retention_days: 'ten',
    })
    expect(browser.status).toBe(400)
    expect(browser.html).toContain('value="Town hall"')
    expect(browser.text).toContain('Audit retention days: must be a whole number.')
    await browser.open(`${issuer}/admin/settings`)
    const typed = Object.fromEntries(
      [...browser.html.matchAll(/<input id="([^"]+)"[^>]* value="([^"]*)"/g)].map(([, name, value]) => [
        name ?? '',
        value ?? '',
      ]),
    )
    const same = {
      ...typed,
      developer_access: 'role',
      registration: 'initial_access_token',
      client_id_metadata_documents: 'on',
      'account_page.change_profile': 'on',
      'account_page.delete_account': 'on',
      'known_devices.notice': 'on',
    }
    await fill(browser, '/admin/settings', { ...same, 'lifetimes.code': '5', 'lifetimes.id_token': 'x' })
    expect(browser.text).toMatch(/Code: must be at least 10/)
    expect(browser.text).toMatch(/ID token: must be a whole number/)
    await fill(browser, '/admin/settings', {
      ...same,
      server_name: 'Town hall',
      'analytics.account_id': '0123456789abcdef0123456789abcdef',
      'analytics.api_token': 'a-token-of-cloudflare',
    })
    expect([browser.status, browser.text]).toEqual([200, expect.stringContaining('Saved.')])
    expect(browser.html).not.toContain('a-token-of-cloudflare')
    const { events } = await server().stores.audit.list({ type: 'settings.updated', limit: 5 })
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({
      actor: { id: 'sub-of-olga' },
      detail: { before: { server_name: 'Edgegrant' }, after: { server_name: 'Town hall' } },
    })
    expect(JSON.stringify(events)).not.toContain('a-token-of-cloudflare')
    await fill(browser, '/admin/settings', { ...same, server_name: '', 'analytics.api_token:remove': 'on' })
    expect((await server().stores.settings.stored()).record).toEqual({})
  })

  it('rotates a key, and withdraws the former one', async () => {
    const browser = await enter()
    await fill(browser, '/admin/keys', { action: 'rotate', alg: 'ES256', force: 'on' })
    expect(browser.text).toContain('Rotated')
    const keys = await server().stores.keys.record()
    const former = keys.find(({ alg, status }) => alg === 'ES256' && status === 'retired')
    await fill(browser, '/admin/keys', { action: 'retire', kid: former?.kid ?? '' })
    expect(browser.text).toContain('withdrawn')
    const current = keys.find(({ alg, status }) => alg === 'ES256' && status === 'current')
    await fill(browser, '/admin/keys', { action: 'retire', kid: current?.kid ?? '' })
    expect(browser.status).toBe(409)
  })

  it('makes and deletes initial access tokens', async () => {
    const browser = await enter()
    const path = '/admin/clients/registration'
    await fill(browser, path, { action: 'create', name: '', uses: 'many' })
    expect(browser.status).toBe(400)
    await fill(browser, path, { action: 'create', name: 'The north', uses: '2', days: '7' })
    expect(browser.html).toMatch(/id="initial-access-token">[\w-]{43}</)
    await browser.open(issuer + path)
    expect(browser.html).not.toMatch(/id="initial-access-token"/)
    const id = /name="id" value="([^"]+)"/.exec(browser.html)?.[1] ?? ''
    await fill(browser, path, { action: 'delete', id })
    expect(browser.text).toContain('There are none.')
  })
})

describe('what strangers wrote', () => {
  it.each([
    ['a name', () => register({ client_id: 'hostile', client_name: hostile }), '/admin/clients/hostile'],
    [
      'a name, in the list',
      () => register({ client_id: 'hostile', client_name: hostile }),
      '/admin/clients?q=hostile',
    ],
    ['a contact', () => register({ client_id: 'contacts', contacts: [hostile] }), '/admin/clients/contacts'],
    [
      'a logo',
      () => register({ client_id: 'logo', logo_uri: 'https://logo.example/"onerror="alert(1)' }),
      '/admin/clients/logo',
    ],
    [
      'a website',
      () => register({ client_id: 'site' }, { client_uri: 'javascript:alert(1)' }),
      '/admin/clients/site',
    ],
    [
      "a person's name",
      () => addPerson({ sub: 'sub-of-mal', user_id: 'mal', claims: { name: hostile } }),
      '/admin/people/sub-of-mal',
    ],
    ['a user agent', () => enter(alice, '/admin', { 'user-agent': hostile }), '/admin/audit'],
    ['a search', async () => {}, `/admin/people?q=${encodeURIComponent(hostile)}`],
    ['a filter', async () => {}, `/admin/audit?outcome=${encodeURIComponent(hostile)}`],
    ['a notice', async () => {}, `/admin/people/sub-of-alice?done=${encodeURIComponent(hostile)}`],
  ])('%s stays text', async (_, write, path) => {
    await write()
    await server().stores.tally.flush(Date.now())
    const browser = await enter(olga, path)
    expect(browser.status).toBe(200)
    const tags = browser.html.replace(/"[^"]*"/g, '""')
    expect(tags).not.toMatch(/<script>|<img src=x|<[^>]*\son\w+=/)
    expect(browser.html).not.toContain('="javascript:')
  })

  it.each([
    ['=cmd|calc', "'=cmd|calc"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['a "b", c', '"a ""b"", c"'],
    ['=1\r\n=2', `"'=1\r\n=2"`],
    ['plain', 'plain'],
  ])('%j is no formula of a spreadsheet', (value, written) => {
    expect(cell(value)).toBe(written)
  })
})

describe('the audit trail', () => {
  it('is searched by what, who and when, and saved whole as a file', async () => {
    const { stores } = server()
    const change = { ...ownChange(Date.parse('2026-01-02T03:04:05Z')) }
    const event = (id: number, outcome: string) => ({
      id: `0mjvw0000-${String(id).padStart(6, '0')}`,
      at: change.now,
      type: 'refusal' as const,
      actor: { kind: 'client' as const, id: 'web', name: '=HYPERLINK("x")' },
      clientId: 'web',
      outcome,
      origin: { requestId: 'req_1' },
    })
    await stores.audit.record(
      Array.from({ length: 1_200 }, (_, n) => event(n, n % 2 ? 'invalid_grant' : 'access_denied')),
    )
    const browser = await enter(olga, '/admin/audit?outcome=invalid_grant&client=web')
    expect(browser.html.match(/class="tag alert">invalid_grant/g)).toHaveLength(50)
    expect(browser.html).not.toContain('class="tag alert">access_denied')
    const next = /rel="next"/.test(browser.html)
    expect(next).toBe(true)
    await browser.open(`${issuer}/admin/audit?from=2026-13-99`)
    expect(browser.status).toBe(400)

    await browser.open(`${issuer}/admin/audit/export?format=jsonl&outcome=access_denied&client=web`)
    const lines = browser.html.trim().split('\n')
    expect(lines).toHaveLength(600)
    expect(lines.map((line) => JSON.parse(line).outcome)).not.toContain('invalid_grant')
    await browser.open(`${issuer}/admin/audit/export?format=csv&outcome=access_denied&client=web`)
    expect(browser.html.split('\r\n')[1]).toContain(`"'=HYPERLINK(""x"")"`)
    const { events } = await stores.audit.list({ type: 'export', limit: 5 })
    expect(events.slice(0, 2).map(({ actor, detail }) => [actor.id, detail?.format])).toEqual([
      ['sub-of-olga', 'csv'],
      ['sub-of-olga', 'jsonl'],
    ])
  })
})

describe('the overview', () => {
  it('adds up to what the audit trail says of the same hour', async () => {
    stopClock()
    later(7_200) // what the tests before did is another hour's
    const from = Date.now()
    await signedInBrowser()
    const browser = await signedInBrowser()
    for (let n = 0; n < 3; n++) {
      const code = (await authorize(browser, { scope: 'read offline_access' })).searchParams.get('code') ?? ''
      await redeem(code)
      const { body } = await redeem(code.slice(2)) // refused
      expect(body.error).toBe('invalid_grant')
    }
    const code = (await authorize(browser, { scope: 'read offline_access' })).searchParams.get('code') ?? ''
    await refresh((await redeem(code)).body.refresh_token)
    for (let n = 0; n < 4; n++) await token({ grant_type: 'client_credentials' })
    await token({ grant_type: 'client_credentials', scope: 'nothing' })
    await token({ grant_type: 'client_credentials' }, { authorization: basic('web', `not ${secret}`) })
    const mistaken = newBrowser()
    await mistaken.open(`${issuer}/admin`)
    await mistaken.submit({ login: 'alice', password: 'wrong', action: 'sign-in' })

    const { counts, source } = await readCounts(server(), 'hour', Date.now())
    expect(source).toBe('database')
    const counted = (what: string) =>
      counts.filter((count) => count.what === what).reduce((sum, { n }) => sum + n, 0)
    const told = async (...types: string[]) => {
      const { events } = await server().stores.audit.list({ from, limit: 500 })
      return events.filter(({ type }) => types.includes(type)).reduce((sum, event) => sum + countOf(event), 0)
    }
    // A shard tells the trail by alarm, a moment later.
    const home = (await server().stores.users.findBySub('sub-of-alice'))?.home ?? ''
    await runDurableObjectAlarm(bindings.SUBJECT_SHARD.get(bindings.SUBJECT_SHARD.idFromName(home)))
    expect(await told('sign_in', 'grant')).toBe(6)
    expect(counted('sign_in')).toBe(await told('sign_in'))
    expect(counted('token')).toBe(await told('grant', 'token'))
    expect(counted('refusal')).toBe(await told('refusal', 'sign_in_refused'))

    const page = await enter(olga, '/admin')
    expect(page.text).toContain('Counted in this server’s own database')
    expect(page.html.match(/<svg class="chart"/g)).toHaveLength(4)
    const totals = [...page.html.matchAll(/<tfoot>.*?class="number">(\d+)</gs)].map(([, n]) => Number(n))
    // Olga's own sign-in, to look at it, is one more.
    expect(totals).toEqual([counted('sign_in') + 1, counted('token'), counted('token'), counted('refusal')])
  })
})

describe('health', () => {
  it('says what is missing, and who should do what about it', async () => {
    await bindings.DB.prepare('CREATE TABLE d1_migrations (id INTEGER PRIMARY KEY, name TEXT)').run()
    const insert = bindings.DB.prepare('INSERT INTO d1_migrations (name) VALUES (?)')
    await bindings.DB.batch(migrations.slice(1).map((name) => insert.bind(name)))
    await server().stores.condition.noteCron({ ranAt: Date.now(), failed: ['people'] })
    const browser = await enter()
    expect(browser.text).toContain('Something is broken')
    expect(browser.text).toContain(`Missing: ${migrations[0]}.`)
    expect(browser.text).toContain('these steps failed: people')
    await insert.bind(migrations[0]).run()
    await server().stores.condition.noteCron({ ranAt: Date.now(), failed: [] })
    await browser.open(`${issuer}/admin/health`)
    expect(browser.text).toContain(`All ${migrations.length} migrations of this version are applied.`)
    expect(browser.text).toContain('Mail Not configured')
  })
})
