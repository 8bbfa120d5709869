/** RFC 9068 §4, RFC 7519 §4.1: what an access token must say to pass, decided without asking anybody. */
import { isText } from './profiles.ts'
import type { Settings } from './settings.ts'

type Claims = Readonly<Record<string, unknown>>
type Expected = Pick<Settings, 'tokenIssuer' | 'audience' | 'clockTolerance' | 'profile'>

/**
 * What is wrong with the claims, as a predicate of "The access token"; undefined where nothing is.
 * @param now seconds since the epoch
 */
export const claimsFault = (claims: Claims, expected: Expected, now: number): string | undefined =>
  issuerFault(claims, expected) ??
  audienceFault(claims, expected) ??
  timeFault(claims, expected, now) ??
  textFault(claims, 'client_id') ??
  textFault(claims, 'jti') ??
  expected.profile.claimsFault(claims) ??
  bindingFault(claims)

/** The same for an answer about a token, which may leave out what only a JWT must say (RFC 7662 §2.2). */
export const introspectionFault = (claims: Claims, expected: Expected, now: number): string | undefined =>
  claimsFault({ iss: expected.tokenIssuer, iat: 0, jti: 'not said', ...claims }, expected, now)

const issuerFault = ({ iss }: Claims, { tokenIssuer }: Expected) =>
  iss === tokenIssuer ? undefined : `is from another server: its iss is not ${tokenIssuer}`

function audienceFault({ aud }: Claims, { audience }: Expected): string | undefined {
  const all: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  if (all.length === 0 || !all.every(isText)) return 'has no aud, or one that is not a string or strings'
  return all.includes(audience) ? undefined : `is for another API: its aud is not ${audience}`
}

function timeFault({ exp, iat, nbf }: Claims, { clockTolerance }: Expected, now: number): string | undefined {
  if (!isNumericDate(exp)) return 'has no exp, or one that is not a number'
  if (!isNumericDate(iat)) return 'has no iat, or one that is not a number'
  if (nbf !== undefined && !isNumericDate(nbf)) return 'has an nbf that is not a number'
  if (!(exp + clockTolerance > now)) return 'has expired' // also where the clock tells no time
  if (nbf !== undefined && nbf - clockTolerance > now) return 'is not valid yet: its nbf is in the future'
  if (iat - clockTolerance > now) return 'is not valid yet: its iat is in the future'
  return exp > iat ? undefined : 'ends before it begins: its exp is not after its iat'
}

/** RFC 7519 §2: a number of seconds, fractions allowed. */
const isNumericDate = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

const textFault = (claims: Claims, name: string) =>
  isText(claims[name]) ? undefined : `has no ${name}, or one that is not a string`

/** RFC 7800 §3.1: what is bound to a key is worth nothing without proof of that key, and here nobody asks for one. */
const bindingFault = ({ cnf }: Claims) =>
  cnf === undefined ? undefined : 'is bound to a key (cnf), and a Bearer request proves none'
