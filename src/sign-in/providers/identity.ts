/** Who somebody is, from what a provider says of them. */
import { type Amr, amrValues, untold } from '../../protocol/credential.ts'
import { standardClaims } from '../../protocol/person.ts'
import type { Provider } from '../../protocol/provider.ts'
import { takenClaims } from '../../protocol/settings-providers.ts'
import type { StandardClaims } from '../../protocol/subject.ts'
import { seconds } from '../../runtime.ts'
import type { Identity } from '../sign-in-method.ts'

type Told = Readonly<Record<string, unknown>>

const longestId = 255

/** Undefined where it does not say who they are. */
export function identityOf(provider: Provider, told: Told): Identity | undefined {
  const id = idAt(provider, told)
  if (id === undefined) return undefined
  const claims = claimsAt(provider, told)
  return {
    source: { kind: 'provider', id: provider.id },
    id,
    login: loginAt(provider, told, claims),
    claims,
    user_type: provider.user_type,
    create: mayCreate(provider, claims),
  }
}

/** Of Microsoft `oid` within `tid`: `sub` is another one for each application. */
function idAt({ kind, preset, id_claim = 'sub' }: Provider, told: Told): string | undefined {
  if (preset === 'microsoft') return `${told.tid}.${told.oid}`
  const value = told[kind === 'openid' ? 'sub' : id_claim]
  if (Number.isSafeInteger(value)) return String(value)
  return typeof value === 'string' && value !== '' && value.length <= longestId ? value : undefined
}

/**
 * An address that is not verified is left out: who holds an account with somebody else's address would be met there by
 * its owner, one day.
 */
function claimsAt(provider: Provider, told: Told): StandardClaims {
  const claims: Record<string, unknown> = {}
  for (const name of takenClaims) {
    const value = told[provider.claims[name] ?? name]
    if (value !== undefined && standardClaims.shape[name].safeParse(value).success) claims[name] = value
  }
  const { email, email_verified: _, ...others } = claims as StandardClaims
  return email !== undefined && isVerified(provider, told)
    ? { ...others, email, email_verified: true }
    : others
}

function isVerified({ claims, preset, trust_email }: Provider, told: Told): boolean {
  const said = told[claims.email_verified ?? 'email_verified']
  if (trust_email || said === true || said === 'true') return true // Apple says it as text
  const { xms_edov: owned } = told // Microsoft: the owner of the domain vouches for the address
  return preset === 'microsoft' && (owned === true || owned === 1 || owned === '1' || owned === 'true')
}

/** What looks like an address is only ever one that they have proven: people sign in by address, too. */
function loginAt({ id, login_claim }: Provider, told: Told, { email }: StandardClaims): string {
  const wanted = [told[login_claim ?? 'preferred_username'], told.preferred_username, email, told.name]
  const names = wanted.flatMap((each) => (typeof each === 'string' ? [each.normalize('NFKC').trim()] : []))
  const name = names.map((each) => (each === email ? each : (each.split('@')[0] ?? ''))).find(isLogin)
  return name ?? id
}

const isLogin = (name: string) => name !== '' && name.length <= 150 && !/\p{Cc}/u.test(name)

function mayCreate({ create, domains }: Provider, { email }: StandardClaims): boolean {
  if (create !== 'verified_domains') return create === 'everybody'
  return domains.includes(email?.split('@').at(-1)?.toLowerCase() ?? '')
}

/** RFC 8176 §2: of what it says of how they proved themselves, what is known; nothing where that is not trusted. */
export function amrOf({ trust_amr }: Provider, { amr }: Told): Amr[] {
  if (!trust_amr || !Array.isArray(amr)) return []
  return amrValues.filter((value) => amr.includes(value))
}

/** OpenID Connect Core §2; of an OAuth 2 provider nothing is signed. */
export function authTimeOf({ kind }: Provider, { auth_time: told }: Told, now: number): number {
  if (kind !== 'openid' || typeof told !== 'number' || !Number.isSafeInteger(told) || told <= 0) return untold
  return Math.min(told, seconds(now))
}
