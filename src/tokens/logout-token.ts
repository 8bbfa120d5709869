/** Logout tokens: OpenID Connect Back-Channel Logout §2.4. */
import type { Client } from '../protocol/client-metadata.ts'
import { type Logout, logoutEvent } from '../protocol/logout.ts'
import { randomToken, seconds } from '../runtime.ts'
import type { Server } from './server.ts'

/** §2.4: two minutes at most, so that none can be kept for later. */
const lifetime = 120

/** Signed as the client's ID tokens are; names person and session as they do. Never with a nonce: it is no ID token. */
export async function logoutToken(
  { config, pairwise, signer }: Pick<Server, 'config' | 'pairwise' | 'signer'>,
  client: Client,
  { sub, sid }: Logout,
  now: number,
): Promise<string> {
  return signer.sign(
    {
      iss: config.issuer,
      sub: await pairwise.subject(client, sub, now),
      sid: await pairwise.session(client, sid, now),
      aud: client.client_id,
      iat: seconds(now),
      exp: seconds(now) + lifetime,
      jti: randomToken(16),
      events: { [logoutEvent]: {} },
    },
    { alg: signedWith(client.id_token_signed_response_alg), typ: 'logout+jwt' },
    now,
  )
}

type Registered = Client['id_token_signed_response_alg']

/** §2.4: never unsigned, though ID tokens may be. */
const signedWith = (alg: Registered | 'none'): Exclude<Registered, 'none'> => (alg === 'none' ? 'RS256' : alg)
