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

export const customClaims = z.strictObject({
  /** Claim to its value. */
  fixed: z.record(claimName, z.json()).default({}),
  /** Claim to the person's attribute it repeats. */
  attributes: z.record(claimName, attribute).default({}),
})

export type CustomClaims = z.infer<typeof customClaims>

/** The added claims, later ones winning. A token without a person has no attributes. */
export function addedClaims(
  added: readonly CustomClaims[],
  subject: Subject | undefined,
): Record<string, unknown> {
  const claims: Record<string, unknown> = {}
  for (const { fixed, attributes } of added) {
    for (const [name, value] of Object.entries(fixed)) if (!reserved.has(name)) claims[name] = value
    for (const [name, source] of Object.entries(attributes)) {
      const value =
        source === 'user_id' ? subject?.user_id : subject?.claims[source as keyof Subject['claims']]
      if (value !== undefined && !reserved.has(name)) claims[name] = value
    }
  }
  return claims
}
