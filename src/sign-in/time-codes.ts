/** One-time codes by time (RFC 6238), as every authenticator app makes them. Evaluated when the first one is needed. */
import { createHmac } from 'node:crypto'
import { Secret, TOTP } from 'otpauth/bare'
import { randomBytes } from '../runtime.ts'

// What all apps can do: some ignore every other value in the link.
const shape = { algorithm: 'SHA1', digits: 6, period: 30 } as const
const hmac = (_: string, key: Uint8Array, message: Uint8Array): Uint8Array =>
  createHmac('sha1', key).update(message).digest()

/** 160 random bits in base32 (RFC 4226 §4, R6). */
export const newSecret = (): string => new Secret({ buffer: randomBytes(20).buffer }).base32

/** The link that apps take, also as a QR code. */
export const keyUri = (secret: string, { issuer, label }: { issuer: string; label: string }): string =>
  new TOTP({ ...shape, hmac, secret, issuer: plain(issuer), label: plain(label) }).toString()

/** A colon parts the two in the link. */
const plain = (name: string) => name.replaceAll(':', ' ')

/** The time step that a code is of: this one, or one beside it (RFC 6238 §5.2). Undefined where it is of none. */
export function stepOf(secret: string, code: string, now: number): number | undefined {
  const delta = TOTP.validate({
    ...shape,
    secret: Secret.fromBase32(secret),
    token: code,
    timestamp: now,
    window: 1,
    hmac,
  })
  return delta === null ? undefined : TOTP.counter({ ...shape, timestamp: now }) + delta
}

/** The code of a time, as an app would show it. */
export const codeAt = (secret: string, now: number): string =>
  TOTP.generate({ ...shape, secret: Secret.fromBase32(secret), timestamp: now, hmac })
