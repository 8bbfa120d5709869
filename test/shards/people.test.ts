import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { maintain } from '../../src/app.ts'
import {
  addPerson,
  alice,
  answerTo,
  authorize,
  bindings,
  issuer,
  newBrowser,
  newCode,
  populate,
  redeem,
  refresh,
  send,
  signedInBrowser,
  userinfo,
} from '../support/app.ts'

const { DB } = env as unknown as { DB: D1Database }
const change = (set: string) =>
  DB.prepare(`UPDATE users SET ${set}, version = version + 1 WHERE sub = 'sub-of-alice'`).run()
const outbox = async () => (await DB.prepare('SELECT sub FROM users_outbox').all()).results

describe("A change of a person's record", () => {
  beforeAll(populate)

  it('reaches their shard by cron, and ends what a disabled person was granted', async () => {
    const { body } = await redeem(await newCode({ scope: 'openid profile offline_access' }))
    await change(`claims = json_set(claims, '$.name', 'Alice Brown')`)
    expect(await outbox()).toHaveLength(1)
    await maintain(bindings, Date.now())
    expect(await outbox()).toHaveLength(0)
    expect((await userinfo(body.access_token)).body).toMatchObject({ name: 'Alice Brown' })

    await change(`status = 'disabled'`)
    await maintain(bindings, Date.now())
    expect((await userinfo(body.access_token)).status).toBe(401)
    expect((await refresh(body.refresh_token)).body).toMatchObject({ error: 'invalid_grant' })
  })

  it('stays in the outbox where it came after the copy was read', async () => {
    await change(`status = 'active'`)
    const [changed] = await DB.prepare('SELECT version FROM users_outbox')
      .all<{ version: number }>()
      .then((all) => all.results)
    await DB.prepare('DELETE FROM users_outbox WHERE version <= ?')
      .bind((changed?.version ?? 0) - 1)
      .run()
    expect(await outbox()).toHaveLength(1)
  })
})

describe('An address where nothing is', () => {
  it('answers a person with a page and a program with JSON', async () => {
    const ask = (accept: string) => send(new Request(`${issuer}/nowhere`, { headers: { accept } }))
    const page = await ask('text/html,*/*')
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8'])
    expect(await (await ask('*/*')).json()).toMatchObject({ error: 'not_found' })
  })
})

describe('not_before of a person', () => {
  beforeAll(populate)

  it('ends what was signed in and granted before, and stays so when they are let in again', async () => {
    const browser = await signedInBrowser()
    const { body } = await redeem(await newCode({ scope: 'openid offline_access' }, browser))
    await change(`not_before = unixepoch() + 60`)
    await maintain(bindings, Date.now())
    await change(`status = 'active'`)
    await maintain(bindings, Date.now())
    expect((await userinfo(body.access_token)).status).toBe(401)
    expect((await refresh(body.refresh_token)).body).toMatchObject({ error: 'invalid_grant' })
    expect((await answerTo(browser, { prompt: 'none' }))?.searchParams.get('error')).toBe('login_required')
  })
})

describe('A person who is deleted', () => {
  beforeAll(populate)

  it('leaves nothing behind that is good, and no row in the outbox', async () => {
    await DB.prepare('UPDATE users SET not_before = 0, version = version + 1').run()
    await maintain(bindings, Date.now())
    const { body } = await redeem(await newCode({ scope: 'openid offline_access' }))
    await DB.prepare(`DELETE FROM users WHERE sub = 'sub-of-alice'`).run()
    await maintain(bindings, Date.now())
    expect(await outbox()).toHaveLength(0)
    expect((await userinfo(body.access_token)).status).toBe(401)
    expect((await refresh(body.refresh_token)).body).toMatchObject({ error: 'invalid_grant' })
  })
})

describe('Login names', () => {
  it("are never somebody else's email address, nor the other way round", async () => {
    await addPerson()
    const other = { sub: 'mallory' }
    await expect(addPerson({ ...other, user_id: 'alice@example.com' })).rejects.toThrow('already')
    await expect(addPerson({ ...other, user_id: 'mallory', claims: { email: 'ALICE' } })).rejects.toThrow(
      'already',
    )
  })
})

describe('Cron', () => {
  it('carries people though KV takes no copies, and says that the run failed', async () => {
    await addPerson({ sub: 'bob', user_id: 'bob', claims: {} })
    const location = await authorize(newBrowser(), { scope: 'openid' }, { ...alice, login: 'bob' })
    const { body } = await redeem(location.searchParams.get('code') ?? '')
    await DB.prepare(`UPDATE users SET status = 'disabled', version = version + 1 WHERE sub = 'bob'`).run()
    const { CLIENTS } = bindings
    const put = () => Promise.reject(new Error('429'))
    const env = { ...bindings, DB: { prepare: DB.prepare.bind(DB), batch: DB.batch.bind(DB) } }
    await maintain({ ...env, CLIENTS: { get: CLIENTS.get.bind(CLIENTS), put } } as never, Date.now()).catch(
      () => undefined,
    )
    expect((await userinfo(body.access_token)).status).toBe(401)
  })
})
