/** People, as tokens and pages speak of them. */

export const userTypes = ['employee', 'customer', 'partner', 'admin'] as const
export type UserType = (typeof userTypes)[number]

/** OpenID Connect Core §5.1.1 */
export interface Address {
  formatted?: string
  street_address?: string
  locality?: string
  region?: string
  postal_code?: string
  country?: string
}

/** OpenID Connect Core §5.1: the standard claims that a person's record may hold. */
export interface StandardClaims {
  name?: string
  given_name?: string
  family_name?: string
  middle_name?: string
  nickname?: string
  preferred_username?: string
  profile?: string
  picture?: string
  website?: string
  gender?: string
  birthdate?: string
  zoneinfo?: string
  locale?: string
  updated_at?: number
  email?: string
  email_verified?: boolean
  phone_number?: string
  phone_number_verified?: boolean
  address?: Address
}

/** The versioned copy of a person that their shard holds, and all that tokens need of them. */
export interface Subject {
  sub: string
  version: number
  /** The name they sign in with; `user_id` in access tokens. */
  user_id: string
  user_type: UserType
  roles: readonly string[]
  status: 'active' | 'disabled'
  /** NumericDate: sessions and grants that began earlier are dead. */
  not_before: number
  claims: StandardClaims
  /** Whether they came from a directory, which is asked whether they still may. */
  directory?: true
}
