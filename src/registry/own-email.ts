/** A person's email address: theirs once they have shown that they read what comes to it. */
import { maskedAddress } from '../protocol/mail-address.ts'
import { seconds } from '../runtime.ts'
import { normalizeLogin } from '../stores/users.ts'
import { notify } from '../tokens/notify.ts'
import type { Server } from '../tokens/server.ts'
import type { Change } from './change.ts'
import { about, type PersonSummary, revisePerson } from './users.ts'

/**
 * Who signs in by their address signs in by the new one; the old one is told.
 * @param email one that was proven to be theirs
 * @throws {RegistryError} conflict where it is how somebody else signs in
 */
export async function changeEmail(
  server: Server,
  change: Change,
  sub: string,
  email: string,
): Promise<PersonSummary> {
  let old: string | undefined
  const changed = await revisePerson(server, change, sub, {}, (before) => {
    old = before.claims.email
    const { user_id: login } = before
    const byAddress = old !== undefined && normalizeLogin(login) === normalizeLogin(old)
    return {
      user: {
        ...before,
        user_id: byAddress ? email : login,
        claims: { ...before.claims, email, email_verified: true, updated_at: seconds(change.now) }, // OIDC Core §5.1
      },
      event: { ...about('user.email_verified', before), detail: { changed: old !== email } },
    }
  })
  if (old !== undefined && normalizeLogin(old) !== normalizeLogin(email)) {
    const told = notify(
      server,
      changed.user,
      'email_changed',
      { email: maskedAddress(email) },
      change.now,
      old,
    )
    change.background?.(told)
  }
  return changed
}
