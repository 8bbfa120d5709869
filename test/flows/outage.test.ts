/** What an operator reads when the set-up is wrong: what to set, by name, and never a value or a stack trace. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  freePort,
  type LocalServer,
  type LogLine,
  type ServerOptions,
  startServer,
} from '../../scripts/local-server.ts'
import {
  type Credentials,
  newCode,
  postToken,
  type RunningServer,
  redeem,
  refresh,
  runServer,
} from '../support/running-server.ts'

const right = 'the-secret-that-everything-was-sealed-with'
const other = 'another-secret-just-as-long-as-the-first-one'
const paths = [
  '/',
  '/health',
  '/oauth2/token',
  '/oauth2/authorize',
  '/.well-known/openid-configuration',
  '/oauth2/jwks',
]

describe('a Worker that is not set up', () => {
  let server: LocalServer
  const log: LogLine[] = []
  afterEach(async () => {
    await server.stop()
    log.length = 0
  })

  async function start(options: ServerOptions) {
    server = await startServer({ onLog: (line) => log.push(line), ...options })
  }

  /** Whoever asks gets the same one message, and so does the log. */
  async function complaint() {
    const answers = await Promise.all(
      paths.map(async (path) => {
        const response = await fetch(server.address + path)
        expect(response.status).toBe(503)
        expect(response.headers.get('retry-after')).toBe('60')
        return response.text()
      }),
    )
    const [message = '', ...others] = new Set(answers)
    expect(others).toEqual([])
    const logged = log.map((line) => line.message).join('\n')
    for (const text of [message, logged]) expect(text).not.toMatch(/\n\s+at |\.js:|\.ts:|SQLITE/)
    return { message, logged }
  }

  it('names a missing SEALING_SECRET', async () => {
    await start({})
    expect((await complaint()).message).toMatch(
      /SEALING_SECRET is missing; make one with: .+ wrangler secret put SEALING_SECRET/,
    )
  })

  it('names a SEALING_SECRET that is too short, without its value', async () => {
    await start({ secrets: { SEALING_SECRET: 'too-short-secret' } })
    const { message, logged } = await complaint()
    expect(message).toContain('SEALING_SECRET is shorter than 32 characters')
    expect(message + logged).not.toContain('too-short-secret')
  })

  it('names a missing ISSUER', async () => {
    await start({ issuer: null, secrets: { SEALING_SECRET: right } })
    expect((await complaint()).message).toMatch(/ISSUER is missing; .+ https:/)
  })

  it('names every variable at fault at once', async () => {
    await start({ issuer: 'http://id.example.com/login', secrets: { SEALING_SECRET_PREVIOUS: 'short' } })
    const { message } = await complaint()
    expect(message).toMatch(/ISSUER must be an https origin/)
    expect(message).toMatch(/SEALING_SECRET is missing/)
    expect(message).toMatch(/SEALING_SECRET_PREVIOUS holds a secret shorter/)
    expect(message).not.toContain('login')
  })

  it('says that the migrations were not applied', async () => {
    await start({ secrets: { SEALING_SECRET: right } })
    for (const table of ['clients', 'resources', 'signing_keys', 'users'])
      await server.db.exec(`DROP TABLE ${table}`)
    const { message, logged } = await complaint()
    expect(message).toContain('wrangler d1 migrations apply DB --remote')
    expect(logged).toContain('misconfigured')
  })

  it('works as soon as they are', async () => {
    await start({ secrets: { SEALING_SECRET: right } })
    await server.db.exec('ALTER TABLE signing_keys RENAME TO elsewhere')
    await complaint()
    await server.db.exec('ALTER TABLE elsewhere RENAME TO signing_keys')
    expect((await fetch(`${server.address}/health`)).status).toBe(200)
  })
})

describe('a Worker whose SEALING_SECRET changed', () => {
  let state: string
  let options: ServerOptions
  let app: Credentials
  let refreshToken: string
  let server: RunningServer

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), 'edgegrant-outage-'))
    options = { state, port: await freePort() }
    server = await runServer({ ...options, secrets: { SEALING_SECRET: right } })
    app = await server.register({ require_pkce: false })
    const { body } = await redeem(server.address, app, await newCode(server, app, server.browser()))
    refreshToken = body.refresh_token
  })
  afterAll(async () => {
    await server.stop()
    await rm(state, { recursive: true, force: true })
  })

  async function restart(secrets: Record<string, string>) {
    await server.stop()
    server = await runServer({ ...options, secrets })
  }

  it('says that it is not the one that the keys were sealed with, and neither value', async () => {
    await restart({ SEALING_SECRET: other })
    const response = await fetch(`${server.address}/oauth2/jwks`)
    const message = await response.text()
    expect(response.status).toBe(503)
    expect(message).toMatch(/SEALING_SECRET does not open the signing keys .+ SEALING_SECRET_PREVIOUS/)
    const told = message + server.log.map((line) => line.message).join('\n')
    expect(told).not.toContain(right)
    expect(told).not.toContain(other)
  })

  it('goes on with the former one as SEALING_SECRET_PREVIOUS, for what was sealed before as well', async () => {
    await restart({ SEALING_SECRET: other, SEALING_SECRET_PREVIOUS: right })
    expect((await postToken(server.address, app, { grant_type: 'client_credentials' })).status).toBe(200)
    const { status, body } = await refresh(server.address, app, refreshToken)
    expect(status).toBe(200)
    refreshToken = body.refresh_token
  })

  it('needs the former one no longer once cron has resealed the keys', async () => {
    await server.scheduled()
    await restart({ SEALING_SECRET: other })
    expect((await postToken(server.address, app, { grant_type: 'client_credentials' })).status).toBe(200)
  })
})
