/** A try with a code as a second step: counted before it is compared, at the account and in this sign-in. */
import type { User } from '../stores/users.ts'
import type { Server } from '../tokens/server.ts'
import { knownDevice } from './known-devices.ts'
import type { Retry, SignInAttempt } from './sign-in-method.ts'
import { type Reserved, reserveAttempt } from './throttle.ts'

export async function reserveCode(
  { now, remoteAddress, interactionId, knownDevice: sent }: SignInAttempt,
  server: Server,
  { user, what }: { user: User; what: 'one_time_code' | 'recovery_code' },
): Promise<Reserved | Retry> {
  const reserved = await reserveAttempt(server, user.sub, remoteAddress, {
    what,
    signIn: interactionId,
    device: await knownDevice(server, sent, user, now),
  })
  if (!('waitSeconds' in reserved)) return reserved
  const { waitSeconds: seconds } = reserved
  return {
    kind: 'retry',
    status: 429,
    problem: ['sign_in.wait', { seconds }],
    retryAfter: seconds,
    refused: { why: 'throttled', subject: user.sub },
  }
}
