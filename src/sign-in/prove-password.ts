/** A person who is signed in proves their password once more: counted, slowed and compared like a sign-in. */
import type { User } from '../stores/users.ts'
import type { Server } from '../tokens/server.ts'
import { verifyPassword } from './password-hash.ts'
import { reserveAttempt } from './throttle.ts'

export type PasswordProof = { kind: 'right' } | { kind: 'wrong' } | { kind: 'wait'; seconds: number }

/**
 * @param device the browser's id at the account, where it is known there
 * @throws {OAuthError} temporarily_unavailable where too many passwords are being hashed
 */
export async function provePassword(
  server: Server,
  { sub, passwordHash }: Pick<User, 'sub' | 'passwordHash'>,
  typed: string,
  device?: string,
): Promise<PasswordProof> {
  const reserved = await reserveAttempt(server, sub, server.remoteAddress, { device })
  if ('waitSeconds' in reserved) return { kind: 'wait', seconds: reserved.waitSeconds }
  let right: boolean
  try {
    right = (await verifyPassword(typed, passwordHash)).right
  } catch (error) {
    await reserved.takeBack() // nothing was guessed
    throw error
  }
  if (right) await reserved.succeeded()
  return { kind: right ? 'right' : 'wrong' }
}
