/** Secrets of one-time codes, sealed to their row, and recovery codes, of which only hashes are kept. */
import { sha256 } from '../protocol/sha256.ts'
import { randomBytes } from '../runtime.ts'
import { type Sealed, type Sealer, sealedBy } from '../seal.ts'

/** A person has one at most: its id in the table is their sub. */
export interface TotpRecord {
  readonly secret: Sealed
  /** The name of the secret that it is sealed under: what is to be sealed anew is found by it. */
  readonly sealed_by: string
}

const row = (sub: string) => `row:credentials:totp:${sub}` as const

/** @param key base32 */
export async function sealTotp(sealer: Sealer, sub: string, key: string, now: number): Promise<TotpRecord> {
  const secret = await sealer.seal(row(sub), key, { now })
  return { secret, sealed_by: sealedBy(secret) }
}

/** The secret in base32; undefined where it was sealed under a secret that this server does not have. */
export const openTotp = async (
  sealer: Sealer,
  sub: string,
  { secret }: Pick<TotpRecord, 'secret'>,
  now: number,
): Promise<string | undefined> => (await sealer.open<string>(row(sub), secret, now))?.payload

/** Apps show codes in groups, and people type what they see; full-width digits are what some keyboards give. */
export const readDigits = (typed: string): string => typed.normalize('NFKC').replace(/[\s-]/g, '')

export const isTimeCode = (code: string): boolean => /^\d{6}$/.test(code)

export const recoveryCodeCount = 10

/** Crockford's base32: without i, l, o and u, which look like others. */
const letters = '0123456789abcdefghjkmnpqrstvwxyz'
const length = 16

/** 80 random bits in groups that can be copied by hand: nobody guesses one, whoever sees its hash included. */
export function newRecoveryCode(): string {
  const code = Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join('')
  return code.match(/.{4}/g)?.join('-') ?? code
}

/** What was typed as a recovery code, spelled as it was made; undefined where it can be none. */
export function readRecoveryCode(typed: string): string | undefined {
  const code = typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s-]/g, '')
    .replace(/[il]/g, '1')
    .replace(/o/g, '0')
  return code.length === length && [...code].every((letter) => letters.includes(letter)) ? code : undefined
}

/** Its id in the table. @param code as `readRecoveryCode` spells it */
export const recoveryCodeId = (sub: string, code: string): Promise<string> =>
  sha256(`recovery code|${sub}|${code}`)
