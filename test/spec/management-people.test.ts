/** The management API: people and what they are signed in to, keys, settings, initial access tokens, the audit trail. */
import { beforeAll, describe, expect, it } from 'vitest'
import { authorize, fetchPath, newBrowser, populate, redeem, userinfo } from '../support/app.ts'
import { type Call, machine } from '../support/management.ts'

let call: Call

beforeAll(async () => {
  await populate()
  call = await machine()
})

const grace = {
  user_id: 'grace',
  user_type: 'employee',
  password: 'a long sentence is a good password',
  claims: {
    name: 'Grace Hopper',
    email: 'grace@example.com',
    address: { locality: 'Arlington', country: 'US' },
  },
}

async function signedIn(login: string, password: string) {
  const browser = newBrowser()
  const location = await authorize(browser, { scope: 'openid offline_access read' }, { login, password })
  const code = location.searchParams.get('code')
  return { tokens: (await redeem(code ?? '')).body, browser }
}

describe('a person', () => {
  it('is added, found, changed, disabled and deleted', async () => {
    const made = await call('POST /users', { body: grace })
    expect(made.status).toBe(201)
    const { sub } = made.body
    expect(made.body).toMatchObject({ user_id: 'grace', has_password: true, roles: [], status: 'active' })
    const taken = await call('POST /users', { body: { ...grace, user_id: 'GRACE' } })
    expect([taken.status, taken.body.errors[0].pointer]).toEqual([409, '#/user_id'])

    for (const search of ['gra', 'Grace H', 'grace@']) {
      const { body } = await call(`GET /users?search=${encodeURIComponent(search)}`)
      expect(body.items.map((item: { sub: string }) => item.sub)).toEqual([sub])
    }
    expect((await call('GET /users?user_type=employee&status=active')).body.items).toHaveLength(1)

    const { tokens } = await signedIn('grace', grace.password)
    const patched = await call(`PATCH /users/${sub}`, {
      ifMatch: made.headers.get('etag'),
      body: {
        roles: ['developer'],
        claims: { email: null, address: { country: null }, nickname: 'Amazing' },
      },
    })
    expect(patched.body).toMatchObject({
      roles: ['developer'],
      claims: { name: 'Grace Hopper', nickname: 'Amazing', address: { locality: 'Arlington' } },
    })
    expect(patched.body.claims).not.toHaveProperty('email')
    expect((await userinfo(tokens.access_token)).status).toBe(200)

    const whole = { ...patched.body, status: 'disabled' }
    const put = await call(`PUT /users/${sub}`, { ifMatch: patched.headers.get('etag'), body: whole })
    expect([put.status, put.body.status]).toEqual([200, 'disabled'])
    expect((await userinfo(tokens.access_token)).status).toBe(401)
    const renamed = await call(`PUT /users/${sub}`, { ifMatch: '*', body: { ...whole, sub: 'other' } })
    expect([renamed.status, renamed.body.errors[0].pointer]).toEqual([422, '#/sub'])

    expect((await call(`DELETE /users/${sub}`)).status).toBe(204)
    expect((await call(`GET /users/${sub}`)).status).toBe(404)
    expect((await call(`PATCH /users/${sub}`, { ifMatch: '*', body: {} })).status).toBe(404)
  })

  it('gets a new password, and what was signed in with the old one has ended', async () => {
    const { body } = await call('POST /users', { body: { ...grace, user_id: 'hedy', claims: {} } })
    const { tokens } = await signedIn('hedy', grace.password)
    const reset = await call(`POST /users/${body.sub}/password`)
    expect(reset.status).toBe(200)
    expect((await userinfo(tokens.access_token)).status).toBe(401)
    expect((await signedIn('hedy', reset.body.password)).tokens.access_token).toBeDefined()
    const given = await call(`POST /users/${body.sub}/password`, { body: { password: 'a given password' } })
    expect(given.body).toEqual({})
    const short = await call(`POST /users/${body.sub}/password`, { body: { password: 'short' } })
    expect([short.status, short.body.errors[0].pointer]).toEqual([422, '#/password'])
  })

  it('is shown where they are signed in and what they allow, and each can be ended', async () => {
    const { body } = await call('POST /users', { body: { ...grace, user_id: 'emmy', claims: {} } })
    const at = `/users/${body.sub}`
    expect((await call(`GET ${at}/sessions`)).body.items).toEqual([])
    const one = await signedIn('emmy', grace.password)
    const two = await signedIn('emmy', grace.password)
    const grants = (await call(`GET ${at}/grants`)).body.items
    const sessions = (await call(`GET ${at}/sessions`)).body.items
    expect([grants.length, sessions.length]).toEqual([2, 2])
    expect(grants[0]).toMatchObject({ client_id: 'web', scope: expect.arrayContaining(['read']) })
    expect((await call(`GET ${at}/consents`)).body.items).toMatchObject([{ client_id: 'web' }])

    const first = grants.find(({ sid }: { sid?: string }) => sid === one.tokens.sid) ?? grants[1]
    expect((await call(`DELETE ${at}/grants/${first.id}`)).status).toBe(204)
    expect((await call(`DELETE ${at}/grants/${first.id}`)).status).toBe(404)
    const left = [one, two].map(async ({ tokens }) => (await userinfo(tokens.access_token)).status)
    expect((await Promise.all(left)).sort()).toEqual([200, 401])

    expect((await call(`DELETE ${at}/sessions/${sessions[0].sid}`)).status).toBe(204)
    expect((await call(`DELETE ${at}/sessions/${sessions[0].sid}`)).status).toBe(404)
    expect((await call(`DELETE ${at}/sessions`)).body).toEqual({ ended: 1 })
    expect((await call(`DELETE ${at}/grants`)).body.ended).toBeLessThan(2)
    expect((await call(`DELETE ${at}/consents/web`)).status).toBe(200)
    expect((await call(`GET ${at}/consents`)).body.items).toEqual([])
    expect((await call('GET /users/nobody/sessions')).status).toBe(404)
    // Somebody else's grant is none of theirs.
    expect((await call(`DELETE /users/sub-of-alice/grants/${first.id}`)).status).toBe(404)
  })
})

describe('signing keys', () => {
  it('are listed, rotated and withdrawn', async () => {
    const keysOf = async (alg: string) =>
      (await call('GET /keys')).body.items.filter((key: { alg: string }) => key.alg === alg)
    const [next, current] = await keysOf('EdDSA')
    expect([next.status, current.status]).toEqual(['next', 'current'])
    const rotated = await call('POST /keys/rotate', { body: { alg: 'EdDSA' } })
    expect(rotated.body).toEqual({ current: next.kid, retired: current.kid })
    expect((await call('POST /keys/rotate', { body: { alg: 'EdDSA' } })).status).toBe(409) // made just now
    expect((await call(`POST /keys/${next.kid}/retire`)).status).toBe(409)
    expect((await call(`POST /keys/${current.kid}/retire`)).status).toBe(204)
    expect((await call('POST /keys/nothing/retire')).status).toBe(404)
    const retired = (await keysOf('EdDSA')).find(({ kid }: { kid: string }) => kid === current.kid)
    expect(retired).toMatchObject({ status: 'retired', withdrawn: true })
    const jwks = await (await fetchPath('/oauth2/jwks')).json<{ keys: { kid: string }[] }>()
    expect(jwks.keys.map(({ kid }) => kid)).not.toContain(current.kid)
    expect((await call('POST /keys/rotate', { body: { alg: 'HS256' } })).status).toBe(422)
  })
})

describe('the settings', () => {
  it('are changed field by field, over the version that was read', async () => {
    const { body, headers } = await call('GET /settings')
    expect(body.lifetimes.access_token).toBe(600)
    const change = { server_name: 'Example ID', lifetimes: { access_token: 300 } }
    const patched = await call('PATCH /settings', { ifMatch: headers.get('etag'), body: change })
    expect(patched.body).toMatchObject({
      server_name: 'Example ID',
      lifetimes: { access_token: 300, code: 60 },
    })
    expect((await call('PATCH /settings', { ifMatch: headers.get('etag'), body: change })).status).toBe(412)
    const back = { server_name: null, lifetimes: { access_token: null } }
    expect((await call('PATCH /settings', { ifMatch: '*', body: back })).body).toEqual(body)
    const wrong = await call('PATCH /settings', { ifMatch: '*', body: { lifetimes: { code: 1e6, coda: 1 } } })
    expect(wrong.status).toBe(422)
    expect(wrong.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '#/lifetimes/code',
      '#/lifetimes/coda',
    ])
  })
  it('never show a secret again', async () => {
    const analytics = { account_id: 'a'.repeat(32), api_token: 'the-token-of-the-account' }
    const set = await call('PATCH /settings', { ifMatch: '*', body: { analytics } })
    expect(set.body.analytics).toEqual({ account_id: analytics.account_id, api_token: '(secret)' })
    const same = await call('PATCH /settings', { ifMatch: '*', body: { analytics: set.body.analytics } })
    expect([same.status, same.headers.get('etag')]).toEqual([200, set.headers.get('etag')])
    const events = await call('GET /audit-events?type=settings.updated')
    expect(JSON.stringify(events.body)).not.toContain(analytics.api_token)
  })
})

describe('initial access tokens', () => {
  it('are made, told once, listed and deleted', async () => {
    const expires_at = new Date(Date.now() + 3_600_000).toISOString()
    const made = await call('POST /initial-access-tokens', { body: { name: 'CI', uses: 3, expires_at } })
    expect(made.body).toMatchObject({ name: 'CI', uses_left: 3, expires_at, created_by: 'manager' })
    await call('POST /initial-access-tokens', { body: { name: 'Second' } })
    const page = await call('GET /initial-access-tokens?limit=1')
    const more = await call(`GET /initial-access-tokens?limit=1&cursor=${page.body.next}`)
    const listed = [...page.body.items, ...more.body.items]
    expect(listed.map(({ name }) => name).sort()).toEqual(['CI', 'Second'])
    expect(JSON.stringify(listed)).not.toContain(made.body.token)
    const past = await call('POST /initial-access-tokens', {
      body: { name: 'Past', expires_at: '2020-01-01T00:00:00Z' },
    })
    expect([past.status, past.body.errors[0].pointer]).toEqual([422, '#/expires_at'])
    expect((await call(`DELETE /initial-access-tokens/${made.body.id}`)).status).toBe(204)
    expect((await call(`DELETE /initial-access-tokens/${made.body.id}`)).status).toBe(404)
  })
})

describe('the audit trail', () => {
  it('says who did what, and is read by what it is about', async () => {
    const { body } = await call('POST /users', {
      body: { ...grace, user_id: 'sofya', claims: {} },
      headers: { 'user-agent': 'A script/1.0', 'cf-connecting-ip': '203.0.113.7' },
    })
    const about = `/audit-events?subject=${body.sub}`
    const { items } = (await call(`GET ${about}`)).body
    expect(items).toMatchObject([
      {
        type: 'user.created',
        outcome: 'ok',
        actor: { kind: 'client', id: 'manager', name: 'Machine manager' },
        target: { kind: 'user', id: body.sub, name: 'sofya' },
        origin: { address: '203.0.113.7', user_agent: 'A script/1.0' },
      },
    ])
    const at = encodeURIComponent(items[0].at)
    expect((await call(`GET ${about}&to=${at}`)).body.items).toEqual([])
    expect((await call(`GET ${about}&from=${at}&type=user.created&actor=manager`)).body.items).toEqual(items)
    const first = await call('GET /audit-events?limit=2&actor=manager')
    const second = await call(`GET /audit-events?limit=2&actor=manager&cursor=${first.body.next}`)
    const ids = [...first.body.items, ...second.body.items].map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)].sort().reverse())
  })
})
