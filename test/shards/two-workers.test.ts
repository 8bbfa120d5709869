/** Two Workers on the same database, objects and namespace, at two locations, where KV is as late as it may be. */
import { createExecutionContext } from 'cloudflare:test'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, serverFor } from '../../src/app.ts'
import {
  addClientSecret,
  createClient,
  deleteClient,
  endClientGrants,
  removeClientSecret,
  updateClient,
} from '../../src/registry/clients.ts'
import { basic, issuer, later, populate, stopClock } from '../support/app.ts'
import { FakeKv } from '../support/fake-kv.ts'
import { change } from '../support/registry.ts'
import { bindings } from '../support/shards.ts'

const { DB } = bindings
let kv: FakeKv

/** A Worker of its own: nothing is shared but what is bound. */
function workerAt(location: string) {
  const app = createApp()
  const env = {
    ...bindings,
    DB: { prepare: DB.prepare.bind(DB), batch: DB.batch.bind(DB) } as unknown as D1Database,
    CLIENTS: kv.at(location),
  }
  const post = async (path: string, form: Record<string, string>, id: string, secret: string) => {
    const headers = { authorization: basic(id, secret) }
    const request = new Request(`${issuer}${path}`, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers,
    })
    const response = await app.fetch(request, env, createExecutionContext())
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  return {
    server: serverFor(env),
    token: (id: string, secret = '') =>
      post('/oauth2/token', { grant_type: 'client_credentials' }, id, secret),
    /** Asked by a client that may look at every token. */
    async isActive(token: unknown, { id, secret }: { id: string; secret: string }) {
      const { body } = await post('/oauth2/introspect', { token: String(token) }, id, secret)
      return body.active
    },
  }
}
const job = {
  client_name: 'Job',
  grant_types: ['client_credentials'],
  scope: ['read'],
  default_scope: ['read'],
  resources: ['https://api.example.com'],
}

function pass(seconds: number): void {
  later(seconds)
  kv.now = Date.now()
}

beforeAll(async () => {
  await populate()
  stopClock()
})
afterAll(() => void vi.useRealTimers())
beforeEach(() => {
  kv = new FakeKv(Date.now())
})

/** Both Workers, a client that both know, and somebody who watches its tokens. */
async function town() {
  const [here, there] = [workerAt('osl'), workerAt('nrt')]
  const made = await createClient(here.server, change(), job)
  const { client: watcher, clientSecret: watching = '' } = await createClient(here.server, change(), {
    ...job,
    introspect_all: true,
  })
  const id = made.client.client_id
  const secret = made.clientSecret ?? ''
  // Registered this moment: it works at the other location at once.
  const { status, body } = await there.token(id, secret)
  expect([status, (await here.token(id, secret)).status]).toEqual([200, 200])
  const watch = { id: watcher.client_id, secret: watching }
  expect(await there.isActive(body.access_token, watch)).toBe(true)
  // Every copy and memory is as fresh as it can be when the change comes.
  pass(61)
  expect((await there.token(id, secret)).status).toBe(200)
  return { here, there, id, secret, watch, token: body.access_token }
}

describe('within two minutes of a change at one Worker, at the other', () => {
  it.each([
    ['deleted', deleteClient],
    [
      'disabled',
      (...[server, by, id]: Parameters<typeof deleteClient>) =>
        updateClient(server, by, id, { status: 'disabled' }),
    ],
  ])('a client that was %s is stopped, with the tokens it has, and stays so', async (_, stop) => {
    const { here, there, id, secret, watch, token } = await town()
    await stop(here.server, change(Date.now()), id)
    expect((await here.token(id, secret)).status).toBe(401)
    for (const seconds of [120, 1, 60, 300]) {
      pass(seconds)
      expect((await there.token(id, secret)).body).toMatchObject({ error: 'invalid_client' })
      expect(await there.isActive(token, watch)).toBe(false)
    }
  })
  it('a secret that was removed opens nothing, and the one that followed it does', async () => {
    const { here, there, id, secret } = await town()
    const { clientSecret: next } = await addClientSecret(here.server, change(Date.now()), id)
    pass(120)
    expect([(await there.token(id, secret)).status, (await there.token(id, next)).status]).toEqual([200, 200])
    const old = (await here.server.stores.clients.stored(id))!.record.secret_hashes[1]!.slice(0, 12)
    await removeClientSecret(here.server, change(Date.now()), id, old)
    pass(120)
    expect([(await there.token(id, secret)).status, (await there.token(id, next)).status]).toEqual([401, 200])
  })
  it('tokens from before all of a client was ended are dead, and new ones are not', async () => {
    const { here, there, id, secret, watch, token } = await town()
    await endClientGrants(here.server, change(Date.now()), id)
    pass(120)
    expect(await there.isActive(token, watch)).toBe(false)
    const { body } = await there.token(id, secret)
    expect(await there.isActive(body.access_token, watch)).toBe(true)
  })
})
