/** Import and export: idempotent, resumable, and as strict as every other way to a record. */
import { pbkdf2Sync } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createClient, deleteClient, getClient, isRegistrationToken } from '../../../src/registry/clients.ts'
import { exportRecords } from '../../../src/registry/export.ts'
import { type ImportProgress, importRecords } from '../../../src/registry/import.ts'
import { linesOf } from '../../../src/registry/lines.ts'
import { getUser, setPassword, updateUser } from '../../../src/registry/users.ts'
import { hashPassword } from '../../../src/sign-in/password-hash.ts'
import {
  alice,
  authorize,
  basic,
  newBrowser,
  newCode,
  populate,
  redeem,
  token,
  userinfo,
} from '../../support/app.ts'
import { addOneTimeCode, sealedByTests } from '../../support/one-time-code.ts'
import { change, collected, faultOf, operator, server, trailOf } from '../../support/registry.ts'
import { bindings } from '../../support/shards.ts'

const { DB } = bindings
const line = (kind: string, record: object, more: object = {}) => JSON.stringify({ kind, record, ...more })
const person = (i: number | string, more: object = {}) =>
  line('user', { sub: `sub-${i}`, user_id: `person-${i}`, user_type: 'customer', ...more })
const api = { identifier: 'https://orders.example.com', name: 'Orders', scopes: { order: 'Order things' } }
const app = {
  client_id: 'imported',
  client_name: 'Imported',
  grant_types: ['client_credentials'],
  scope: ['order'],
  default_scope: ['order'],
  resources: [api.identifier],
}
const secret = 'a secret from elsewhere, long'

async function imported(
  lines: Iterable<string>,
  options?: { from?: number; atMost?: number },
): Promise<ImportProgress[]> {
  return collected(importRecords(server, operator(), lines, options))
}
async function summed(lines: Iterable<string>) {
  const all = await imported(lines)
  const { created, updated, unchanged, failed, done } = all.at(-1)!
  return { created, updated, unchanged, failed, done, faults: all.flatMap(({ faults }) => faults) }
}
const exported = (options = {}) => collected(exportRecords(server, change(), options))
const wipe = () =>
  DB.batch(
    ['users', 'users_deleted', 'users_outbox', 'clients', 'resources', 'owners', 'client_secrets'].map(
      (table) => DB.prepare(`DELETE FROM ${table}`),
    ),
  )

beforeAll(populate)
beforeEach(wipe)

describe('an import', () => {
  it('makes people, APIs and clients that work at once', async () => {
    const lines = [
      person(1),
      line('resource', api, { owners: ['sub-1'] }),
      line('client', app, { client_secret: secret, owners: ['sub-1'] }),
    ]
    expect(await summed(lines)).toEqual({
      created: 3,
      updated: 0,
      unchanged: 0,
      failed: 0,
      done: true,
      faults: [],
    })
    const { status, body } = await token(
      { grant_type: 'client_credentials' },
      { authorization: basic('imported', secret) },
    )
    expect([status, body.scope]).toEqual([200, 'order'])
    expect(await getClient(server, 'imported')).toMatchObject({ owners: ['sub-1'], version: 1 })
    expect((await trailOf('imported'))[0]).toMatchObject({
      type: 'client.created',
      detail: { imported: true },
    })
    const { results } = await DB.prepare('SELECT * FROM clients').all()
    expect(JSON.stringify([results, await trailOf('imported')])).not.toContain(secret)
  })
  it('gives nothing to somebody who is nobody yet, and might register as them', async () => {
    const lines = [
      line('resource', api, { owners: ['sub-1'] }),
      line('client', app, { owners: ['sub-1'], client_secret: secret }),
    ]
    const { created, faults } = await summed(lines)
    const fields = [{ path: 'owners', message: 'nobody here is sub-1' }]
    expect([created, faults.map(({ fault }) => fault)]).toEqual([
      0,
      Array(2).fill({ kind: 'invalid', fields }),
    ])
    expect(await summed([person(1), ...lines])).toMatchObject({ created: 3, faults: [] })
  })
  it('sent again changes nothing, and writes nothing', async () => {
    const lines = [person(1), line('resource', api), line('client', app, { client_secret: secret })]
    await summed(lines)
    const events = await DB.prepare("SELECT count(*) AS n FROM audit WHERE type <> 'import'").first('n')
    expect(await summed(lines)).toMatchObject({ created: 0, updated: 0, unchanged: 3 })
    expect(await DB.prepare("SELECT count(*) AS n FROM audit WHERE type <> 'import'").first('n')).toBe(events)
    expect(await getClient(server, 'imported')).toMatchObject({ version: 1 })
    expect(await summed([line('client', { ...app, client_name: 'Renamed' })])).toMatchObject({ updated: 1 })
    const renamed = await getClient(server, 'imported')
    expect(renamed).toMatchObject({ version: 2, client: { client_name: 'Renamed' } })
    expect(renamed?.client.secret_hashes).toHaveLength(1)
    expect(await bindings.CLIENTS.get('clients:imported', 'json')).toMatchObject({ version: 2 })
  })
  it('goes on where it broke off, in batches that tell how far they are', async () => {
    const lines = Array.from({ length: 130 }, (_, i) => person(i))
    const first = await imported(lines, { atMost: 70 })
    expect(first.map(({ line, created, done }) => [line, created, done])).toEqual([
      [50, 50, false],
      [70, 70, false],
    ])
    const rest = await imported(lines, { from: first.at(-1)!.line })
    expect(rest.map(({ line, done }) => [line, done])).toEqual([
      [120, false],
      [130, true],
    ])
    expect(await DB.prepare('SELECT count(*) AS n FROM users').first('n')).toBe(130)
    expect((await imported(lines, { from: 130 })).at(-1)).toMatchObject({ line: 130, created: 0, done: true })
  })
  it('names what is wrong with a line, and goes on with the others', async () => {
    const lines = [
      person(1),
      'not JSON',
      '',
      line('robot', {}),
      person(2, { user_type: 'robot', colour: 'red', password_hash: 'plain text' }),
      person(3, { user_id: 'PERSON-1' }),
      line('client', { ...app, redirect_uris: ['http://a.example'] }, { client_secret: secret }),
      line('client', app),
      line('resource', { ...api, identifier: 'orders' }),
      line('resource', { ...api, identifier: 'https://id.example.com/management/v1' }),
      line('resource', { ...api, scopes: { 'users:write': 'Write' } }),
      person(4),
      person(4, { roles: ['reader'] }),
    ]
    const { faults, ...counts } = await summed(lines)
    expect(counts).toEqual({ created: 2, updated: 1, unchanged: 0, failed: 9, done: true })
    const told = faults.map(({ line, fault }) => [
      line,
      fault.kind,
      'fields' in fault ? fault.fields.map((each) => each.path) : [],
    ])
    expect(told).toEqual([
      [2, 'invalid', ['']],
      [4, 'invalid', ['kind']],
      [5, 'invalid', expect.arrayContaining(['record.user_type', 'record.password_hash', 'record.colour'])],
      [6, 'conflict', []],
      [7, 'invalid', ['redirect_uris']],
      [8, 'invalid', ['secret_hashes']],
      [9, 'invalid', ['identifier']],
      [10, 'conflict', []],
      [11, 'invalid', ['scopes.users:write']],
    ])
  })
  it('gives away no more than whoever imports has: no operators, no clients of the management API', async () => {
    const lines = [
      person(1, { roles: ['admin'] }),
      line(
        'client',
        {
          ...app,
          scope: ['clients:write'],
          default_scope: [],
          resources: ['https://id.example.com/management/v1'],
        },
        { client_secret: secret },
      ),
    ]
    const all = await collected(importRecords(server, change(), lines))
    expect(all.at(-1)?.faults.map(({ fault }) => fault.kind)).toEqual(['forbidden', 'forbidden'])
    expect(await summed(lines)).toMatchObject({ created: 2 })
  })
  it('brings back what was deleted as something newer, everywhere', async () => {
    await summed([line('client', app, { client_secret: secret })])
    await deleteClient(server, change(), 'imported')
    expect(await bindings.CLIENTS.get('clients:imported', 'json')).toEqual({ version: 2, record: null })
    await summed([line('client', app, { client_secret: secret })])
    expect(await bindings.CLIENTS.get('clients:imported', 'json')).toMatchObject({ version: 3, record: app })
  })
})

describe('people who come from light-oauth2', () => {
  const salt = Buffer.from('[-71, 12, 0, 127]')
  const old = `1000:${salt.toString('hex')}:${pbkdf2Sync(alice.password, salt, 1_000, 64, 'sha1').toString('hex')}`
  const her = line('user', { sub: 'alice', user_id: 'alice', user_type: 'customer', password_hash: old })
  const hashOf = async () => (await server.stores.users.findBySub('alice'))?.passwordHash

  it('sign in with their password; what it was replaced by stays, though the file is sent again', async () => {
    await populate()
    await DB.prepare('DELETE FROM users').run()
    await summed([her])
    expect(await hashOf()).toBe(old)
    expect((await authorize(newBrowser())).searchParams.get('code')).toBeTruthy()
    expect(await hashOf()).toMatch(/^scrypt/)
    expect(await summed([her])).toMatchObject({ unchanged: 1 })
    expect(await hashOf()).toMatch(/^scrypt/)
  })
  it('are stopped by an import that disables them, or gives them another password', async () => {
    await populate()
    await DB.prepare('DELETE FROM users').run()
    for (const more of [{ status: 'disabled' }, { password_hash: await hashPassword('another one') }]) {
      await summed([
        line('user', {
          sub: 'alice',
          user_id: 'alice',
          user_type: 'customer',
          password_hash: await hashPassword(alice.password),
        }),
      ])
      const { body } = await redeem(await newCode({ scope: 'openid' }))
      expect((await userinfo(body.access_token)).status).toBe(200)
      expect(
        await summed([line('user', { sub: 'alice', user_id: 'alice', user_type: 'customer', ...more })]),
      ).toMatchObject({ updated: 1 })
      expect((await userinfo(body.access_token)).status).toBe(401)
    }
  })
})

describe('an export', () => {
  it('is all of it, and makes the same records elsewhere', async () => {
    await summed([
      person(1),
      person(2),
      line('resource', api, { owners: ['sub-1'] }),
      line('client', app, { client_secret: secret, owners: ['sub-2'] }),
    ])
    await setPassword(server, change(), 'sub-1', { password: 'a long password' })
    await updateUser(server, change(), 'sub-2', { roles: ['developer'], claims: { name: 'Two' } })
    const registered = await createClient(server, change(), { ...app, client_id: undefined } as never, {
      managesItself: true,
    })
    const lines = await exported()
    expect(lines.map((each) => JSON.parse(each).kind)).toEqual([
      'user',
      'user',
      'resource',
      'client',
      'client',
      'end',
    ])
    expect(lines.join()).not.toContain(secret)
    await wipe()
    await DB.prepare('DELETE FROM signing_keys').run()
    expect(await summed(lines)).toMatchObject({ created: 5, failed: 0 })
    expect((await exported()).sort()).toEqual(lines.sort())
    expect((await getUser(server, 'sub-1'))?.user.has_password).toBe(true)
    const { client, registrationAccessToken = '' } = registered
    expect(await isRegistrationToken(server, client.client_id, registrationAccessToken)).toBe(true)
  })
  it('goes on after the last line that arrived', async () => {
    await summed([...Array.from({ length: 5 }, (_, i) => person(i)), line('resource', api)])
    const whole = await exported()
    for (const [i, last] of ['user:sub-0', 'user:sub-4', 'resource:https://orders.example.com'].entries()) {
      const rest = await exported({ after: last })
      expect(rest.slice(0, -1)).toEqual(whole.slice([1, 5, 6][i], -1))
    }
    expect((await exported({ kinds: ['resource'] })).length).toBe(2)
    expect(await faultOf(exported({ after: 'sub-1' }))).toMatchObject({ fields: [{ path: 'after' }] })
    const { results } = await DB.prepare(
      "SELECT record FROM audit WHERE type = 'export' ORDER BY id DESC LIMIT 1",
    ).all()
    expect(JSON.stringify(results)).toContain('olga')
  })
})

describe('lines', () => {
  it('come out whole, however the bytes are cut', async () => {
    const bytes = new TextEncoder().encode('{"a":"ä"}\n\nb')
    for (const size of [1, 2, 7, 100]) {
      const cut = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let i = 0; i < bytes.length; i += size) controller.enqueue(bytes.slice(i, i + size))
          controller.close()
        },
      })
      expect(await collected(linesOf(cut))).toEqual(['{"a":"ä"}', '', 'b'])
    }
  })
})

describe('credentials of people', () => {
  const passkey = {
    kind: 'passkey' as const,
    id: 'a-passkey',
    sub: 'sub-1',
    record: {
      name: 'Phone',
      public_key: 'pQECAyYg',
      synced: true,
      backed_up: false,
      transports: ['internal'],
      aaguid: '00000000-0000-0000-0000-000000000000',
    },
    mark: 7,
  }
  async function withCredentials() {
    await imported([person(1), person(2)])
    const { credentials } = server.stores
    await addOneTimeCode({ db: DB, ...sealedByTests }, 'sub-1')
    await server.stores.commit([
      credentials.insertion(passkey, 1_000),
      credentials.insertion({ kind: 'provider', id: 'corp 42', sub: 'sub-1', record: {} }, 2_000),
      credentials.insertion({ kind: 'recovery_code', id: 'a-hash', sub: 'sub-1', record: {} }, 3_000),
    ])
    return credentials.of('sub-1')
  }

  it('come back as they were, and sent again change nothing', async () => {
    const before = await withCredentials()
    const lines = await exported({ kinds: ['user'] })
    expect(lines.find((each) => each.includes('"sub-2"'))).not.toContain('credentials')
    expect(await summed(lines)).toMatchObject({ unchanged: 2 })
    await wipe()
    expect(await server.stores.credentials.of('sub-1')).toEqual([]) // they go with the person
    expect(await summed(lines)).toMatchObject({ created: 2, faults: [] })
    expect(await server.stores.credentials.of('sub-1')).toEqual(before)
    expect(await summed(lines)).toMatchObject({ unchanged: 2 })
  })

  it('stay where a line has none, and are replaced where it has others; a counter never goes back', async () => {
    await withCredentials()
    await imported([person(1, { roles: ['reader'] })])
    expect(await server.stores.credentials.of('sub-1')).toHaveLength(4)
    const { sub: _, ...given } = { ...passkey, mark: 3, created_at: 1_000 }
    expect(await summed([person(1, { roles: ['reader'], credentials: [given] })])).toMatchObject({
      updated: 1,
    })
    expect(await server.stores.credentials.of('sub-1')).toEqual([
      { ...passkey, created_at: 1_000, used_at: null },
    ])
  })

  it('are refused where this server could not use them, or where they are somebody else’s', async () => {
    await withCredentials()
    const { sub: _, ...given } = { ...passkey, created_at: 1_000 }
    const totp = {
      kind: 'totp',
      id: 'sub-2',
      record: { secret: 'not.sealed..by.us', sealed_by: 'others' },
      created_at: 1_000,
    }
    const { faults } = await summed([
      person(2, { credentials: [totp] }),
      person(2, { credentials: [{ ...totp, id: 'sub-1' }] }),
      person(2, { credentials: [given] }),
      person(2, { credentials: [{ ...given, record: {} }] }),
      person(2, { credentials: [{ ...given, kind: 'face' }] }),
    ])
    expect(faults.map(({ line, fault }) => [line, fault.kind])).toEqual([
      [1, 'invalid'],
      [2, 'invalid'],
      [3, 'conflict'],
      [4, 'invalid'],
      [5, 'invalid'],
    ])
    expect(JSON.stringify(faults[0])).toContain('credentials.0.record.secret')
    expect(await server.stores.credentials.of('sub-2')).toEqual([])
  })
})
