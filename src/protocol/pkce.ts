/** RFC 7636: proof key for code exchange. S256 only; plain shows the verifier to whoever reads the request. */
import { constantTimeEqual } from './constant-time.ts'
import { sha256 } from './sha256.ts'

export const codeChallengeMethods = ['S256'] as const

/** §4.2: a SHA-256 in base64url is 43 characters. */
export const isCodeChallenge = (value: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(value)

/** §4.1 */
export const isCodeVerifier = (value: string): boolean => /^[A-Za-z0-9._~-]{43,128}$/.test(value)

/** §4.6 */
export async function verifies(codeVerifier: string, codeChallenge: string): Promise<boolean> {
  return constantTimeEqual(await sha256(codeVerifier), codeChallenge)
}
