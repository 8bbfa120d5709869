/** APIs that check the tokens of a running server: in Node's own http server, and in a second Worker. */
import '../support/own-fetch.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wrangler } from '../../scripts/bundle.ts'
import { AccessRefused, protectResource } from '../../src/resource-server/protect-resource.ts'
import {
  api as audience,
  type Credentials,
  newCode,
  postToken,
  type RunningServer,
  redeem,
  runServer,
  type TokenAnswer,
} from '../support/running-server.ts'

let server: RunningServer
let app: Credentials
let person: TokenAnswer['body']
let machine: string
let writeOnly: string

beforeAll(async () => {
  server = await runServer()
  app = await server.register({ require_pkce: false })
  const code = await newCode(server, app, server.browser(), 'openid read write')
  person = (await redeem(server.address, app, code)).body
  const forItself = async (scope: string) =>
    (await postToken(server.address, app, { grant_type: 'client_credentials', scope })).body.access_token
  machine = await forItself('read write')
  writeOnly = await forItself('write')
})
afterAll(() => server.stop())

interface Api {
  readonly address: string
  stop(): Promise<void>
}

/** As in the documentation. */
async function nodeApi(): Promise<Api> {
  const protect = protectResource({ issuer: server.issuer, audience })
  const http = createServer(async (request, response) => {
    try {
      if (request.url === protect.metadataPath) {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(await protect.metadata().text())
        return
      }
      const scopes = request.url?.startsWith('/everything') ? ['read', 'admin'] : ['read']
      const { sub } = await protect(request, { scopes })
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ sub }))
    } catch (error) {
      if (!(error instanceof AccessRefused)) throw error
      response.writeHead(error.status, error.headers).end(JSON.stringify(error.body))
    }
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => http.close(() => resolve())),
  }
}

async function workerApi(): Promise<Api> {
  const folder = await mkdtemp(join(tmpdir(), 'edgegrant-api-'))
  const config = join(import.meta.dirname, '../support/api-worker/wrangler.toml')
  const built = await wrangler(['deploy', '--dry-run', '--config', config, '--outdir', folder])
  expect(built.code, built.text).toBe(0)
  const worker = new Miniflare(
    convertV4MiniflareOptions({
      workers: [
        {
          name: 'api',
          modules: [{ type: 'ESModule', path: join(folder, 'api-worker.js') }],
          modulesRoot: folder,
          compatibilityDate: '2026-10-01',
          bindings: { ISSUER: server.issuer },
        },
      ],
      cf: false,
    }),
  )
  return {
    address: (await worker.ready).origin,
    stop: async () => {
      await worker.dispose()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

describe.each([
  ['Node’s own http server', nodeApi],
  ['a second Worker', workerApi],
])('an API in %s', (_, start) => {
  let api: Api
  beforeAll(async () => {
    api = await start()
  })
  afterAll(() => api.stop())

  async function ask(path: string, token?: string) {
    const response = await fetch(api.address + path, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    })
    return {
      status: response.status,
      challenge: response.headers.get('www-authenticate'),
      body: (await response.json()) as Record<string, unknown>,
    }
  }

  it('lets in fifty at once with its first keys', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask('/things', person.access_token)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  })

  it('lets in a person and a machine', async () => {
    expect((await ask('/things', person.access_token)).body).toEqual({ sub: 'sub-of-grace' })
    expect((await ask('/things', machine)).body).toEqual({ sub: app.id })
  })

  it('asks for a token where there is none', async () => {
    expect(await ask('/things')).toMatchObject({
      status: 401,
      challenge: `Bearer realm="${audience}", scope="read", resource_metadata="${audience}/.well-known/oauth-protected-resource"`,
    })
  })

  it('refuses an ID token, a refresh token and a changed one', async () => {
    const { access_token, id_token, refresh_token = 'x' } = person
    for (const token of [id_token, refresh_token, `${access_token.slice(0, -4)}AAAA`]) {
      const { status, challenge } = await ask('/things', token)
      expect({ status, challenge }).toEqual({
        status: 401,
        challenge: expect.stringContaining('error="invalid_token"'),
      })
    }
  })

  it('names the scope that is missing', async () => {
    expect(await ask('/things', writeOnly)).toMatchObject({
      status: 403,
      challenge: expect.stringContaining('scope="read"'),
      body: { error: 'insufficient_scope' },
    })
    expect(await ask('/everything', person.access_token)).toMatchObject({
      status: 403,
      challenge: expect.stringContaining('scope="read admin"'),
    })
  })

  it('refuses two Authorization headers', async () => {
    const tokens = [person.access_token, machine]
    const headers = tokens.flatMap((token) => ['Authorization', `Bearer ${token}`])
    const answer = await new Promise<IncomingMessage>((resolve, reject) =>
      httpRequest(`${api.address}/things`, { headers: ['Host', 'localhost', ...headers] }, resolve)
        .on('error', reject)
        .end(),
    )
    answer.resume()
    expect(answer.statusCode).toBe(400)
    expect(answer.headers['www-authenticate']).toContain('error="invalid_request"')
  })

  it('says whose tokens it takes', async () => {
    expect((await ask('/.well-known/oauth-protected-resource')).body).toMatchObject({
      resource: audience,
      authorization_servers: [server.issuer],
    })
  })
})
