/** A developer's day at the portal: applications by kind, forms, secrets, owners, refusals, and tokens that are refused. */
import { decodeJwt } from 'jose'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { getClient } from '../../src/registry/clients.ts'
import { getResource } from '../../src/registry/resources.ts'
import { authorizeUrl, basic, fetchPath, issuer, later, stopClock, token } from '../support/app.ts'
import { callbackUri, plainApp, registerApi, registerApp, type Visitor, visitor } from '../support/portal.ts'
import { server } from '../support/registry.ts'

let dora: Visitor
let emil: Visitor

beforeAll(async () => {
  dora = await visitor('dora')
  emil = await visitor('emil')
})
afterEach(() => {
  vi.useRealTimers()
})

const clientOf = async (id: string) => (await getClient(server, id))!.client

describe('a kind of application', () => {
  const device = 'urn:ietf:params:oauth:grant-type:device_code'
  it.each([
    ['web', ['authorization_code', 'refresh_token'], ['code'], 'client_secret_basic', 'web'],
    ['browser', ['authorization_code', 'refresh_token'], ['code'], 'none', 'web'],
    ['native', ['authorization_code', 'refresh_token'], ['code'], 'none', 'native'],
    ['machine', ['client_credentials'], [], 'client_secret_basic', 'web'],
    ['device', [device, 'refresh_token'], [], 'none', 'native'],
  ] as const)(
    '%s has its safe defaults',
    async (kind, grant_types, response_types, method, application_type) => {
      const { id, secret, page } = await registerApp(dora, { kind })
      const isPublic = method === 'none'
      expect(await clientOf(id)).toMatchObject({
        grant_types,
        response_types,
        application_type,
        token_endpoint_auth_method: method,
        require_pkce: true,
        rotate_refresh_tokens: true,
        id_token_signed_response_alg: 'ES256',
        first_party: false,
        redirect_uris: response_types.length > 0 ? [callbackUri] : [],
      })
      expect(secret === undefined).toBe(isPublic)
      expect(page.text.includes('Your secret')).toBe(!isPublic)
      if (kind !== 'machine') return
      const answer = await token(
        { grant_type: 'client_credentials' },
        { authorization: basic(id, secret ?? '') },
      )
      expect(answer.status).toBe(200) // a moment ago it was not registered
    },
  )

  it('shows its secret once, and the page says so no more when it is opened again', async () => {
    const { id, secret = '', page } = await registerApp(dora)
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect(page.html.split(secret).length).toBeGreaterThan(3) // also in the code to copy
    const again = await dora.open(`/developer/apps/${id}`)
    expect(again.html).not.toContain(secret)
    expect(again.html).toContain('your secret')
  })

  it('shows its secret also where another was registered before its page was opened, up to ten', async () => {
    const made: string[] = []
    for (let index = 0; index < 11; index++) {
      const { location } = await dora.post('/developer/apps/new', {
        ...plainApp,
        client_name: `App ${index}`,
      })
      made.push(location ?? '')
    }
    expect(dora.cookie.split('edgegrant-once-')).toHaveLength(11)
    const isShown: boolean[] = []
    for (const path of made) isShown.push((await dora.open(path)).html.includes('id="client-secret"'))
    expect(isShown).toEqual([false, ...Array(10).fill(true)])
    expect(dora.cookie).not.toContain('edgegrant-once')
  })

  it('may be what else its developer says, within what is safe', async () => {
    const { id } = await registerApp(dora, {
      'also:client_credentials': 'on',
      token_endpoint_auth_method: 'client_secret_post',
      access_token_lifetime: '300',
      id_token_signed_response_alg: 'RS256',
    })
    expect(await clientOf(id)).toMatchObject({
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      token_endpoint_auth_method: 'client_secret_post',
      access_token_lifetime: 300,
      id_token_signed_response_alg: 'RS256',
    })
    const careless = {
      kind: 'browser',
      require_pkce: '',
      first_party: 'on',
      introspect_all: 'on',
      status: 'disabled',
    }
    const bare = await registerApp(dora, careless)
    expect(await clientOf(bare.id)).toMatchObject({
      require_pkce: true,
      first_party: false,
      introspect_all: false,
      status: 'active',
    })
  })
})

describe('a form', () => {
  it('keeps what was typed, and says at each field what is wrong', async () => {
    const typed = {
      ...plainApp,
      client_name: ' ',
      client_uri: 'shop.example.com',
      redirect_uris: 'http://shop.example.com/callback\nhttps://shop.example.com/ok',
      kind: 'web',
      logo_uri: 'http://shop.example.com/logo.png',
      access_token_lifetime: '999999',
      default_max_age: 'soon',
    }
    const { status, html, text } = await dora.post('/developer/apps/new', typed)
    expect(status).toBe(400)
    const wrong = ['client_name', 'client_uri', 'redirect_uris', 'logo_uri', 'default_max_age']
    for (const field of wrong) {
      expect(html).toContain(`id="${field}-problem"`)
      expect(html).toContain(`href="#${field}"`)
    }
    expect(html).toContain('value="shop.example.com"')
    expect(html).toContain('http://shop.example.com/callback\nhttps://shop.example.com/ok')
    expect(html).toMatch(/<details class="advanced" open/)
    expect(text).toContain('http://shop.example.com/callback must use https')

    // What only the registry knows comes when the rest is right.
    const { text: late } = await dora.post('/developer/apps/new', {
      ...plainApp,
      access_token_lifetime: '999999',
    })
    expect(late).toContain('Life of access tokens')
  })

  it('is not overwritten by somebody who had opened it before', async () => {
    const { id } = await registerApp(dora)
    const edit = { ...plainApp, 'grant:authorization_code': 'on', 'grant:refresh_token': 'on', version: '1' }
    expect((await dora.post(`/developer/apps/${id}/edit`, { ...edit, client_name: 'First' })).status).toBe(
      303,
    )
    const second = await dora.post(`/developer/apps/${id}/edit`, { ...edit, client_name: 'Second' })
    expect([second.status, second.text]).toEqual([
      400,
      expect.stringContaining('Somebody else has changed it'),
    ])
    expect(second.html).toContain('value="Second"')
    const version = /name="version" value="(\d+)"/.exec(second.html)?.[1] ?? ''
    expect(
      (await dora.post(`/developer/apps/${id}/edit`, { ...edit, version, client_name: 'Second' })).status,
    ).toBe(303)
    expect((await clientOf(id)).client_name).toBe('Second')
  })

  it('changes what it has, and nothing that it has not', async () => {
    const { id } = await registerApp(dora)
    const before = await clientOf(id)
    const { html } = await dora.open(`/developer/apps/${id}/edit`)
    const shown = Object.fromEntries(
      [...html.matchAll(/<input[^>]* name="([^"]+)" value="([^"]*)" checked=""/g)].map(([, name, value]) => [
        name,
        value,
      ]),
    )
    const edited = {
      ...shown,
      version: '1',
      client_name: 'Corner Shop',
      client_uri: 'https://shop.example.com',
      redirect_uris: callbackUri,
      policy_uri: 'https://shop.example.com/privacy',
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: 'ES256',
    }
    expect((await dora.post(`/developer/apps/${id}/edit`, edited)).status).toBe(303)
    expect(await clientOf(id)).toEqual({ ...before, policy_uri: 'https://shop.example.com/privacy' })
  })

  it('deletes once the name is typed; within the two minutes of the copies it stops everywhere', async () => {
    const { id, secret = '' } = await registerApp(dora, { kind: 'machine', client_name: 'Old job' })
    const wrong = await dora.post(`/developer/apps/${id}/delete`, { name: 'old job' })
    expect(wrong.status).toBe(400)
    expect((await dora.send(`/developer/apps/${id}/delete`, { name: 'Old job' })).text).not.toContain(
      'Old job',
    )
    expect((await dora.open(`/developer/apps/${id}`)).status).toBe(404)
    const answer = await token({ grant_type: 'client_credentials' }, { authorization: basic(id, secret) })
    expect(answer.status).toBe(401)
  })
})

describe('secrets', () => {
  it('are two at a time: the new one is good beside the old one, until that is removed', async () => {
    const { id, secret: old = '' } = await registerApp(dora, { kind: 'machine' })
    const tokenWith = async (secret: string) =>
      (await token({ grant_type: 'client_credentials' }, { authorization: basic(id, secret) })).status
    const added = await dora.send(`/developer/apps/${id}/secrets`)
    const fresh = /id="client-secret">([^<]+)</.exec(added.html)?.[1] ?? ''
    expect([await tokenWith(old), await tokenWith(fresh)]).toEqual([200, 200])
    expect((await dora.post(`/developer/apps/${id}/secrets`)).status).toBe(409) // no third

    const shown = [...added.html.matchAll(/name="secret" value="([^"]+)"/g)].map(([, secret = '']) => secret)
    expect(shown).toHaveLength(2)
    const [, oldId = ''] = shown
    await dora.send(`/developer/apps/${id}/secrets/remove`, { secret: oldId })
    stopClock()
    later(121)
    expect([await tokenWith(old), await tokenWith(fresh)]).toEqual([401, 200])
    const { html } = await dora.open(`/developer/apps/${id}`)
    expect(html).not.toContain('Remove this secret') // the last one stays
  })
})

describe('owners', () => {
  const linkIn = (html: string) => /id="invitation">([^<]+)</.exec(html)?.[1]?.replace(issuer, '') ?? ''

  it('join by a link for their login name, which says nothing about who is here', async () => {
    const { id } = await registerApp(dora)
    const invite = async (login: string) => (await dora.post(`/developer/apps/${id}/owners`, { login })).html
    const known = await invite('EMIL')
    const unknown = await invite('nobody-at-all')
    const bare = (html: string) =>
      html
        .replace(/of=[\w.-]+/, '')
        .replace(/name="token" value="[^"]*"/g, '')
        .replaceAll(/emil|nobody-at-all/g, '')
    expect(bare(known)).toBe(bare(unknown))
    expect((await dora.open(`/developer/apps/${id}`)).text).not.toContain('emil')

    expect((await dora.open(linkIn(known))).status).toBe(404) // it is not for her
    const seen = await emil.open(linkIn(known))
    expect(seen.text).toMatch(/dora by name \( dora \) asks you to own this application/)
    const of = new URL(linkIn(known), issuer).searchParams.get('of') ?? ''
    expect((await emil.send('/developer/invitation', { of })).text).toContain('You own this application now')
    expect((await emil.open('/developer')).text).toContain('Corner Shop')

    // Removed again, the same link does not bring them back; and the last owner cannot go.
    await dora.open('/developer')
    await dora.send(`/developer/apps/${id}/owners/remove`, { owner: emil.sub })
    expect((await emil.open(`/developer/apps/${id}`)).status).toBe(404)
    await emil.open('/developer')
    expect((await emil.post('/developer/invitation', { of })).status).toBe(404)
    expect((await dora.post(`/developer/apps/${id}/owners/remove`, { owner: dora.sub })).status).toBe(409)
  })

  it('and the link ends with the ownership of who made it, and after a week', async () => {
    const { id } = await registerApp(dora)
    const path = `/developer/apps/${id}/owners`
    const first = linkIn((await dora.post(path, { login: 'emil@example.com' })).html)
    await emil.open(first)
    await emil.send('/developer/invitation', { of: new URL(first, issuer).searchParams.get('of') ?? '' })
    await emil.open('/developer')
    const link = linkIn((await emil.post(path, { login: 'dora' })).html)
    const slow = linkIn((await dora.post(path, { login: 'late' })).html)
    await emil.send(`${path}/remove`, { owner: emil.sub })
    expect((await dora.open(link)).status).toBe(404)
    stopClock()
    later(7 * 86_400 - 60)
    const late = await visitor('late')
    expect((await late.open(slow)).status).toBe(200)
    later(120)
    expect((await late.open(slow)).status).toBe(404)
  })
})

describe('the log of refusals', () => {
  it('says what was sent beside what is registered, and holds no secret', async () => {
    const { id, secret = '' } = await registerApp(dora)
    await fetchPath(
      authorizeUrl({ client_id: id, redirect_uri: 'https://shop.example.com/wrong' }).slice(issuer.length),
    )
    await token({ grant_type: 'client_credentials', client_id: id, client_secret: `${secret}x` }, {})
    const { html, text } = await dora.open(`/developer/apps/${id}/log`)
    expect(text).toContain('invalid_request')
    expect(text).toContain('https://shop.example.com/wrong')
    expect(text).toContain('invalid_client')
    expect(text).toMatch(/request req_[\w-]{12}/)
    expect(html).toContain('/errors#invalid_client')
    expect(html).not.toContain(secret)
  })
})

describe('an API', () => {
  const orders = 'https://orders.example.com'

  it('is registered with its scopes, and its form says what is wrong', async () => {
    const bad = await dora.post('/developer/apis/new', {
      name: '',
      identifier: 'orders',
      scope_0: 'orders.read',
      scope_1: 'orders read',
      sentence_1: 'x',
      scope_2: 'openid',
      sentence_2: 'Be somebody',
      endpoints: 'GET orders',
    })
    expect(bad.status).toBe(400)
    for (const field of ['name', 'identifier', 'sentence_0', 'scope_1', 'endpoints'])
      expect(bad.html).toContain(`href="#${field}"`)
    expect(bad.html).toContain('value="orders read"')

    const path = await registerApi(dora, orders, {
      scope_1: 'orders.write',
      sentence_1: 'Change your orders',
      endpoints: 'GET /v1/orders orders.read\n/v1/orders@post orders.write',
      access_token_lifetime: '120',
    })
    expect((await getResource(server, orders))?.resource).toMatchObject({
      name: 'Orders',
      scopes: { 'orders.read': 'See your orders', 'orders.write': 'Change your orders' },
      endpoints: { '/v1/orders@get': 'orders.read', '/v1/orders@post': 'orders.write' },
      access_token_lifetime: 120,
      open_to_developers: false,
    })
    const { html } = await dora.open(path)
    for (const library of ['Hono', 'Express', 'Spring', 'Go', 'Python', 'nginx'])
      expect(html).toContain(`<summary>${library} `)
    const twice = await emil.post('/developer/apis/new', {
      name: 'Mine',
      identifier: orders,
      scope_0: 'a',
      sentence_0: 'b',
    })
    expect([twice.status, twice.text]).toEqual([400, expect.stringContaining('registered already')])
  })

  it('says why a token would be refused, and keeps nothing of it', async () => {
    const vault = 'https://vault.example.com'
    await registerApi(dora, vault, { scope_0: 'vault.read', sentence_0: 'Look' })
    const path = await registerApi(dora, 'https://shelf.example.com', {
      scope_0: 'shelf.read',
      sentence_0: 'Look',
      scope_1: 'shelf.write',
      sentence_1: 'Put',
    })
    const tick = (identifier: string, scope: string) => ({ [`api:${identifier} ${scope}`]: 'on' })
    const machine = await registerApp(dora, {
      kind: 'machine',
      ...tick('https://shelf.example.com', 'shelf.read'),
    })
    const other = await registerApp(dora, { kind: 'machine', ...tick(vault, 'vault.read') })
    const tokenOf = async ({ id, secret = '' }: { id: string; secret: string | undefined }) =>
      (await token({ grant_type: 'client_credentials' }, { authorization: basic(id, secret) })).body
        .access_token
    const good = await tokenOf(machine)
    expect(decodeJwt(good).aud).toBe('https://shelf.example.com')
    const [head = '', body = '', signature = ''] = good.split('.')
    const lines: string[] = []
    const log = vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)))
    const reference = await registerApi(dora, 'https://safe.example.com', {
      token_format: 'reference',
      scope_0: 'safe.read',
      sentence_0: 'Look',
    })
    const table: [tried: string, at: string, pasted: string, scope: string, said: string][] = [
      ['a good one', path, good, 'shelf.read', 'It would pass'],
      ['with the word before it', path, `Bearer ${good}`, '', 'It would pass'],
      ['without the scope', path, good, 'shelf.write', '403 insufficient_scope'],
      ['for another API', path, await tokenOf(other), '', 'is for another API'],
      [
        'a forged one',
        path,
        `${head}.${body}.${signature.replace(/^.{4}/, 'AAAA')}`,
        '',
        'a signature that does not verify',
      ],
      ['half of one', path, `${head}.${body}`, '', 'It is no JWT'],
      ['one with a line break', path, `${head}.\n${body}.${signature}`, '', 'a space or a line break inside'],
      [
        'of another server',
        path,
        `${btoa('{"alg":"ES256","typ":"at+jwt","kid":"x"}').replaceAll('=', '')}.${body}.${signature}`,
        '',
        'another server issued it',
      ],
      [
        'unsigned',
        path,
        `${btoa('{"alg":"none","typ":"at+jwt"}').replaceAll('=', '')}.${body}.`,
        '',
        'is not signed with any of',
      ],
      [
        'an ID token',
        path,
        `${btoa('{"alg":"ES256","typ":"JWT","kid":"x"}').replaceAll('=', '')}.${body}.${signature}`,
        '',
        'An ID token looks like this',
      ],
      ['a JWT where references are wanted', reference, good, '', 'takes reference tokens only'],
      ['nonsense as a reference', reference, 'abc', '', 'Not an access token of this server'],
      ['nothing', path, '', '', 'Paste a token'],
    ]
    for (const [tried, at, pasted, scope, said] of table) {
      const { text } = await dora.post(`${at}/check`, { pasted, scope })
      expect([tried, text]).toEqual([tried, expect.stringContaining(said)])
    }
    stopClock()
    later(601)
    const expired = await visitor('elsa') // the clock has moved past what dora has
    expect(expired.token).not.toBe('')
    expect((await dora.post(`${path}/check`, { pasted: good })).text).toContain('has expired')
    log.mockRestore()
    expect(lines.join('\n')).not.toContain(signature)
    const { results } = await (await import('../support/app.ts')).bindings.DB.prepare(
      'SELECT record FROM audit',
    ).all<{ record: string }>()
    expect(results.map(({ record }) => record).join('\n')).not.toContain(signature)
  })
})
