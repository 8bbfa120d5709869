/** Apple has no client secret: it takes a token that this server signs with the key that Apple gave it. */
import { importPKCS8, SignJWT } from 'jose'
import type { Provider } from '../../protocol/provider.ts'
import { seconds } from '../../runtime.ts'

/** @throws {TypeError} where the key is not one */
export async function appleSecret(
  { client_id, team_id, key_id, issuer }: Provider,
  privateKey: string,
  now: number,
): Promise<string> {
  const at = seconds(now)
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid: key_id ?? '' })
    .setIssuer(team_id ?? '')
    .setSubject(client_id)
    .setAudience(issuer ?? '')
    .setIssuedAt(at)
    .setExpirationTime(at + 300)
    .sign(await importPKCS8(privateKey, 'ES256'))
}
