/** OpenID Connect Core §5.4, §5.5: which claims a scope and the `claims` parameter ask for. */
import * as z from 'zod'
import { OAuthError } from './errors.ts'
import type { StandardClaims, Subject } from './subject.ts'

type ClaimName = keyof StandardClaims

/** §5.4, with the words the consent page uses. */
export const standardScopes = {
  openid: { claims: [], description: 'Know who you are' },
  profile: {
    claims: [
      'name',
      'family_name',
      'given_name',
      'middle_name',
      'nickname',
      'preferred_username',
      'profile',
      'picture',
      'website',
      'gender',
      'birthdate',
      'zoneinfo',
      'locale',
      'updated_at',
    ],
    description: 'See your name and profile',
  },
  email: { claims: ['email', 'email_verified'], description: 'See your email address' },
  address: { claims: ['address'], description: 'See your postal address' },
  phone: { claims: ['phone_number', 'phone_number_verified'], description: 'See your phone number' },
  offline_access: { claims: [], description: 'Stay connected when you are not using it' },
} as const satisfies Record<string, { claims: readonly ClaimName[]; description: string }>

export const standardScopeNames = Object.keys(standardScopes) as (keyof typeof standardScopes)[]

export const isStandardScope = (scope: string): scope is keyof typeof standardScopes =>
  Object.hasOwn(standardScopes, scope)

export const standardClaimNames: readonly ClaimName[] = standardScopeNames.flatMap(
  (name) => standardScopes[name].claims,
)

const member = z
  .object({
    essential: z.boolean().optional(),
    value: z.unknown().optional(),
    values: z.array(z.unknown()).optional(),
  })
  .nullable()
const claimsRequest = z.object({
  userinfo: z.record(z.string(), member).nullish(),
  id_token: z.record(z.string(), member).nullish(),
})

/** A parsed `claims` parameter: §5.5. */
export interface ClaimsRequest {
  readonly userinfo?: Readonly<Record<string, ClaimRequest>>
  readonly id_token?: Readonly<Record<string, ClaimRequest>>
}
export interface ClaimRequest {
  readonly essential: boolean
  readonly values?: readonly unknown[]
}

/** @throws {OAuthError} invalid_request where it is not the JSON object of §5.5 */
export function parseClaimsRequest(parameter: string | undefined): ClaimsRequest {
  if (parameter === undefined) return {}
  let parsed: z.infer<typeof claimsRequest>
  try {
    parsed = claimsRequest.parse(JSON.parse(parameter))
  } catch (cause) {
    throw new OAuthError('invalid_request', {
      description: 'claims is not the JSON object of OpenID Connect Core 5.5',
      cause,
    })
  }
  return {
    ...(parsed.userinfo && { userinfo: normalize(parsed.userinfo) }),
    ...(parsed.id_token && { id_token: normalize(parsed.id_token) }),
  }
}

function normalize(requested: Record<string, z.infer<typeof member>>): Record<string, ClaimRequest> {
  return Object.fromEntries(
    Object.entries(requested).map(([name, asked]) => {
      const values = asked?.values ?? (asked?.value === undefined ? undefined : [asked.value])
      return [name, { essential: asked?.essential ?? false, ...(values && { values }) }]
    }),
  )
}

/** The names of the claims that these scopes ask for. */
export const claimsOfScopes = (scopes: readonly string[]): ClaimName[] =>
  scopes.filter(isStandardScope).flatMap((scope) => [...standardScopes[scope].claims])

/**
 * A claim asked for by name, as consent is asked and remembered for it. No scope looks like it: a scope has no space.
 */
export const claimItem = (name: string): string => `claim ${name}`

/** The claim that a claim item asks for, or undefined where it is none. */
export const claimOfItem = (item: string): ClaimName | undefined =>
  standardClaimNames.find((known) => claimItem(known) === item)

/** Those of the person's claims that are asked for by name. An unknown or empty claim is left out (§5.3.2). */
export function releasedClaims(subject: Subject, names: Iterable<string>): StandardClaims {
  const asked = new Set(names)
  return Object.fromEntries(
    Object.entries(subject.claims).filter(
      ([name, value]) => asked.has(name) && value !== '' && value !== null,
    ),
  )
}
