/** The check that both ways of sending a secret share. */
import type { Client } from '../protocol/client-metadata.ts'
import { constantTimeEqual } from '../protocol/constant-time.ts'
import { sha256 } from '../protocol/sha256.ts'
import type { Proof } from './client-auth-method.ts'

/** A secret is a secret: which of the two places it is sent in is not a boundary, so either is taken for either. */
export const acceptsSecret = (registered: Client['token_endpoint_auth_method']): boolean =>
  registered !== 'none'

/** SHA-256 in base64url, as a client's record keeps it. */
export const hashSecret = (secret: string): Promise<string> => sha256(secret)

/** The hash of the secret, where it is one of the client's. */
export async function verifySecret(client: Client, secret: string | undefined): Promise<Proof | undefined> {
  const hash = await hashSecret(secret ?? '')
  let known = false
  for (const candidate of client.secret_hashes) known = constantTimeEqual(hash, candidate) || known
  return known ? { secretHash: hash } : undefined
}
