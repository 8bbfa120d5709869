/** What people prove themselves with. */

/** Kinds of credentials besides the password. */
export const credentialKinds = ['passkey', 'totp', 'recovery_code', 'provider', 'directory'] as const
export type CredentialKind = (typeof credentialKinds)[number]

/** Ways to sign in that an operator switches on and a client may be limited to. */
export const signInMethodNames = ['password', 'passkey', 'email', 'directory', 'provider'] as const
export type SignInMethodName = (typeof signInMethodNames)[number]

/** How somebody proved themself: RFC 8176 §2, as far as it happens here. */
export const amrValues = [
  'pwd',
  'otp',
  'hwk',
  'swk',
  'user',
  'mfa',
  'sms',
  'pin',
  'fpt',
  'face',
  'sc',
  'mca',
  'kba',
  'pop',
] as const
export type Amr = (typeof amrValues)[number]

/**
 * Every acr a session can have, weakest first: one proof; two separate proofs in different ways; a phishing-resistant proof
 * by two factors (a passkey whose authenticator verified the person). The last is a name of OpenID's EAP ACR Values.
 */
export const acrValues = ['1', '2', 'phr'] as const
export type Acr = (typeof acrValues)[number]

/** The level that these proofs reach together. */
export function acrOf(amr: readonly string[]): Acr {
  if (amr.includes('mfa') && (amr.includes('hwk') || amr.includes('swk'))) return 'phr'
  return amr.includes('mfa') || amr.includes('mca') ? '2' : '1'
}

/** Whether a level is as good as the one that is asked for. One that we do not know is never reached. */
export const reaches = (acr: string, wanted: string): boolean => {
  const levels: readonly string[] = acrValues
  const [has, needs] = [levels.indexOf(acr), levels.indexOf(wanted)]
  return needs >= 0 && has >= needs
}

const knowledge: readonly string[] = ['pwd', 'pin', 'kba']
const possession: readonly string[] = ['otp', 'hwk', 'swk', 'sms', 'sc', 'pop']

/**
 * What two proofs are together, the second given in another way than the first. RFC 8176 §2: `mfa` only where one is known
 * to be something that they know and the other something that they have; else they came by several channels, `mca`: a
 * code by mail and one of an app, a provider of whom no more is known and a code.
 */
export function amrOf(first: readonly string[], second?: readonly string[]): readonly string[] {
  const all = [...new Set([...first, ...(second ?? [])])]
  if (!second || all.includes('mfa') || all.includes('mca')) return all
  const hasBoth =
    first.some((each) => knowledge.includes(each)) &&
    !first.some((each) => possession.includes(each)) &&
    second.some((each) => possession.includes(each))
  return [...all, hasBoth ? 'mfa' : 'mca']
}

/** `authTime` where a provider did not say when somebody signed in there: tokens are silent on it, and nothing is recent. */
export const untold = 0
