import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { isIssuer } from '../src/config.ts'
import { root, wrangler } from './bundle.ts'

/**
 * `npm run deploy -- --issuer https://login.example.com`: the code first, because the first deploy creates the database,
 * then the migrations. `--dry-run` needs no account. Everything else goes to `wrangler deploy` as it is.
 */

const secretsFile = '.secrets.production'
const usage = `Say which address people will see, the same one each time:
  npm run deploy -- --issuer https://login.example.com
(or set ISSUER under [vars] in wrangler.toml, or pass --var ISSUER:https://...)`

const { issuer, rest } = readArguments(process.argv.slice(2))
process.exitCode = rest.includes('--dry-run') ? await dryRun() : await deploy()

async function dryRun() {
  return run(['deploy', ...issuerVariable(), ...rest])
}

async function deploy() {
  const problem = issuerProblem()
  if (problem) return refuse(problem)
  const secrets = rest.some((argument) => argument.startsWith('--secrets-file')) ? [] : await newSecrets()
  if (!secrets) return 1
  const migrate = () => run(['d1', 'migrations', 'apply', 'DB', '--remote'])
  // The first deploy creates the database. Later the tables come first: they are only ever added to.
  const first = secrets.length > 0
  const before = first ? 0 : await migrate()
  const code = before || (await run(['deploy', ...issuerVariable(), ...secrets, ...rest]))
  return code || (first ? migrate() : 0)
}

/** A Worker that has a sealing secret keeps it: another one could open nothing that the first has sealed. */
async function newSecrets(): Promise<string[] | undefined> {
  const { code, text } = await wrangler(['secret', 'list', '--format', 'json'])
  if (code === 0 && text.includes('"SEALING_SECRET"')) return []
  // 10007: there is no such Worker yet, and so there are no secrets.
  if (code !== 0 && !text.includes('10007')) {
    refuse(`${stripVTControlCharacters(text).trim()}\n\nCould not ask Cloudflare which secrets the Worker has. Not signed in?
  npx wrangler login          at a desk
  CLOUDFLARE_API_TOKEN=...    in CI`)
    return undefined
  }
  const file = join(root, secretsFile)
  if (!existsSync(file)) {
    writeFileSync(file, `SEALING_SECRET=${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 })
    console.log(`Made the Worker's SEALING_SECRET in ${secretsFile}. Keep a copy where you keep passwords:
without it every session, refresh token and signing key is lost.`)
  }
  return ['--secrets-file', secretsFile]
}

function issuerProblem() {
  if (issuer === undefined) return hasIssuer() ? undefined : usage
  const origin = issuer.replace(/\/$/, '')
  if (!isIssuer(origin) || !origin.startsWith('https:')) {
    return `--issuer ${issuer}: must be an https origin, without path, query or fragment\n${usage}`
  }
  return undefined
}

function hasIssuer() {
  if (rest.some((argument) => argument.includes('ISSUER:'))) return true
  return /^\s*ISSUER\s*=/m.test(readSettings())
}

function readSettings() {
  return readFileSync(join(root, 'wrangler.toml'), 'utf8')
}

function issuerVariable() {
  return issuer === undefined ? [] : ['--var', `ISSUER:${issuer.replace(/\/$/, '')}`]
}

/** Takes --issuer out, as `--issuer x` or `--issuer=x`. */
function readArguments(all: string[]) {
  const at = all.findIndex((argument) => argument === '--issuer' || argument.startsWith('--issuer='))
  if (at < 0) return { issuer: undefined, rest: all }
  const joined = all[at]?.split('=')[1]
  return { issuer: joined ?? all[at + 1] ?? '', rest: all.toSpliced(at, joined === undefined ? 2 : 1) }
}

async function run(args: string[]) {
  return (await wrangler(args, ['ignore', 'inherit', 'inherit'])).code ?? 1
}

function refuse(message: string) {
  console.error(message)
  return 1
}
