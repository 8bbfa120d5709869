/**
 * Password hashes of light-oauth2: `1000:hex(salt):hex(hash)`, PBKDF2-HMAC-SHA1 (RFC 8018 §5.2), 1,000 iterations, 64
 * bytes. Its salts are texts, such as `[-12, 7]`: what Java writes for an array; in hex like any other bytes.
 */
import { constantTimeEqual } from '../protocol/constant-time.ts'

const iterations = 1_000
const pattern = /^1000:((?:[0-9a-f]{2}){1,512}):([0-9a-f]{128})$/i

export const isLightHash = (passwordHash: string): boolean => pattern.test(passwordHash)

/** Against what is no hash of theirs it takes as long, and is false. */
export async function verifyLightHash(password: string, passwordHash: string): Promise<boolean> {
  const [, salt = '00', hash = ''] = pattern.exec(passwordHash) ?? []
  // The password as it was typed: Java normalized nothing.
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(password), 'PBKDF2', false, [
    'deriveBits',
  ])
  const derived = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-1', salt: bytesOf(salt), iterations },
    key,
    512,
  )
  return constantTimeEqual(hexOf(new Uint8Array(derived)), hash.toLowerCase())
}

const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))

const hexOf = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
