/** Clients through the registry: validated, versioned, audited, copied; their secrets and owners. */
import { beforeAll, describe, expect, it, vi } from 'vitest'
import {
  addClientSecret,
  createClient,
  deleteClient,
  endClientGrants,
  getClient,
  isRegistrationToken,
  listClients,
  removeClientSecret,
  setOwners,
  updateClient,
} from '../../../src/registry/clients.ts'
import {
  createInitialAccessToken,
  deleteInitialAccessToken,
  findInitialAccessToken,
} from '../../../src/registry/initial-access-tokens.ts'
import { changeOwner } from '../../../src/registry/owners.ts'
import { addPerson, basic, later, populate, stopClock, token } from '../../support/app.ts'
import { change, faultOf, server, trailOf } from '../../support/registry.ts'
import { bindings } from '../../support/shards.ts'

const job = {
  client_name: 'Night job',
  grant_types: ['client_credentials'],
  scope: ['read'],
  default_scope: ['read'],
  resources: ['https://api.example.com'],
}
const works = async (id: string, secret = '') =>
  (await token({ grant_type: 'client_credentials' }, { authorization: basic(id, secret) })).status

beforeAll(populate)

describe('a client', () => {
  it('gets an id and a secret, works at once, and its secret is nowhere in the database', async () => {
    const { client, clientSecret, version } = await createClient(server, change(), job, {
      owners: ['sub-of-alice'],
    })
    expect(version).toBe(1)
    expect(await works(client.client_id, clientSecret)).toBe(200)
    const found = await getClient(server, client.client_id)
    expect(found).toMatchObject({
      version: 1,
      owners: ['sub-of-alice'],
      secrets: [{ createdAt: expect.any(Number) }],
    })
    const [event] = await trailOf(client.client_id)
    expect(event).toMatchObject({
      type: 'client.created',
      actor: { name: 'olga' },
      origin: { address: '192.0.2.1' },
    })
    expect(JSON.stringify(event)).not.toContain(client.secret_hashes[0])
    const { results } = await bindings.DB.prepare(
      'SELECT * FROM clients JOIN client_secrets ON client_id = clients.id',
    ).all()
    expect(JSON.stringify(results)).not.toContain(clientSecret)
  })
  it('that is not in order is refused, with the name of each faulty field, and leaves nothing', async () => {
    const before = (await bindings.DB.prepare('SELECT count(*) AS n FROM clients').first('n')) as number
    const wrong = {
      ...job,
      client_name: '',
      redirect_uris: ['http://a.example'],
      colour: 'red',
    } as typeof job
    expect(await faultOf(createClient(server, change(), wrong))).toMatchObject({
      kind: 'invalid',
      fields: expect.arrayContaining([
        expect.objectContaining({ path: 'client_name' }),
        expect.objectContaining({ path: 'colour' }),
      ]),
    })
    expect(await faultOf(createClient(server, change(), job, { owners: ['nobody'] }))).toMatchObject({
      fields: [{ path: 'owners' }],
    })
    expect(await bindings.DB.prepare('SELECT count(*) AS n FROM clients').first('n')).toBe(before)
  })
  it('is changed field by field, or as a whole; what only the server writes stays', async () => {
    const { client } = await createClient(server, change(), { ...job, logo_uri: 'https://a.example/l.png' })
    const id = client.client_id
    const renamed = await updateClient(server, change(), id, { client_name: 'Day job', logo_uri: null })
    expect(renamed.client).toMatchObject({ client_name: 'Day job', scope: ['read'] })
    expect(renamed.client.logo_uri).toBeUndefined()
    await updateClient(server, change(), id, { status: 'disabled' })
    const { default_scope: _, ...whole } = job
    const replaced = await updateClient(server, change(), id, { ...whole, client_id: id }, { whole: true })
    expect(replaced).toMatchObject({ version: 4, client: { default_scope: [], status: 'disabled' } })
    expect(replaced.client.secret_hashes).toEqual(client.secret_hashes)
    for (const field of ['client_id', 'secret_hashes', 'not_before']) {
      const fault = await faultOf(updateClient(server, change(), id, { [field]: 1 }))
      expect(fault).toMatchObject({ kind: 'invalid', fields: [{ path: field }] })
    }
    expect((await trailOf(id))[2]).toMatchObject({
      type: 'client.updated',
      detail: { before: { client_name: 'Night job' }, after: { client_name: 'Day job' } },
    })
  })
  it('is not changed on top of a version that nobody looked at', async () => {
    const { client } = await createClient(server, change(), job)
    const id = client.client_id
    await updateClient(server, change(), id, { client_name: 'B' }, { ifVersion: 1 })
    const late = updateClient(server, change(), id, { client_name: 'C' }, { ifVersion: 1 })
    expect(await faultOf(late)).toMatchObject({ kind: 'version_mismatch', version: 2 })
    expect((await getClient(server, id))?.client.client_name).toBe('B')
    expect(await trailOf(id)).toHaveLength(2)
  })
  it('changed by twenty at once is changed by all of them, one after the other, or says that it was not', async () => {
    const { client } = await createClient(server, change(), { ...job, scope: [], default_scope: [] })
    const id = client.client_id
    const uris = Array.from({ length: 20 }, (_, i) => `https://a.example/${i}`)
    const fields = ['client_uri', 'logo_uri', 'policy_uri', 'tos_uri']
    const outcomes = await Promise.allSettled(
      uris.map((uri, i) => updateClient(server, change(), id, { [fields[i % 4]!]: uri })),
    )
    const done = outcomes.filter(({ status }) => status === 'fulfilled').length
    expect(done).toBeGreaterThan(0)
    expect(await getClient(server, id)).toMatchObject({ version: 1 + done })
    expect(await trailOf(id)).toHaveLength(1 + done)
    expect(await bindings.CLIENTS.get(`clients:${id}`, 'json')).toMatchObject({ version: 1 + done })
  })
  it('is deleted: known nowhere, with its secrets and owners, and changed no more', async () => {
    const { client, clientSecret } = await createClient(server, change(), job, { owners: ['sub-of-alice'] })
    const id = client.client_id
    await deleteClient(server, change(), id)
    expect(await works(id, clientSecret)).toBe(401)
    expect(await getClient(server, id)).toBeUndefined()
    expect(await server.stores.clients.owners(id)).toEqual([])
    expect(await faultOf(updateClient(server, change(), id, { client_name: 'x' }))).toMatchObject({
      kind: 'not_found',
    })
    expect(await faultOf(deleteClient(server, change(), id))).toMatchObject({ kind: 'not_found' })
    const { results } = await bindings.DB.prepare(
      `SELECT 1 FROM client_secrets WHERE client_id = ?1 UNION ALL SELECT 1 FROM client_resources WHERE client_id = ?1`,
    )
      .bind(id)
      .all()
    expect(results).toEqual([])
  })
})

describe('owners', () => {
  it('go one by one, the last one never, and the trail says how it came out', async () => {
    const people = ['sub-of-alice', 'sub-of-owen', 'sub-of-rita']
    for (const sub of people.slice(1)) await addPerson({ sub, user_id: sub, claims: {} })
    const { client } = await createClient(server, change(), job, { owners: people })
    const owned = { kind: 'client', id: client.client_id } as const
    const told = async () =>
      (await trailOf(owned.id)).filter(({ type }) => type === 'client.owners_changed').reverse()
    const removed = await Promise.allSettled(
      people.map((remove) => changeOwner(server, change(), owned, { remove })),
    )
    const [left = ''] = (await getClient(server, owned.id))?.owners ?? []
    expect(removed.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    const steps = (await told()).map(({ detail }) => [detail?.before, detail?.after] as [string[], string[]])
    expect(steps.map(([before, after]) => [before.length, after.length])).toEqual([
      [3, 2],
      [2, 1],
    ])
    expect(steps.at(-1)?.[1]).toEqual([left])
    expect(await faultOf(changeOwner(server, change(), owned, { remove: left }))).toMatchObject({
      kind: 'conflict',
    })
    await changeOwner(server, change(), owned, { remove: 'sub-of-nobody' })
    await changeOwner(server, change(), owned, { add: left })
    expect(await told()).toHaveLength(2)
    await changeOwner(server, change(), owned, { add: 'sub-of-zoe' }).catch(() => undefined)
    expect((await getClient(server, owned.id))?.owners).toEqual([left])
  })
})

describe('secrets', () => {
  it('are two at most, so that one follows the other without an outage', async () => {
    const { client, clientSecret: first } = await createClient(server, change(), job)
    const id = client.client_id
    const { clientSecret: second } = await addClientSecret(server, change(), id)
    expect(await Promise.all([works(id, first), works(id, second)])).toEqual([200, 200])
    expect(await faultOf(addClientSecret(server, change(), id))).toMatchObject({ kind: 'conflict' })
    const [, old] = (await getClient(server, id))!.secrets
    await removeClientSecret(server, change(), id, old!.id)
    expect(await Promise.all([works(id, first), works(id, second)])).toEqual([401, 200])
    expect(await faultOf(removeClientSecret(server, change(), id, old!.id))).toMatchObject({
      kind: 'not_found',
    })
    const [last] = (await getClient(server, id))!.secrets
    expect(await faultOf(removeClientSecret(server, change(), id, last!.id))).toMatchObject({
      kind: 'conflict',
    })
    expect((await trailOf(id)).map(({ type }) => type)).toEqual([
      'client.secret_removed',
      'client.secret_added',
      'client.created',
    ])
  })
  it('tell when each was last used, to five minutes', async () => {
    const { client, clientSecret } = await createClient(server, change(), job)
    const id = client.client_id
    const lastUsed = async () => (await getClient(server, id))?.secrets[0]?.lastUsedAt
    expect(await lastUsed()).toBeUndefined()
    stopClock()
    try {
      const began = Date.now()
      for (const [seconds, expected] of [
        [0, began],
        [280, began],
        [30, began + 310_000],
      ] as const) {
        later(seconds)
        expect(await works(id, clientSecret)).toBe(200)
        await works(id, 'wrong')
        await vi.waitFor(async () => expect(await lastUsed()).toBeCloseTo(expected, -4))
      }
    } finally {
      vi.useRealTimers()
    }
  })
  it('go when a client becomes public, and one is made when it becomes confidential', async () => {
    const app = { client_name: 'App', redirect_uris: ['https://a.example/cb'], scope: ['read'] }
    const { client } = await createClient(server, change(), app)
    const id = client.client_id
    const open = await updateClient(server, change(), id, { token_endpoint_auth_method: 'none' })
    expect(open).toMatchObject({ client: { secret_hashes: [] } })
    expect(open.clientSecret).toBeUndefined()
    expect((await getClient(server, id))?.secrets).toEqual([])
    expect(await faultOf(addClientSecret(server, change(), id))).toMatchObject({ kind: 'conflict' })
    const closed = await updateClient(server, change(), id, {
      token_endpoint_auth_method: 'client_secret_post',
    })
    expect(closed.clientSecret).toMatch(/^[\w-]{43}$/)
  })
})

describe('a change whose request hangs up', () => {
  it('is finished all the same: the platform is told to wait for the copies too', async () => {
    const kept: Promise<unknown>[] = []
    const background = (work: Promise<unknown>) => void kept.push(work)
    const { client } = await createClient(server, { ...change(), background }, job)
    const id = client.client_id
    void deleteClient(server, { ...change(), background }, id)
    await vi.waitFor(() => expect(kept).toHaveLength(2))
    await Promise.all(kept)
    expect(await bindings.CLIENTS.get(`clients:${id}`, 'json')).toEqual({ version: 2, record: null })
  })
})

describe('ending all of a client', () => {
  it('ends what began in this very second too, and never less than before', async () => {
    const { client } = await createClient(server, change(), job)
    const now = Date.now()
    await endClientGrants(server, change(now), client.client_id)
    await endClientGrants(server, change(now - 60_000), client.client_id)
    const found = await getClient(server, client.client_id)
    expect(found?.client.not_before).toBe(Math.floor(now / 1000) + 1)
  })
})

describe('registration by a token', () => {
  it('uses it up in the same transaction: ten at once with two uses make two clients', async () => {
    const { initialAccessToken, token: shown } = await createInitialAccessToken(server, change(), {
      name: 'CI',
      uses: 2,
    })
    expect(await findInitialAccessToken(server, shown, Date.now())).toMatchObject({
      id: initialAccessToken.id,
      usesLeft: 2,
    })
    const options = { initialAccessToken: initialAccessToken.id, managesItself: true }
    const all = await Promise.allSettled(
      Array.from({ length: 10 }, () => createClient(server, change(), job, options)),
    )
    const made = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    expect(made).toHaveLength(2)
    expect(await findInitialAccessToken(server, shown, Date.now())).toBeUndefined()
    const [one, other] = made
    const mine = one?.registrationAccessToken ?? ''
    expect(await isRegistrationToken(server, one!.client.client_id, mine)).toBe(true)
    expect(await isRegistrationToken(server, other!.client.client_id, mine)).toBe(false)
    await deleteClient(server, change(), one!.client.client_id)
    expect(await isRegistrationToken(server, one!.client.client_id, mine)).toBe(false)
    expect(await isRegistrationToken(server, 'web', '')).toBe(false)
  })
  it('that was deleted or has ended while this was under way registers nobody', async () => {
    const soon = Date.now() + 60_000
    const make = async () =>
      (await createInitialAccessToken(server, change(), { name: 'CI', expiresAt: soon })).initialAccessToken
        .id
    const [deleted, ended] = [await make(), await make()]
    await deleteInitialAccessToken(server, change(), deleted)
    for (const [id, at] of [
      [deleted, soon - 1],
      [ended, soon],
    ] as const)
      expect(await faultOf(createClient(server, change(at), job, { initialAccessToken: id }))).toMatchObject({
        kind: 'conflict',
      })
    expect(await createClient(server, change(soon - 1), job, { initialAccessToken: ended })).toBeDefined()
  })
  it('that has ended, or has no use, is refused', async () => {
    const soon = Date.now() + 60_000
    const { token: shown } = await createInitialAccessToken(server, change(), { name: 'CI', expiresAt: soon })
    expect(await findInitialAccessToken(server, shown, soon - 1)).toBeDefined()
    expect(await findInitialAccessToken(server, shown, soon)).toBeUndefined()
    expect(
      await faultOf(createInitialAccessToken(server, change(), { name: ' ', uses: 0, expiresAt: 1 })),
    ).toMatchObject({
      fields: [{ path: 'name' }, { path: 'expires_at' }, { path: 'uses' }],
    })
  })
})

describe('lists of clients', () => {
  const names = (page: { items: readonly { client: { client_name: string } }[] }) =>
    page.items.map(({ client }) => client.client_name)

  beforeAll(async () => {
    await bindings.DB.batch([
      bindings.DB.prepare('DELETE FROM clients'),
      bindings.DB.prepare('DELETE FROM owners'),
    ])
    await addPerson({ sub: 'bob', user_id: 'bob', claims: {} })
    for (const [i, name] of ['beta', 'Alpha', 'alpine', 'Älg', 'gamma'].entries()) {
      const { client } = await createClient(server, change(), { ...job, client_name: name })
      if (i % 2 === 0) await setOwners(server, change(), client.client_id, ['bob'])
      if (name === 'gamma') await updateClient(server, change(), client.client_id, { status: 'disabled' })
    }
  })

  it('go by name, whatever page they are cut into', async () => {
    const whole = await listClients(server, { limit: 50 })
    expect(names(whole)).toEqual(['Alpha', 'alpine', 'beta', 'gamma', 'Älg'])
    expect(whole.next).toBeUndefined()
    for (const limit of [1, 2, 4]) {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await listClients(server, { limit, cursor })
        expect(page.items.length).toBeGreaterThan(0)
        seen.push(...names(page))
        cursor = page.next
      } while (cursor !== undefined)
      expect(seen).toEqual(names(whole))
    }
  })
  it('are searched by how a name or an id begins, each client once', async () => {
    expect(names(await listClients(server, { search: 'AL', limit: 9 }))).toEqual(['Alpha', 'alpine'])
    const [alpha] = (await listClients(server, { search: 'alpha', limit: 9 })).items
    const id = alpha!.client.client_id
    expect(names(await listClients(server, { search: id.slice(0, 13), limit: 9 }))).toEqual(['Alpha'])
    expect(names(await listClients(server, { search: '%', limit: 9 }))).toEqual([])
    await updateClient(server, change(), id, { client_name: id.slice(0, 8) })
    expect(names(await listClients(server, { search: id.slice(0, 8), limit: 9 }))).toEqual([id.slice(0, 8)])
    await updateClient(server, change(), id, { client_name: 'Alpha' })
  })
  it('show those of an owner, or of a status', async () => {
    expect(names(await listClients(server, { owner: 'bob', limit: 9 }))).toEqual(['alpine', 'beta', 'gamma'])
    expect(names(await listClients(server, { owner: 'bob', search: 'b', limit: 9 }))).toEqual(['beta'])
    expect(names(await listClients(server, { status: 'disabled', limit: 9 }))).toEqual(['gamma'])
    expect(names(await listClients(server, { owner: 'nobody', limit: 9 }))).toEqual([])
  })
  it('refuse a cursor and a limit that make no sense', async () => {
    for (const wrong of ['x', 'W10', btoa('[0,1,2]'), btoa('{}')])
      expect(await faultOf(listClients(server, { limit: 1, cursor: wrong }))).toMatchObject({
        fields: [{ path: 'cursor' }],
      })
    for (const limit of [0, 501, 1.5, Number.NaN])
      expect(await faultOf(listClients(server, { limit }))).toMatchObject({ fields: [{ path: 'limit' }] })
  })
})
