/** What the tokens of the two profiles say, as types. */

interface CommonClaims {
  /** The authorization server. */
  readonly iss: string
  /** The APIs that the token is for. */
  readonly aud: string | readonly string[]
  /** NumericDate (seconds since the epoch), as are `iat` and `nbf`. */
  readonly exp: number
  /** Always there in a JWT. */
  readonly iat?: number
  /** Always there in a JWT. */
  readonly jti?: string
  readonly nbf?: number
  /** The application that asks. */
  readonly client_id: string
  readonly [claim: string]: unknown
}

/** RFC 9068 §2.2, and what Edgegrant says about people. */
export interface AccessTokenClaims extends CommonClaims {
  /** Who: a person or, where an application asks for itself, that application. */
  readonly sub: string
  /** Separated by spaces; `scopesOf` splits it. */
  readonly scope?: string
  readonly auth_time?: number
  readonly acr?: string
  readonly amr?: readonly string[]
  /** The name the person signs in with. */
  readonly user_id?: string
  readonly user_type?: string
  readonly roles?: readonly string[]
  /**
   * The claims of the calling service's own token, where `callerToken` is on; its scopes are then the ones that count.
   * Never from the token itself: a claim of that name in it is left out.
   */
  readonly caller?: AccessTokenClaims
}

/** The `token_profile` light-oauth2: no `sub`; a person is `user_id`, and a machine's token has none. */
export interface LightOauth2Claims extends CommonClaims {
  readonly version: string
  readonly scope: readonly string[]
  readonly user_id?: string
  /** In capitals: EMPLOYEE, CUSTOMER, PARTNER, ADMIN. */
  readonly user_type?: string
  /** As in {@link AccessTokenClaims}. */
  readonly caller?: LightOauth2Claims
}

/** The scopes of a token of either profile. */
export function scopesOf({ scope }: { readonly scope?: unknown }): readonly string[] {
  const scopes = typeof scope === 'string' ? scope.split(' ') : scope
  return Array.isArray(scopes) ? scopes.filter((each) => typeof each === 'string' && each !== '') : []
}
