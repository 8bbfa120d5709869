/** `npm run deploy` with the real wrangler, against a fake of the platform's API: one server's way to production. */
import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { root } from '../scripts/bundle.ts'
import { ArgumentError, readArguments } from '../scripts/deploy-arguments.ts'
import { account, FakePlatform } from './support/fake-platform.ts'

vi.setConfig({ testTimeout: 180_000 }) // each start of wrangler takes seconds, and a first deploy has six

const platform = new FakePlatform()
const copy = mkdtempSync(join(tmpdir(), 'edgegrant-deploy-'))
const tracked = [
  'src',
  'docs',
  'scripts',
  'wrangler.toml',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
]
const unfinished = join(copy, '.secrets.first-deploy.json')
let api: string

beforeAll(async () => {
  for (const name of tracked) cpSync(join(root, name), join(copy, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  api = await platform.start()
})
afterAll(async () => {
  await platform.stop()
  rmSync(copy, { recursive: true, force: true })
})

describe('npm run deploy', () => {
  it('says what is missing where nobody is signed in', async () => {
    platform.forbidden = /./
    const { code, said } = await deploy('--domain', 'login.example.com')
    expect([code, said]).toEqual([1, expect.stringContaining('npx wrangler login')])
    expect(existsSync(unfinished)).toBe(false)
  })

  it('says which permissions a token needs, and keeps what it has begun', async () => {
    platform.forbidden = /^\/d1\//
    const { code, said } = await deploy('--domain', 'login.example.com', '--jurisdiction', 'eu')
    expect([code, said]).toEqual([1, expect.stringContaining('D1: Edit')])
    expect(statSync(unfinished).mode & 0o777).toBe(0o600)
    expect(platform.uploads).toEqual([])
  })

  it('uploads the code before the tables the first time; killed there, it has lost nothing', async () => {
    platform.forbidden = undefined
    platform.namespaces.push({ id: 'kv-of-an-earlier-try', title: 'edgegrant-clients' })
    const migrations: string[] = []
    const { code } = await deployUntil(
      (call, body) => call.endsWith('/query') && body.includes('INSERT INTO') && migrations.push(body) === 2,
      ...['--domain', 'login.example.com', '--jurisdiction', 'eu'],
    )
    expect(code).toBe(null)
    const [bindings = []] = platform.uploads
    const has = Object.fromEntries(bindings.map((binding) => [binding.name, binding]))
    expect(has.ISSUER).toMatchObject({ type: 'secret_text', text: 'https://login.example.com' })
    expect(has.JURISDICTION).toMatchObject({ text: 'eu' })
    for (const name of ['SEALING_SECRET', 'SETUP_TOKEN'])
      expect(has[name]).toMatchObject({ type: 'secret_text', text: expect.stringMatching(/^[\w-]{43}$/) })
    expect(has.CLIENTS).toMatchObject({ namespace_id: 'kv-of-an-earlier-try' })
    expect(has.ANALYTICS).toBeUndefined() // this account has none, and the server is there all the same
    expect(has.EMAIL).toBeUndefined() // nor may it send mail
    expect(has.DB).toMatchObject({ id: platform.databases.get('edgegrant')?.uuid })
    expect(platform.databases.get('edgegrant')?.jurisdiction).toBe('eu')
    expect(platform.migrations).toHaveLength(1)
  })

  it('repeated, brings the tables, then the code, and the link to /setup with the token that the Worker has', async () => {
    platform.hasAnalytics = true
    platform.maySendMail = true
    const secrets = new Map(platform.secrets)
    const { code, said } = await deploy('--domain', 'login.example.com')
    expect([code, said]).toEqual([0, expect.stringContaining('https://login.example.com/setup\n')])
    expect(said).toContain(secrets.get('SETUP_TOKEN'))
    expect(said).not.toContain(secrets.get('SEALING_SECRET'))
    expect(platform.secrets).toEqual(secrets)
    expect(platform.domains).toContain('login.example.com')
    expect(platform.migrations).toEqual(readdirSync(join(root, 'src/stores/migrations')).sort())
    expectTablesBeforeCode()
  })

  it('repeated again, asks nothing, makes nothing, and leaves no file behind', async () => {
    const secrets = new Map(platform.secrets)
    const { code, said } = await deploy()
    expect([code, said]).toEqual([0, expect.not.stringContaining('/setup')])
    for (const name of ['ANALYTICS', 'EMAIL'])
      expect(platform.uploads.at(-1)).toContainEqual(expect.objectContaining({ name }))
    expect(platform.secrets).toEqual(secrets)
    expect(platform.uploads.at(-1)?.filter(({ type }) => type === 'secret_text')).toEqual([])
    expectTablesBeforeCode()
    expect(readdirSync(copy).sort()).toEqual([...tracked, '.wrangler', 'node_modules'].sort())
    expect(readFileSync(join(copy, 'wrangler.toml'))).toEqual(readFileSync(join(root, 'wrangler.toml')))
  })

  it('makes no other SEALING_SECRET where the Worker has one as a variable, or where nobody can say', async () => {
    platform.secrets.delete('SEALING_SECRET')
    const variable = { name: 'SEALING_SECRET', type: 'plain_text', text: 'set in the dashboard' }
    platform.uploads.at(-1)?.push(variable)
    platform.forbidden = /\/versions\//
    const uploads = platform.uploads.length
    const doubtful = await deploy('--domain', 'login.example.com')
    expect([doubtful.code, doubtful.said]).toEqual([1, expect.stringContaining('nothing was done')])
    expect([platform.uploads.length, existsSync(unfinished)]).toEqual([uploads, false])
    platform.forbidden = undefined
    const { code } = await deploy()
    expect([code, platform.uploads.length, platform.secrets.has('SEALING_SECRET')]).toEqual([
      0,
      uploads + 1,
      false,
    ])
  })

  it('takes a number in some other refusal for nothing but that', async () => {
    platform.refusal = 'Request 10007 at 10090 failed'
    const { code, said } = await deploy('--domain', 'login.example.com')
    platform.refusal = undefined
    expect([code, said]).toEqual([1, expect.stringContaining('did not say which secrets')])
    expect(existsSync(unfinished)).toBe(false)
  })

  it.each([
    [
      'an address that is no issuer, also in a dry run',
      ['--dry-run', '--issuer', 'http://login.example.com'],
    ],
    ['a port', ['--domain', 'login.example.com:8443']],
    ['a path', ['--domain', 'https://login.example.com/auth']],
    ['a name without a dot', ['--domain', 'localhost']],
    ['nothing after --domain', ['--domain']],
    ['both', ['--domain', 'login.example.com', '--issuer', 'https://login.example.com']],
    ['another environment', ['--env', 'staging']],
    ['another name', ['--name=second']],
    ['an unknown jurisdiction', ['--jurisdiction', 'us']],
  ])('refuses %s', (_, given) => {
    expect(() => readArguments(given, {})).toThrow(ArgumentError)
  })
  it('leaves to wrangler what is not its own', () => {
    const given = ['--message', 'for you', '--domain', 'Login.Example.com', '--minify', '--var', 'A:b']
    expect(readArguments(given, {})).toMatchObject({
      issuer: 'https://login.example.com',
      domain: 'login.example.com',
      rest: ['--message', 'for you', '--minify', '--var', 'A:b'],
    })
    expect(readArguments(['--domain', 'edgegrant.me.workers.dev'], {}).domain).toBeUndefined()
  })
})

function expectTablesBeforeCode() {
  const upload = platform.calls.lastIndexOf('PUT /workers/scripts/edgegrant')
  const query = platform.calls.findLastIndex((call) => call.endsWith('/query'))
  expect(query).toBeGreaterThan(-1)
  expect(query).toBeLessThan(upload)
}

const deploy = (...args: string[]) => deployUntil(() => false, ...args)

/** Kills the whole of it, as a machine that goes down would, at the request of which `until` says so. */
async function deployUntil(until: (call: string, body: string) => boolean, ...args: string[]) {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'deploy', ...args], {
    cwd: copy,
    detached: true,
    env: {
      ...process.env,
      CLOUDFLARE_API_BASE_URL: api,
      CLOUDFLARE_API_TOKEN: 'a-token',
      CLOUDFLARE_ACCOUNT_ID: account,
      HTTPS_PROXY: '',
      CI: '',
      ISSUER: '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += stripVTControlCharacters(text)
    })
  platform.onCall = (call, body) => {
    if (!until(call, body)) return true
    process.kill(-(child.pid ?? 0), 'SIGKILL')
    return false
  }
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, said }
}
