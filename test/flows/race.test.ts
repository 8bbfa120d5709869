/** Promises 1 and 2 under concurrency: two Workers on the same Durable Objects, fifty requests at once. */
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FormBrowser } from '../support/form-browser.ts'
import {
  type Credentials,
  newCode,
  type RunningServer,
  redeem,
  refresh,
  runServer,
  type TokenAnswer,
  userinfoStatus,
} from '../support/running-server.ts'

const rounds = Array.from({ length: 20 }, (_, round) => round + 1)

describe('two Workers on the same shards', () => {
  let server: RunningServer
  let app: Credentials
  let strict: Credentials
  let browser: FormBrowser
  let workers: [string, string]

  beforeAll(async () => {
    server = await runServer({ twin: true })
    workers = [server.address, server.twinAddress ?? '']
    app = await server.register({ require_pkce: false })
    strict = await server.register({ require_pkce: false, refresh_token_overlap: 0 })
    browser = server.browser()
  })
  afterAll(() => server.stop())

  const code = (client = app) => newCode(server, client, browser)
  /** Fifty at once, half and half through the two Workers. */
  const fifty = (send: (address: string) => Promise<TokenAnswer>) =>
    Promise.all(Array.from({ length: 50 }, (_, index) => send(workers[index % 2] ?? '')))
  const dead = { status: 400, body: { error: 'invalid_grant' } }

  describe('one code', () => {
    it.each(rounds)('is redeemed once of fifty times, and the replays end what it yielded (%i)', async () => {
      const raced = await code()
      const answers = await fifty((address) => redeem(address, app, raced))
      const [winner, ...others] = answers.filter(({ status }) => status === 200)
      expect(others).toEqual([])
      const losers = answers.filter((answer) => answer !== winner)
      expect(losers.map(({ status, body }) => [status, body.error])).toEqual(
        Array(49).fill([400, 'invalid_grant']),
      )

      const { access_token, refresh_token } = winner!.body
      for (const address of workers) {
        expect(await userinfoStatus(address, access_token)).toBe(401)
        expect(await refresh(address, app, refresh_token)).toMatchObject(dead)
      }
    })

    it('yields tokens that live until one later replay through the other Worker', async () => {
      const [here, there] = workers
      const once = await code()
      const first = await redeem(here, app, once)
      expect(await userinfoStatus(there, first.body.access_token)).toBe(200)
      const second = await refresh(there, app, first.body.refresh_token)
      expect(await userinfoStatus(here, second.body.access_token)).toBe(200)

      expect(await redeem(there, app, once)).toMatchObject(dead)
      for (const { body } of [first, second]) {
        expect(await userinfoStatus(here, body.access_token)).toBe(401)
        expect(await refresh(here, app, body.refresh_token)).toMatchObject(dead)
      }
    })

    it('is not burnt by fifty requests that do not prove who sends them', async () => {
      const kept = await code()
      const impostor = { ...app, secret: 'not-the-secret' }
      const answers = await fifty((address) => redeem(address, impostor, kept))
      expect(answers.every(({ status }) => status === 401)).toBe(true)
      const foreign = await fifty((address) => redeem(address, strict, kept))
      expect(foreign.map(({ body }) => body.error)).toEqual(Array(50).fill('invalid_grant'))

      const { status, body } = await redeem(workers[1], app, kept)
      expect(status).toBe(200)
      expect(await userinfoStatus(workers[0], body.access_token)).toBe(200)
    })
  })

  describe('one refresh token', () => {
    it.each(rounds)('gives fifty the same successor, and each an access token of its own (%i)', async () => {
      const { refresh_token } = (await redeem(workers[0], app, await code())).body
      const answers = await fifty((address) => refresh(address, app, refresh_token))
      expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200))
      const [successor, ...others] = new Set(answers.map(({ body }) => body.refresh_token))
      expect(others).toEqual([])
      expect(successor).not.toBe(refresh_token)
      expect(new Set(answers.map(({ body }) => decodeJwt(body.access_token).jti)).size).toBe(50)

      for (const address of workers)
        expect(await userinfoStatus(address, answers[49]!.body.access_token)).toBe(200)
      const next = await refresh(workers[1], app, successor!)
      expect(next.status).toBe(200)
      expect(next.body.refresh_token).not.toBe(successor)
    })

    it('is reuse two generations later, and ends the grant', async () => {
      const first = (await redeem(workers[0], app, await code())).body
      const second = (await refresh(workers[0], app, first.refresh_token)).body
      const third = (await refresh(workers[1], app, second.refresh_token)).body
      expect(await refresh(workers[0], app, first.refresh_token)).toMatchObject(dead)
      expect(await refresh(workers[1], app, third.refresh_token)).toMatchObject(dead)
      expect(await userinfoStatus(workers[0], third.access_token)).toBe(401)
    })

    it('without an overlap gives one of fifty a successor, and the reuse ends the grant', async () => {
      const { access_token, refresh_token } = (await redeem(workers[0], strict, await code(strict))).body
      const answers = await fifty((address) => refresh(address, strict, refresh_token))
      const winners = answers.filter(({ status }) => status === 200)
      expect(winners).toHaveLength(1)
      expect(await refresh(workers[0], strict, winners[0]!.body.refresh_token)).toMatchObject(dead)
      expect(await userinfoStatus(workers[1], access_token)).toBe(401)
    })
  })
})
