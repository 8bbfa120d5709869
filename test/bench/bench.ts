/**
 * What an operation costs: CPU time of workerd (user + system, from /proc) per operation, for the production bundle
 * without wrangler's proxy, beside a bare Worker that only signs. Rounds are paired and in turn; the median is told.
 *
 *   npm run bench -- [--rounds 5] [--operations 400]
 */
import { readFileSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { root, wrangler } from '../../scripts/bundle.ts'
import { freePort, startServer } from '../../scripts/local-server.ts'
import { findRuntime } from '../../scripts/runtime-process.ts'
import { hashSecret } from '../../src/client-auth/client-secret.ts'
import { type Client, parseClient } from '../../src/protocol/client-metadata.ts'
import { hashPassword } from '../../src/sign-in/password-hash.ts'
import { CopiedTable } from '../../src/stores/copied-table.ts'
import { Users } from '../../src/stores/users.ts'
import { FormBrowser } from '../support/form-browser.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, operations: { type: 'string', default: '400' } },
})
const rounds = Number(values.rounds)
const operations = Number(values.operations)
const concurrency = 8

if (process.platform !== 'linux') throw new Error('CPU time is read from /proc: run this on Linux')

/** CPU time that a process has used, in milliseconds: proc(5), fields 14 and 15 in ticks of 10 ms. */
function cpuTime(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

const form = (fields: Record<string, string>, headers: Record<string, string> = {}) => ({
  method: 'POST',
  body: new URLSearchParams(fields).toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
})

async function expectOk(response: Response): Promise<Record<string, string>> {
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
  return (await response.json()) as Record<string, string>
}

/** CPU milliseconds per operation, over `operations` of them, `concurrency` at a time. */
async function measure(pid: number, operation: () => Promise<void>): Promise<number> {
  const before = cpuTime(pid)
  let left = operations
  const worker = async () => {
    while (left-- > 0) await operation()
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return (cpuTime(pid) - before) / operations
}

const folder = join(root, '.wrangler/bench')
await mkdir(folder, { recursive: true })
const server = await startServer({ secrets: { SEALING_SECRET: 'the-sealing-secret-of-the-benchmark' } })
const floorPort = await freePort()
const built = await wrangler([
  ...['deploy', join(import.meta.dirname, 'floor.ts'), '--name', 'floor', '--dry-run', '--outdir', folder],
  ...['--config', join(import.meta.dirname, 'wrangler.toml')],
])
if (built.code !== 0) throw new Error(built.text)
const floor = new Miniflare(
  convertV4MiniflareOptions({
    workers: [
      {
        name: 'floor',
        modules: true,
        scriptPath: join(folder, 'floor.js'),
        compatibilityDate: '2026-10-01',
        unsafeDirectSockets: [{ host: '127.0.0.1', port: floorPort }],
      },
    ],
    cf: false,
    logRequests: false,
    unsafeRuntimeEnv: { EDGEGRANT_RUNTIME: 'floor' },
  }),
)

try {
  await floor.ready
  const serverPid = server.runtimePid()
  const floorPid = findRuntime('floor')
  if (serverPid === undefined || floorPid === undefined) throw new Error('workerd was not found')

  const secret = 'the secret of the benchmark client'
  const now = Date.now()
  const client = parseClient({
    client_id: 'bench',
    client_name: 'Benchmark',
    redirect_uris: ['https://app.example.com/callback'],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    scope: ['openid', 'offline_access', 'read'],
    default_scope: ['read'],
    first_party: true,
    require_pkce: false,
    secret_hashes: [await hashSecret(secret)],
  })
  await new CopiedTable<Client>('clients', server.db, server.clients).put('bench', client, now)
  await new Users(server.db).add(
    {
      sub: 'bench-person',
      user_id: 'bench',
      password_hash: await hashPassword('a password for the benchmark'),
      user_type: 'customer',
      roles: [],
      claims: { name: 'Ben Chmark' },
    },
    now,
  )
  const authorization = `Basic ${btoa(`bench:${encodeURIComponent(secret)}`)}`
  const token = (fields: Record<string, string>, base = server.address) =>
    fetch(`${base}/oauth2/token`, form(fields, { authorization })).then(expectOk)
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'bench',
    redirect_uri: 'https://app.example.com/callback',
    scope: 'openid offline_access',
  })
  const authorizeUrl = `${server.issuer}/oauth2/authorize?${query}`
  const browser = new FormBrowser(server.issuer, fetch)
  await browser.open(authorizeUrl)
  await browser.submit({ login: 'bench', password: 'a password for the benchmark', action: 'sign-in' })
  const flow = async () => {
    const location = await browser.open(authorizeUrl)
    const code = new URL(location ?? '').searchParams.get('code') ?? ''
    return token({ grant_type: 'authorization_code', code })
  }
  const spares: string[] = []
  for (let index = 0; index < concurrency; index++) spares.push((await flow())['refresh_token'] ?? '')

  const rows: { name: string; pid: number; operation: () => Promise<void> }[] = [
    {
      name: 'floor: parse a form, sign ES256',
      pid: floorPid,
      operation: async () => {
        await token({ grant_type: 'client_credentials' }, `http://127.0.0.1:${floorPort}`)
      },
    },
    {
      name: 'client_credentials, ES256',
      pid: serverPid,
      operation: async () => {
        await token({ grant_type: 'client_credentials' })
      },
    },
    {
      name: 'code flow on a live session: authorize + token, ES256 access and RS256 ID token, refresh token',
      pid: serverPid,
      operation: async () => {
        await flow()
      },
    },
    {
      name: 'refresh, rotating, ES256 access and RS256 ID token',
      pid: serverPid,
      operation: async () => {
        const mine = spares.pop() ?? ''
        spares.push(
          (await token({ grant_type: 'refresh_token', refresh_token: mine }))['refresh_token'] ?? '',
        )
      },
    },
  ]
  const results = new Map(rows.map(({ name }) => [name, [] as number[]]))
  for (const { pid, operation } of rows) await measure(pid, operation) // warm
  for (let round = 0; round < rounds; round++) {
    for (const { name, pid, operation } of rows) results.get(name)?.push(await measure(pid, operation))
  }

  console.log(
    `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores; ${rounds} rounds of ${operations} operations`,
  )
  console.log('\n| operation | CPU ms, median | least | most | per CPU-second |\n|---|---|---|---|---|')
  for (const [name, times] of results) {
    const sorted = [...times].sort((a, b) => a - b)
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0
    const cells = [median, sorted[0] ?? 0, sorted.at(-1) ?? 0].map((ms) => ms.toFixed(3))
    console.log(`| ${name} | ${cells.join(' | ')} | ${Math.round(1000 / median)} |`)
  }
} finally {
  await Promise.all([server.stop(), floor.dispose()])
  await rm(folder, { recursive: true, force: true })
}
