/** How an access token's header and payload are shaped: as RFC 9068 says, or as the older light-oauth2 server has them. */
import type { Algorithm } from './algorithms.ts'
import { scopesOf } from './claims.ts'

type Payload = Readonly<Record<string, unknown>>

/** A fault is a predicate: it goes after "The access token". */
export interface Profile {
  /** The default of the allow-list. */
  readonly algorithms: readonly Algorithm[]
  /** Why the `typ` of the header is not that of an access token. */
  typFault(typ: unknown): string | undefined
  /** What is wrong with those claims that are this profile's own. */
  claimsFault(payload: Payload): string | undefined
  /** Whether an application got it for itself. */
  isOwnToken(payload: Payload): boolean
  /** An introspection answer, whose scope is always one string (RFC 7662 §2.2), as the claims of this profile. */
  fromAnswer(answer: Payload): Payload
}

const rfc9068: Profile = {
  algorithms: ['ES256', 'RS256', 'PS256', 'EdDSA'],

  typFault(typ) {
    const given = typeof typ === 'string' ? typ.toLowerCase() : ''
    const isAccessToken = given === 'at+jwt' || given === 'application/at+jwt' // RFC 9068 §4
    return isAccessToken ? undefined : 'is a JWT for something else: its typ is not at+jwt'
  },

  claimsFault({ sub, scope }) {
    if (!isText(sub)) return 'has no sub, or one that is not a string' // RFC 9068 §2.2
    if (scope !== undefined && typeof scope !== 'string') return 'has a scope that is not a string' // RFC 8693 §4.2
    return undefined
  },

  // RFC 9068 §2.2. A person's sub may be made to look like a client's id; only people have these two.
  isOwnToken: ({ sub, client_id, user_id, auth_time }) =>
    sub === client_id && user_id === undefined && auth_time === undefined,

  fromAnswer: (answer) => answer,
}

const lightOauth2: Profile = {
  algorithms: ['RS256'],

  typFault(typ) {
    const isPlain = typ === undefined || (typeof typ === 'string' && typ.toLowerCase() === 'jwt')
    return isPlain ? undefined : 'is a JWT for something else: its typ is neither absent nor JWT'
  },

  claimsFault({ version, scope, user_id }) {
    if (version !== '1.0') return 'is no light-oauth2 token: its version is not 1.0' // ID tokens have none
    if (!Array.isArray(scope) || !scope.every(isText)) return 'has a scope that is not a list of strings'
    if (user_id !== undefined && !isText(user_id)) return 'has a user_id that is not a string'
    return undefined
  },

  isOwnToken: ({ user_id }) => user_id === undefined,

  fromAnswer: (answer) =>
    answer.scope === undefined || typeof answer.scope === 'string'
      ? { ...answer, scope: scopesOf(answer) }
      : answer,
}

export const profiles = { rfc9068, 'light-oauth2': lightOauth2 } as const

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
