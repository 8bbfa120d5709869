/** RFC 7636: proof key for code exchange. S256 only; plain shows the verifier to whoever reads the request. */
import { base64url } from 'jose'
import { constantTimeEqual } from './constant-time.ts'

export const codeChallengeMethods = ['S256'] as const

/** §4.2: a SHA-256 in base64url is 43 characters. */
export const isCodeChallenge = (value: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(value)

/** §4.1 */
export const isCodeVerifier = (value: string): boolean => /^[A-Za-z0-9._~-]{43,128}$/.test(value)

/** §4.6 */
export async function verifies(codeVerifier: string, codeChallenge: string): Promise<boolean> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(codeVerifier))
  return constantTimeEqual(base64url.encode(new Uint8Array(digest)), codeChallenge)
}
