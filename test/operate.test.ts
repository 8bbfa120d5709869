/** The procedures of docs/operate.md, with the SQL that stands there. */
import './support/own-fetch.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalServer, startServer } from '../scripts/local-server.ts'
import { readDocuments } from './support/documents.ts'
import { record } from './support/record.ts'

const [first, second, third] = ['first', 'second', 'third'].map(
  (name) => `the-${name}-sealing-secret-of-this-test`,
)
const secret = 'the secret of the job, long enough'
const state = mkdtempSync(join(tmpdir(), 'edgegrant-operate-'))
let server: LocalServer

/** The statement in the document that says so. */
function statement(of: string): string {
  const blocks = readDocuments().find(({ file }) => file === 'docs/operate.md')?.blocks ?? []
  const found = blocks.flatMap(({ code }) =>
    [...code.matchAll(/--command "(.*)"/g)].map(([, sql = '']) => sql),
  )
  return found.find((sql) => sql.startsWith(of)) ?? expect.fail(`docs/operate.md has no ${of}`)
}

/** With these secrets, and nothing in the memory of an isolate. */
async function restart(secrets: Record<string, string | undefined>) {
  await server?.stop()
  server = await startServer({
    state,
    issuer: 'http://localhost:1',
    secrets: secrets as Record<string, string>,
  })
}

async function newToken(): Promise<string> {
  const headers = { authorization: `Basic ${btoa(`job:${encodeURIComponent(secret)}`)}` }
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  const response = await fetch(`${server.address}/oauth2/token`, { method: 'POST', headers, body })
  expect(response.status).toBe(200)
  return ((await response.json()) as { access_token: string }).access_token
}

async function verifies(token: string): Promise<boolean> {
  const keys = createLocalJWKSet(await (await fetch(`${server.address}/oauth2/jwks`)).json())
  return jwtVerify(token, keys).then(
    () => true,
    () => false,
  )
}

const kidOf = (token: string) => decodeProtectedHeader(token).kid

beforeAll(async () => {
  await restart({ SEALING_SECRET: first })
  const job = {
    client_id: 'job',
    client_name: 'Job',
    grant_types: ['client_credentials'],
    scope: ['read'],
    default_scope: ['read'],
  }
  await server.db.prepare((await record('client', { ...job, client_secret: secret })).sql).run()
})
afterAll(async () => {
  await server.stop()
  rmSync(state, { recursive: true, force: true })
})

describe('docs/operate', () => {
  it('rotates the signing keys now, once the next ones are a day old, and throws leaked ones out', async () => {
    const old = await newToken()
    await server.db.prepare(statement('UPDATE signing_keys SET activated_at')).run()
    await server.scheduled()
    await restart({ SEALING_SECRET: first })
    expect(kidOf(await newToken())).toBe(kidOf(old)) // too early

    await server.db
      .prepare("UPDATE signing_keys SET created_at = created_at - 86400000 WHERE status = 'next'")
      .run()
    await server.scheduled()
    await restart({ SEALING_SECRET: first })
    expect(kidOf(await newToken())).not.toBe(kidOf(old))
    expect(await verifies(old)).toBe(true)

    await server.db.prepare(statement('UPDATE signing_keys SET retired_at')).run()
    await server.scheduled()
    await restart({ SEALING_SECRET: first })
    expect(await verifies(old)).toBe(false)
    expect(await verifies(await newToken())).toBe(true)
  })

  it('changes the sealing secret without losing a key', async () => {
    const old = await newToken()
    await restart({ SEALING_SECRET: first, SEALING_SECRET_PREVIOUS: `${first} ${second}` })
    expect(kidOf(await newToken())).toBe(kidOf(old))
    await restart({ SEALING_SECRET: second, SEALING_SECRET_PREVIOUS: `${first} ${second}` })
    expect(kidOf(await newToken())).toBe(kidOf(old))
    await server.scheduled()
    await restart({ SEALING_SECRET: second })
    expect(kidOf(await newToken())).toBe(kidOf(old))
  })

  it('starts over with new keys after the secret is lost', async () => {
    await restart({ SEALING_SECRET: third })
    const response = await fetch(`${server.address}/oauth2/jwks`)
    expect([response.status, await response.text()]).toMatchObject([
      503,
      expect.stringContaining('SEALING_SECRET does not open'),
    ])
    await server.db.prepare(statement('DELETE FROM signing_keys')).run()
    await server.clients.delete('keys')
    expect(await verifies(await newToken())).toBe(true)
  })
})
