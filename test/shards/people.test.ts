import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { maintain } from '../../src/app.ts'
import { bindings, issuer, newCode, populate, redeem, refresh, send, userinfo } from '../support/app.ts'

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
