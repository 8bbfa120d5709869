import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { stripVTControlCharacters } from 'node:util'
import { root, wrangler } from './bundle.ts'
import { ArgumentError, type DeployArguments, domainOf, issuerOf, readArguments } from './deploy-arguments.ts'
import {
  forgetUnfinished,
  keepUnfinished,
  newSecret,
  readSecretsFile,
  readUnfinished,
  type Secrets,
  withSecretsFile,
} from './deploy-secrets.ts'
import * as say from './deploy-texts.ts'

/**
 * `npm run deploy -- --domain login.example.com`: the way to production, safe to repeat after any failure.
 *
 * On a first deploy the code goes before the tables, for it is the deploy that creates the database; later the tables
 * go first, for they are only ever added to. What the Worker has, it keeps: above all its sealing secret.
 */

/** Whoever reads a build log must not become the operator. */
const inCi = Boolean(process.env.CI || process.env.WORKERS_CI)
const written = readFileSync(join(root, 'wrangler.toml'), 'utf8')
/** What is deployed: what is written, but for what the account lacks or has already. */
let settings = written
const setting = (name: string) => new RegExp(`^${name}\\s*=\\s*"([^"]*)"`, 'm').exec(settings)?.[1]

async function deploy(asked: DeployArguments): Promise<number> {
  const secrets = asked.secretsFile === undefined ? {} : readSecretsFile(asked.secretsFile)
  const present = await secretsOfWorker('SEALING_SECRET' in secrets)
  if (present === undefined) return 1
  const first = !present.has('SEALING_SECRET')
  if (!first && asked.jurisdiction !== undefined && !present.has('JURISDICTION'))
    return refuse(say.keepsPlace)
  const unfinished = readUnfinished()

  const hasIssuer = present.has('ISSUER') || 'ISSUER' in secrets || isIssuerSet(asked)
  const named = asked.issuer ?? unfinished?.issuer
  const issuer = named ?? (first && !hasIssuer ? await askForIssuer() : undefined)
  if (first && !hasIssuer && issuer === undefined && !process.env.WORKERS_CI) return refuse(say.usage)
  if (issuer !== undefined && !hasIssuer) secrets.ISSUER = issuer
  else if (asked.issuer !== undefined) console.log(say.keepsIssuer)
  const domain = asked.domain ?? unfinished?.domain ?? (named || !issuer ? undefined : domainOf(issuer))

  if (first) {
    secrets.SEALING_SECRET ??= unfinished?.secrets.SEALING_SECRET ?? newSecret()
    if (!inCi) secrets.SETUP_TOKEN ??= unfinished?.secrets.SETUP_TOKEN ?? newSecret()
    if (asked.jurisdiction !== undefined) secrets.JURISDICTION = asked.jurisdiction
    keepUnfinished({ issuer, domain, secrets })
  } else {
    delete secrets.SEALING_SECRET // another one could open nothing that the first has sealed
    if (asked.newSetupToken) secrets.SETUP_TOKEN = newSecret()
  }

  const code = first ? await firstDeploy(asked, secrets, domain) : await laterDeploy(asked, secrets, domain)
  if (code !== 0) {
    console.error(say.notDone)
    return code
  }
  const token = secrets.SETUP_TOKEN ?? unfinished?.secrets.SETUP_TOKEN
  if (first && issuer === undefined && !hasIssuer) console.log(say.withoutIssuer)
  else if (token !== undefined) console.log(say.setupLink(issuer, token))
  else if (first) console.log(say.withoutToken)
  forgetUnfinished()
  return 0
}

/** By somebody who keeps it in wrangler.toml, or hands it to wrangler. */
const isIssuerSet = ({ rest }: DeployArguments) =>
  setting('ISSUER') !== undefined || rest.some((argument) => argument.includes('ISSUER:'))

const dryRun = async ({ rest }: DeployArguments) => (await run(['deploy', '--dry-run', ...rest])).code

async function firstDeploy({ rest, jurisdiction }: DeployArguments, secrets: Secrets, domain?: string) {
  const database = jurisdiction === undefined ? 0 : await createDatabase(jurisdiction)
  if (database !== 0) return database
  const deploy = () => upload(secrets, [...domainArguments(domain), ...rest])
  const { code, text } = await deploy()
  // wrangler creates the namespace before it uploads the code, and cannot create it twice.
  const again =
    code !== 0 && (text.includes('already exists') || hasCode(text, 10014))
      ? await withKnownNamespace(deploy)
      : code
  return again || migrate()
}

async function laterDeploy({ rest }: DeployArguments, secrets: Secrets, domain?: string) {
  return (await migrate()) || (await upload(secrets, [...domainArguments(domain), ...rest])).code
}

async function upload(secrets: Secrets, args: string[]) {
  for (;;) {
    const outcome = await uploadOnce(secrets, args)
    if (outcome.code === 0) return outcome
    const lacking = optional.find(
      ({ binding, isRefused }) => isRefused(outcome.text) && settings.includes(binding),
    )
    if (lacking === undefined) return outcome
    console.log(lacking.said)
    const from = settings.indexOf(lacking.binding)
    const next = settings.indexOf('\n[', from)
    settings = settings.slice(0, from) + (next < 0 ? '' : settings.slice(next + 1))
  }
}

/** Where an account lacks one of these, D1 counts, or no mail is sent: no reason to go without a server. */
const optional = [
  {
    binding: '[[analytics_engine_datasets]]',
    isRefused: (text: string) => hasCode(text, 10089),
    said: say.withoutAnalytics,
  },
  {
    binding: '[[send_email]]',
    isRefused: (text: string) => /\bsend_email\b|email (?:sending|service|routing)/i.test(text),
    said: say.withoutMail,
  },
]

async function uploadOnce(secrets: Secrets, args: string[]) {
  const deploy = (config: string[]) =>
    withSecretsFile(secrets, (file) => run(['deploy', ...config, ...file, ...args]))
  if (settings === written) return deploy([])
  const file = join(root, '.wrangler.first-deploy.toml')
  const remove = () => rmSync(file, { force: true })
  process.on('exit', remove)
  try {
    writeFileSync(file, settings)
    return await deploy(['--config', file])
  } finally {
    remove()
  }
}

const migrate = async () => (await run(['d1', 'migrations', 'apply', 'DB', '--remote'])).code
const domainArguments = (domain: string | undefined) => (domain === undefined ? [] : ['--domain', domain])

/**
 * The names of the Worker's secrets and variables: none where there is no such Worker yet, undefined where nobody says.
 * @param bringsOne a SEALING_SECRET of the operator's own
 */
async function secretsOfWorker(bringsOne: boolean): Promise<Set<string> | undefined> {
  const { code, text } = await wrangler(['secret', 'list', '--format', 'json'])
  if (code !== 0 || !(text.includes('[') && text.includes(']'))) {
    if (/Worker "[^"]*" not found/.test(text) || hasCode(text, 10007, 10090)) return new Set()
    refuse(`${stripVTControlCharacters(text).trim()}\n${say.notAnswered}`)
    return undefined
  }
  const secrets = [...text.matchAll(/"name":\s*"(\w+)"/g)].map(([, name = '']) => name)
  if (secrets.includes('SEALING_SECRET')) return new Set(secrets)
  // Set in the dashboard it may be a plain variable, which is in no list of secrets: another would not open what it sealed.
  const variables = await variablesOfWorker()
  if (variables || bringsOne) return new Set([...secrets, ...(variables ?? [])])
  refuse(say.notSeen)
  return undefined
}

/** What is bound to the versions that run; undefined where that cannot be seen. */
async function variablesOfWorker(): Promise<string[] | undefined> {
  const status = await wrangler(['deployments', 'status', '--json'])
  if (/has no deployments/.test(status.text)) return []
  const versions = [...status.text.matchAll(/"version_id":\s*"([\w-]+)"/g)].map(([, id = '']) => id)
  if (status.code !== 0 || versions.length === 0) return undefined
  const names: string[] = []
  for (const id of versions) {
    const { code, text } = await wrangler(['versions', 'view', id, '--json'])
    const bindings = code === 0 ? bindingsIn(text) : undefined
    if (!bindings) return undefined
    names.push(...bindings.map(({ name }) => name))
  }
  return names
}

function bindingsIn(text: string): { name: string }[] | undefined {
  try {
    const { resources } = JSON.parse(text.slice(text.indexOf('{')))
    return Array.isArray(resources?.bindings) ? resources.bindings : undefined
  } catch {
    return undefined
  }
}

/** Whether the platform refused with one of these: alone, a number may be part of an id or a time. */
const hasCode = (text: string, ...codes: number[]) =>
  codes.some((code) => stripVTControlCharacters(text).includes(`[code: ${code}]`))

/** D1 gets its jurisdiction when it is created, which `wrangler deploy` cannot say; it takes what has the name. */
async function createDatabase(jurisdiction: string) {
  const name = setting('database_name') ?? ''
  const { code, text } = await wrangler(['d1', 'create', name, '--jurisdiction', jurisdiction])
  if (code === 0 || text.includes('already exists')) return 0
  console.error(stripVTControlCharacters(text).trim())
  return code ?? 1
}

/** Where a first deploy failed half-way, or a Worker was deleted: with the id of what is there. */
async function withKnownNamespace(deploy: () => Promise<{ code: number }>) {
  const { text, out } = await wrangler(['kv', 'namespace', 'list'])
  const title = `${setting('name')}-clients`
  const known = parseList(out).find((namespace) => namespace.title === title)
  if (known === undefined) {
    console.error(text)
    return 1
  }
  console.log(say.namespaceIsThere)
  settings = settings.replace('binding = "CLIENTS"\n', (line) => `${line}id = "${known.id}"\n`)
  return (await deploy()).code
}

function parseList(text: string): { id: string; title: string }[] {
  try {
    return JSON.parse(text.slice(text.search(/^\[/m)))
  } catch {
    return []
  }
}

async function askForIssuer(): Promise<string | undefined> {
  if (!process.stdin.isTTY || inCi) return undefined
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    console.log(say.question)
    for (;;) {
      try {
        return issuerOf(await terminal.question('Host: '))
      } catch (error) {
        if (!(error instanceof ArgumentError)) throw error
        console.error(error.message.split('\n')[0])
      }
    }
  } finally {
    terminal.close()
  }
}

/** Without a keyboard: then wrangler asks nothing, and writes no ids into wrangler.toml. */
async function run(args: string[]) {
  const { code, text } = await wrangler(args, (chunk) => process.stdout.write(chunk))
  return { code: code ?? 1, text }
}

function refuse(message: string) {
  console.error(message)
  return 1
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))

try {
  const asked = readArguments(process.argv.slice(2), process.env)
  process.exitCode = await (asked.dryRun ? dryRun(asked) : deploy(asked))
} catch (error) {
  if (!(error instanceof ArgumentError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
