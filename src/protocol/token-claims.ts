/** Claims that a client or an API adds to access tokens: fixed values, or attributes of the person. */
import * as z from 'zod'
import { standardClaimNames } from './claims.ts'
import type { Subject } from './subject.ts'

/** What the protocol itself says in a token; nothing that is added may go by these names. */
const reserved = new Set([
  ...[
    'iss',
    'sub',
    'aud',
    'exp',
    'nbf',
    'iat',
    'jti',
    'client_id',
    'scope',
    'auth_time',
    'acr',
    'amr',
    'act',
  ],
  ...[
    'may_act',
    'cnf',
    'azp',
    'sid',
    'nonce',
    'at_hash',
    'c_hash',
    's_hash',
    'typ',
    'events',
    'authorization_details',
  ],
  ...[
    'version',
    'user_id',
    'user_type',
    'roles',
    'active',
    'token_introspection',
    'token_type',
    'username',
    'entitlements',
    'groups',
  ],
  '__proto__',
])

const claimName = z
  .string()
  .min(1)
  .max(100)
  .refine((name) => !reserved.has(name), { error: 'is a claim of the protocol and cannot be overridden' })
const attribute = z.enum(['user_id', ...standardClaimNames] as [string, ...string[]])

/** Characters of JSON: a token travels in a header. */
const longestFixed = 2_000

export const customClaims = z.strictObject({
  /** Claim to its value. */
  fixed: z
    .record(claimName, z.json())
    .refine((claims) => JSON.stringify(claims).length <= longestFixed, {
      error: `is longer than ${longestFixed} characters, too long for every token`,
    })
    .default({}),
  /** Claim to the person's attribute it repeats. */
  attributes: z
    .record(claimName, attribute)
    .refine((claims) => Object.keys(claims).length <= 30, { error: 'names more than 30 claims' })
    .default({}),
})

export type CustomClaims = z.infer<typeof customClaims>

/** The added claims. What an API names is its own, even where there is nothing to say: a client's value goes. */
export function addedClaims(
  added: readonly CustomClaims[],
  subject: Subject | undefined,
): Record<string, unknown> {
  const claims: Record<string, unknown> = {}
  for (const { fixed, attributes } of added) {
    for (const name of claimNames({ fixed, attributes })) delete claims[name]
    for (const [name, value] of Object.entries(fixed)) if (!reserved.has(name)) claims[name] = value
    for (const [name, source] of Object.entries(attributes)) {
      const value =
        source === 'user_id' ? subject?.user_id : subject?.claims[source as keyof Subject['claims']]
      if (value !== undefined && !reserved.has(name)) claims[name] = value
    }
  }
  return claims
}

const claimNames = ({ fixed, attributes }: CustomClaims) => [
  ...Object.keys(fixed),
  ...Object.keys(attributes),
]

/** The first claim that two of them would set differently, where there is one. */
export function contestedClaim(added: readonly CustomClaims[]): string | undefined {
  const meant = new Map<string, string>()
  for (const claims of added) {
    for (const name of claimNames(claims)) {
      const meaning = JSON.stringify([claims.fixed[name], claims.attributes[name]])
      if ((meant.get(name) ?? meaning) !== meaning) return name
      meant.set(name, meaning)
    }
  }
  return undefined
}
