/** An operator's day before there is a console: scripts/record.ts prints SQL, wrangler runs it, the server obeys. */
import './support/own-fetch.ts'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalServer, startServer } from '../scripts/local-server.ts'
import { hashSecret } from '../src/client-auth/client-secret.ts'
import { FormBrowser } from './support/form-browser.ts'
import { record } from './support/record.ts'

const callback = 'https://app.example.com/callback'
const job = {
  client_id: 'job',
  client_name: "O'Neil's job; DROP",
  grant_types: ['client_credentials'],
  scope: ['read'],
  default_scope: ['read'],
}
const app = {
  client_id: 'app',
  client_name: 'App',
  redirect_uris: [callback],
  scope: ['openid'],
  default_scope: ['openid'],
  require_pkce: false,
}
const grace = { user_id: 'Grace', password: "amazing; 'grace' $HOME", user_type: 'customer' }

let server: LocalServer
beforeAll(async () => {
  server = await startServer({ secrets: { SEALING_SECRET: 'a-sealing-secret-for-tests-of-the-records' } })
})
afterAll(() => server.stop())

/** What `npx wrangler d1 execute` does with it. */
async function write(kind: string, input: unknown, flags?: string[]) {
  const recorded = await record(kind, input, flags)
  expect(recorded).toMatchObject({ code: 0 })
  await server.db.prepare(recorded.sql).run()
  return { ...recorded, secret: /client_secret +(\S+)/.exec(recorded.notes)?.[1] ?? '' }
}

async function token(id: string, secret: string) {
  const response = await fetch(`${server.address}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, string> }
}

async function signIn({ login, password }: { login: string; password: string }) {
  const browser = new FormBrowser(server.issuer, fetch)
  const query = new URLSearchParams({ response_type: 'code', client_id: 'app', redirect_uri: callback })
  await browser.open(`${server.issuer}/oauth2/authorize?${query}`)
  await browser.submit({ login, password, action: 'sign-in' })
  return new URL(browser.url).pathname
}

describe('a client', () => {
  it('with a secret made for it gets a token at once, and the SQL does not tell the secret', async () => {
    const { secret, sql } = await write('client', job, ['--new-secret'])
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect(sql).not.toContain(secret)
    expect(sql).toContain(await hashSecret(secret))
    expect((await token('job', secret)).status).toBe(200)
  })
  it('brings its own secret, which is hashed and never printed', async () => {
    const secret = 'a secret from elsewhere, long'
    const { sql, notes } = await write('client', { ...job, client_id: 'elsewhere', client_secret: secret })
    expect(sql + notes).not.toContain(secret)
    expect((await token('elsewhere', secret)).status).toBe(200)
  })
  it('has two live secrets while one follows the other', async () => {
    const { secret: old } = await write('client', { ...job, client_id: 'rotating' }, ['--new-secret'])
    const [stored] = (
      await server.db.prepare("SELECT record FROM clients WHERE id = 'rotating'").all<{ record: string }>()
    ).results
    const { secret } = await write('client', stored?.record, ['--new-secret'])
    expect(await Promise.all([token('rotating', old), token('rotating', secret)])).toMatchObject([
      { status: 200 },
      { status: 200 },
    ])
  })
  it('says what it cannot see, and that its secret is good once the SQL has run', async () => {
    const { notes } = await record('client', { ...job, resources: ['https://orders.example.com'] }, [
      '--new-secret',
    ])
    expect(notes).toContain('good once the SQL has run')
    expect(notes).toMatch(/not looked up here: https:\/\/orders\.example\.com/)
    const { notes: api } = await record('resource', {
      identifier: 'https://vault.example.com',
      name: 'Vault',
      scopes: {},
      introspection_clients: ['vault-api'],
    })
    expect(api).toMatch(/not looked up here: vault-api/)
  })
  it('is refused while it is disabled, and written again under the next version', async () => {
    const { secret } = await write('client', { ...job, client_id: 'stopped', status: 'disabled' }, [
      '--new-secret',
    ])
    expect(await token('stopped', secret)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    const version = "SELECT version FROM clients WHERE id = 'stopped'"
    await write('client', { ...job, client_id: 'stopped', client_secret: secret })
    expect(await server.db.prepare(version).first('version')).toBe(2)
  })
  it('is copied to KV by the next cron', async () => {
    await write('client', { ...job, client_id: 'copied' }, ['--new-secret'])
    await server.scheduled()
    expect(await server.clients.get('clients:copied', 'json')).toMatchObject({
      record: { client_name: "O'Neil's job; DROP" },
    })
  })
  it.each([
    ['without a secret', job, [], '--new-secret makes one'],
    ['with a short one', { ...job, client_secret: 'short' }, [], 'at least 22'],
    ['with a field that nobody knows', { ...job, colour: 'red' }, ['--new-secret'], 'colour'],
    [
      'with a redirect URI on plain http',
      { ...app, redirect_uris: ['http://a.example'] },
      ['--new-secret'],
      'must use https',
    ],
    ['that is not JSON', '{', [], 'JSON'],
  ])('%s is refused, and nothing is printed for the database', async (_, input, flags, problem) => {
    const refused = await record('client', input, flags)
    expect(refused).toMatchObject({ code: 1, sql: '' })
    expect(refused.notes).toContain(problem)
  })
})

describe('an API', () => {
  it('is the audience of tokens with its scopes', async () => {
    const orders = {
      identifier: 'https://orders.example.com',
      name: "Orders' API",
      scopes: { read: "See what's there" },
    }
    await write('resource', orders)
    const client = { ...job, client_id: 'buyer', default_scope: ['read'], resources: [orders.identifier] }
    const { secret } = await write('client', client, ['--new-secret'])
    const { body } = await token('buyer', secret)
    expect(decodeJwt(body.access_token ?? '')).toMatchObject({ aud: orders.identifier, scope: 'read' })
  })
  it('needs an absolute identifier', async () => {
    expect(await record('resource', { identifier: 'orders', name: 'x', scopes: {} })).toMatchObject({
      code: 1,
      sql: '',
    })
  })
})

describe('a person', () => {
  beforeAll(() => write('client', app, ['--new-secret']))

  it('signs in by name or email address, and the SQL does not tell the password', async () => {
    const { sql, notes } = await write('person', {
      ...grace,
      claims: { name: 'Grace', email: 'Grace@Example.com' },
    })
    expect(sql + notes).not.toContain('amazing')
    expect(await signIn({ login: 'grace', password: grace.password })).toBe('/consent')
    expect(await signIn({ login: 'grace@example.com', password: grace.password })).toBe('/consent')
  })
  it('keeps the password when the record is written without one, and stays out when disabled', async () => {
    const ada = { sub: 'ada', user_id: 'ada', user_type: 'employee' }
    await write('person', { ...ada, password: 'analytical engine' })
    await write('person', { ...ada, roles: ['reader'] })
    expect(await signIn({ login: 'ada', password: 'analytical engine' })).toBe('/consent')
    await write('person', { ...ada, status: 'disabled' })
    expect(await signIn({ login: 'ada', password: 'analytical engine' })).toBe('/sign-in')
  })
  it.each([
    ['an unknown type', { ...grace, user_type: 'robot' }, 'user_type'],
    ['a claim that is none', { ...grace, claims: { emal: 'x' } }, 'emal'],
    ['no name', { ...grace, user_id: '' }, 'user_id'],
    ['a short password', { ...grace, password: 'elevenchars' }, 'at least 12 characters'],
  ])('with %s is refused', async (_, input, problem) => {
    const refused = await record('person', input)
    expect(refused).toMatchObject({ code: 1, sql: '' })
    expect(refused.notes).toContain(problem)
  })
})

it('says how to call it', async () => {
  expect(await record('robot', {})).toMatchObject({
    code: 1,
    sql: '',
    notes: expect.stringContaining('Usage: npx node scripts/record.ts'),
  })
  expect(await record('person', grace, ['--new-secret'])).toMatchObject({ code: 1, sql: '' })
})
