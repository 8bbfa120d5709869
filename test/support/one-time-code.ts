/**
 * One-time codes for people in tests: the credential goes straight into the stores, and the codes are those that their
 * app would show at that time. A code works once, so whoever signs in twice in one time step lets the clock go on first.
 */
import { now as clock } from '../../src/runtime.ts'
import { Sealer } from '../../src/seal.ts'
import { sealTotp } from '../../src/sign-in/one-time-codes.ts'
import { codeAt, newSecret } from '../../src/sign-in/time-codes.ts'
import { Credentials } from '../../src/stores/credentials.ts'

/** A server's database, and how it seals. */
export interface OneTimeCodeHome {
  readonly db: D1Database
  readonly issuer: string
  readonly sealingSecret: string
}

/** Of the Worker under test in workerd. */
export const sealedByTests = {
  issuer: 'https://id.example.com',
  sealingSecret: 'a-sealing-secret-for-tests-long-enough',
}

/**
 * Switches one-time codes on for a person.
 * @param secret base32
 * @returns the secret, for `codeOf`
 */
export async function addOneTimeCode(
  { db, issuer, sealingSecret }: OneTimeCodeHome,
  sub: string,
  secret = newSecret(),
): Promise<string> {
  const sealer = new Sealer({ issuer, sealingSecret, otherSealingSecrets: [] })
  const record = await sealTotp(sealer, sub, secret, clock())
  await new Credentials(db).insertion({ kind: 'totp', id: sub, sub, record }, clock()).run()
  return secret
}

/** What their app shows. @param steps 1: the code that comes after the one of now, which is accepted already */
export const codeOf = (secret: string, { now = clock(), steps = 0 } = {}): string =>
  codeAt(secret, now + steps * 30_000)
