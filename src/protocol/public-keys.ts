/** RFC 7517: the public keys of somebody else. */
import * as z from 'zod'
import { strangerUrlFault } from './stranger-url.ts'

/** What only a private or a shared key has. */
const secretMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/** What a key of each type must have (RFC 7518 §6, RFC 8037 §2). */
const needed = { EC: ['crv', 'x', 'y'], RSA: ['n', 'e'], OKP: ['crv', 'x'] } as const

const publicKey = z
  .looseObject({ kty: z.enum(['EC', 'RSA', 'OKP']), kid: z.string().optional(), alg: z.string().optional() })
  .check(({ value: key, issues }) => {
    const fault = (message: string) => issues.push({ code: 'custom', message, input: key })
    if (secretMembers.some((member) => member in key)) fault('holds a private key')
    const missing = needed[key.kty].filter((member) => typeof key[member] !== 'string')
    if (missing.length > 0) fault(`a key of type ${key.kty} needs ${missing.join(', ')}`)
  })

export const publicKeySet = z.object({ keys: z.array(publicKey).min(1).max(20) })

/** The https URL of such a set, which this server fetches. */
export const publicKeySetUrl = z.string().check(({ value, issues }) => {
  const fault = strangerUrlFault(value)
  if (fault !== undefined) issues.push({ code: 'custom', message: fault, input: value })
})

/** One of the two, and not both. */
export const hasOneKeySource = ({ jwks, jwks_uri }: { jwks?: unknown; jwks_uri?: unknown }): boolean =>
  (jwks === undefined) !== (jwks_uri === undefined)
