/** What comes from the environment, parsed once. Every fault is reported at once, each naming the variable to set. */
import * as z from 'zod'

export const version = '0.1.0'

export interface Config {
  /** The issuer identifier: an origin without a trailing slash. Never taken from the Host header. */
  readonly issuer: string
  /** `__Host-` cookies and `Secure` need https; on a laptop the issuer is http://localhost. */
  readonly secure: boolean
  readonly jurisdiction: 'eu' | 'fedramp' | undefined
  /** Seals. */
  readonly sealingSecret: string
  /** Open only: the secret of the release before, and, a release ahead, the next one. Separated by spaces. */
  readonly otherSealingSecrets: readonly string[]
  /** Lets its holder make an operator, once; empty where there is none. */
  readonly setupToken: string
}

/** Faults in the configuration, said to the operator in full. The values themselves are never repeated. */
export class ConfigError extends Error {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`Edgegrant cannot start:\n${faults.map((fault) => `- ${fault}`).join('\n')}`)
    this.faults = faults
    this.name = 'ConfigError'
  }
}

const makeOne = 'make one with: openssl rand -base64 32'
const secret = (name: string) =>
  z
    .string({ error: `${name} is missing; ${makeOne}, then: wrangler secret put ${name}` })
    .min(32, { error: `${name} is shorter than 32 characters; ${makeOne}` })
    // It must be able to become one of several, which spaces separate.
    .refine((value) => !/\s/.test(value), { error: `${name} is not one word without spaces; ${makeOne}` })

const environment = z.object({
  ISSUER: z
    .string({
      error:
        'ISSUER is missing; it is the public origin of this server, such as https://id.example.com. Set it with: wrangler secret put ISSUER',
    })
    .refine(isIssuer, {
      error: 'ISSUER must be an https origin without path, query or trailing slash (http only for localhost)',
    }),
  JURISDICTION: z
    .enum(['', 'eu', 'fedramp'], { error: 'JURISDICTION must be "eu", "fedramp" or unset' })
    .default(''),
  SEALING_SECRET: secret('SEALING_SECRET'),
  SEALING_SECRET_PREVIOUS: z
    .string({ error: 'SEALING_SECRET_PREVIOUS must be text: secrets, separated by spaces' })
    .default('')
    .refine((value) => words(value).every((word) => word.length >= 32), {
      error: 'SEALING_SECRET_PREVIOUS holds a secret shorter than 32 characters',
    }),
  // One that is too short is said at /setup: it must not stop a server that is in use.
  SETUP_TOKEN: z.string({ error: 'SETUP_TOKEN must be text' }).default(''),
})

/** @throws {ConfigError} naming every variable at fault */
export function parseConfig(env: unknown): Config {
  const parsed = environment.safeParse(env)
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => issue.message))
  const { ISSUER, JURISDICTION, SEALING_SECRET, SEALING_SECRET_PREVIOUS, SETUP_TOKEN } = parsed.data
  return {
    issuer: ISSUER,
    secure: ISSUER.startsWith('https:'),
    jurisdiction: JURISDICTION === '' ? undefined : JURISDICTION,
    sealingSecret: SEALING_SECRET,
    otherSealingSecrets: words(SEALING_SECRET_PREVIOUS),
    setupToken: SETUP_TOKEN.trim(),
  }
}

const words = (value: string) => value.split(/\s+/).filter((word) => word !== '')

export function isIssuer(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined || url.origin !== value) return false // RFC 8414 §2: no query, no fragment; ours has no path
  return url.protocol === 'https:' || (url.protocol === 'http:' && url.hostname === 'localhost')
}
