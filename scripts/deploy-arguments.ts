import { parseArgs } from 'node:util'
import { anotherName, usage } from './deploy-texts.ts'

/** What `npm run deploy` was asked for. What it does not know itself goes to `wrangler deploy` as it is. */

export interface DeployArguments {
  /** The issuer that was named, by `--domain`, `--issuer` or the variable ISSUER. */
  readonly issuer: string | undefined
  /** The host that wrangler is to lead to the Worker. One of workers.dev leads there by itself. */
  readonly domain: string | undefined
  readonly jurisdiction: string | undefined
  readonly secretsFile: string | undefined
  readonly newSetupToken: boolean
  readonly dryRun: boolean
  readonly rest: readonly string[]
}

/** The message is for the person at the terminal. */
export class ArgumentError extends Error {}

const options = {
  domain: { type: 'string' },
  issuer: { type: 'string' },
  jurisdiction: { type: 'string' },
  'secrets-file': { type: 'string' },
  'new-setup-token': { type: 'boolean' },
  'dry-run': { type: 'boolean' },
} as const

/** @throws {ArgumentError} */
export function readArguments(args: readonly string[], environment: NodeJS.ProcessEnv): DeployArguments {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true })
  const own: Partial<Record<keyof typeof options, string | true>> = {}
  const rest = new Set(args.keys())
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    if (['name', 'env', 'e', 'c', 'config'].includes(token.name)) throw new ArgumentError(anotherName)
    if (!isOwn(token.name)) continue
    const wantsValue = options[token.name].type === 'string'
    if (wantsValue && !token.value) throw new ArgumentError(`${token.rawName} needs a value\n${usage}`)
    own[token.name] = token.value ?? true
    rest.delete(token.index)
    if (token.value !== undefined && !token.inlineValue) rest.delete(token.index + 1)
  }
  if (own.domain !== undefined && own.issuer !== undefined)
    throw new ArgumentError(`Either --domain or --issuer\n${usage}`)
  if (own.jurisdiction !== undefined && !['eu', 'fedramp'].includes(String(own.jurisdiction)))
    throw new ArgumentError('--jurisdiction is eu or fedramp')
  const named = text(own.domain) ?? text(own.issuer) ?? (environment.ISSUER || undefined)
  const issuer = named === undefined ? undefined : issuerOf(named)
  return {
    issuer,
    domain: own.domain === undefined || issuer === undefined ? undefined : domainOf(issuer),
    jurisdiction: text(own.jurisdiction),
    secretsFile: text(own['secrets-file']),
    newSetupToken: own['new-setup-token'] === true,
    dryRun: own['dry-run'] === true,
    rest: args.filter((_, index) => rest.has(index)),
  }
}

/** Takes `login.example.com` and `https://login.example.com/`. @throws {ArgumentError} */
export function issuerOf(named: string): string {
  const text = named.trim().replace(/\/$/, '')
  const url = URL.canParse(text) && text.includes('://') ? new URL(text) : parseHost(text)
  const isHost = url?.protocol === 'https:' && /^([a-z0-9-]+\.)+[a-z][a-z0-9-]+$/.test(url.host)
  if (!isHost || url.origin !== url.href.replace(/\/$/, ''))
    throw new ArgumentError(
      `${named}: must be a host such as login.example.com, or https:// and the host: no port, path, query or fragment\n${usage}`,
    )
  return url.origin
}

export function domainOf(issuer: string): string | undefined {
  const { host } = new URL(issuer)
  return host.endsWith('.workers.dev') ? undefined : host
}

const isOwn = (name: string): name is keyof typeof options => Object.hasOwn(options, name)
const text = (value: string | true | undefined) => (value === true ? undefined : value)
const parseHost = (host: string) => (URL.canParse(`https://${host}`) ? new URL(`https://${host}`) : undefined)
