/** Promise 8: acknowledged means durable. The runtime is killed in the middle of 2,000 redemptions and refreshes. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort, type ServerOptions } from '../../scripts/local-server.ts'
import type { FormBrowser } from '../support/form-browser.ts'
import {
  authorizeUrl,
  type Credentials,
  newCode,
  postToken,
  type RunningServer,
  redeem,
  refresh,
  runServer,
  type TokenAnswer,
  userinfoStatus,
} from '../support/running-server.ts'

const seed = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 2 ** 31))
const operations = 2_000
const killedAt = 500 + (seed % 1_000)
const lanes = 16

/** What an application was told about one sign-in. */
interface Chain {
  readonly app: Credentials
  readonly code: string
  /** As received, newest last. */
  readonly refreshTokens: string[]
  readonly accessTokens: string[]
  /** Its last request was never answered: either outcome is right. */
  unanswered: boolean
  /** A replay of its code was answered; `perhaps` where it was sent and not answered, so that both are right. */
  replayed: boolean | 'perhaps'
}

describe(`kill -9 at operation ${killedAt} of ${operations} (CRASH_SEED=${seed} repeats it)`, () => {
  let state: string
  let options: ServerOptions
  let server: RunningServer
  let browser: FormBrowser
  /** Asks again after a refresh that was not answered, and is forgiven. */
  let patient: Credentials
  /** No overlap: a predecessor is dead at once. */
  let strict: Credentials
  const chains: Chain[] = []
  const registered: Credentials[] = []
  let asked = 0
  let restarted: Promise<void> | undefined

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), 'edgegrant-crash-'))
    const secrets = { SEALING_SECRET: 'a-sealing-secret-that-outlives-a-crash' }
    options = { state, port: await freePort(), secrets }
    server = await runServer(options)
    const common = { require_pkce: false, id_token_signed_response_alg: 'ES256' as const }
    patient = await server.register({ ...common, refresh_token_overlap: 600 })
    strict = await server.register({ ...common, refresh_token_overlap: 0 })
    browser = server.browser()
    for (const app of [patient, strict]) await newCode(server, app, browser) // signs in and consents
    await inLanes(Array.from({ length: lanes }).keys(), work)
  })
  afterAll(async () => {
    await server.stop()
    await rm(state, { recursive: true, force: true })
  })

  /** Again and again: a code, its tokens, three refreshes; now and then a replay and a new application. */
  async function work(lane: number) {
    for (let round = lane; asked < operations; round++) {
      const app = round % 2 === 0 ? patient : strict
      const code = await answer(() => silentCode(app))
      if (code === undefined) continue
      const chain: Chain = {
        app,
        code,
        refreshTokens: [],
        accessTokens: [],
        unanswered: false,
        replayed: false,
      }
      chains.push(chain)
      await operate(chain, () => redeem(server.address, app, code))
      for (let step = 0; step < 3; step++) await operate(chain, () => refreshNewest(chain))
      if (round % 5 === 0) await replay(chain)
      if (round % 8 === 0) await enrol()
    }
  }

  /** A redemption or a refresh; the one whose turn it is meets a runtime that is killed. */
  async function operate(chain: Chain, send: () => Promise<TokenAnswer>) {
    if (chain.unanswered) return
    asked += 1
    const told = await answer(asked === killedAt ? () => killedDuring(send) : send)
    if (told === undefined) {
      chain.unanswered = true
      return
    }
    expect(told).toMatchObject({ status: 200 })
    chain.accessTokens.push(told.body.access_token)
    chain.refreshTokens.push(told.body.refresh_token)
  }

  async function replay(chain: Chain) {
    if (chain.unanswered) return
    const told = await answer(() => redeem(server.address, chain.app, chain.code))
    if (told === undefined) {
      chain.unanswered = true
      chain.replayed = 'perhaps'
    } else {
      expect(told.body.error).toBe('invalid_grant')
      chain.replayed = true
    }
  }

  async function enrol() {
    const app = await answer(() => server.register())
    if (app !== undefined) registered.push(app)
  }

  /** Sent, and not answered: the runtime is gone before it can be. */
  function killedDuring(send: () => Promise<TokenAnswer>): Promise<TokenAnswer> {
    const sent = send()
    restarted = restart()
    return sent
  }

  async function restart() {
    process.kill(server.runtimePid() ?? 0, 'SIGKILL')
    await server.stop() // Miniflare, which would start another runtime on the same files
    server = await runServer(options)
  }

  /** What was answered, or undefined where the runtime was killed first. */
  async function answer<T>(send: () => Promise<T>): Promise<T | undefined> {
    await restarted
    const before = restarted
    try {
      return await send()
    } catch (error) {
      if (restarted === before) throw error
      await restarted
      return undefined
    }
  }

  /** A code on the session of before: no page is shown. */
  async function silentCode(app: Credentials) {
    const scope = 'openid read offline_access'
    const response = await browser.fetch(authorizeUrl(server, app, { scope, prompt: 'none' }))
    const code = new URL(response.headers.get('location') ?? '').searchParams.get('code')
    if (code === null) throw new Error(`no code: ${response.headers.get('location')}`)
    return code
  }

  const newest = (tokens: readonly string[]) => tokens.at(-1) ?? ''
  const refreshNewest = ({ app, refreshTokens }: Chain) => refresh(server.address, app, newest(refreshTokens))
  const refused = { status: 400, body: { error: 'invalid_grant' } }

  it('happened in the middle', () => {
    expect(asked).toBeGreaterThanOrEqual(operations)
    expect(chains.some(({ unanswered }) => unanswered)).toBe(true)
    expect(chains.some(({ replayed }) => replayed === true)).toBe(true)
  })

  it('lost no session', async () => {
    expect(await silentCode(patient)).toBeTruthy()
  })

  it('lost no registration', async () => {
    expect(registered.length).toBeGreaterThan(0)
    await inLanes(registered, async (app) => {
      const { status } = await postToken(server.address, app, { grant_type: 'client_credentials' })
      expect(status).toBe(200)
    })
  })

  it('lost no grant: the newest tokens of each work', async () => {
    // A strict application whose refresh was not answered cannot know whether the token it has is still the newest.
    const known = chains.filter(({ app, unanswered }) => !unanswered || app === patient)
    const live = known.filter(({ replayed, refreshTokens }) => !replayed && refreshTokens.length > 0)
    await inLanes(live, async (chain) => {
      expect(await userinfoStatus(server.address, newest(chain.accessTokens))).toBe(200)
      const { status, body } = await refreshNewest(chain)
      expect(status).toBe(200)
      chain.accessTokens.push(body.access_token)
      chain.refreshTokens.push(body.refresh_token)
    })
  })

  it('lost no revocation: nothing that a replayed code yielded works', async () => {
    await inLanes(
      chains.filter(({ replayed }) => replayed === true),
      async (chain) => {
        expect(await userinfoStatus(server.address, newest(chain.accessTokens))).toBe(401)
        expect(await refreshNewest(chain)).toMatchObject(refused)
      },
    )
  })

  it('lost no rotation: no refresh token that was superseded works', async () => {
    await inLanes(chains, async ({ app, refreshTokens }) => {
      for (const token of refreshTokens.slice(0, app === strict ? -1 : -2)) {
        expect(await refresh(server.address, app, token)).toMatchObject(refused)
      }
    })
  })

  it('lost no redemption: each code that was redeemed is refused as used', async () => {
    await inLanes(
      chains.filter(({ refreshTokens }) => refreshTokens.length > 0),
      async ({ app, code }) => {
        const { status, body } = await redeem(server.address, app, code)
        expect([status, body.error]).toEqual([400, 'invalid_grant'])
        expect(body.error_description).toContain('already used')
      },
    )
  })
})

/** Works through the items, a bounded number at a time. */
async function inLanes<T>(items: Iterable<T>, work: (item: T) => Promise<void>) {
  const queue = [...items]
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
