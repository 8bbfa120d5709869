/** Accounts that people make by themselves. */

import { mailDomain } from '../protocol/mail-address.ts'
import { managementScopeNames } from '../protocol/management.ts'
import { randomId } from '../runtime.ts'
import type { Invitation } from '../stores/invitations.ts'
import type { User } from '../stores/users.ts'
import { mailConfigured } from '../tokens/mail.ts'
import type { Server } from '../tokens/server.ts'
import type { Change } from './change.ts'
import { createUser, found } from './users.ts'

/** Whether somebody without an invitation can make an account: an address is proven by mail, so there must be some. */
export const signUpOffered = (server: Pick<Server, 'mailer' | 'settings'>): boolean =>
  ['open', 'domains'].includes(server.settings.sign_up.mode) && mailConfigured(server)

/** Whether this address may have an account; whether it has one is another question. */
export function mayHaveAccount({ settings }: Pick<Server, 'settings'>, email: string): boolean {
  const { mode, domains } = settings.sign_up
  return mode === 'open' || (mode === 'domains' && domains.includes(mailDomain(email)))
}

export interface SignUp {
  readonly email: string
  /** Whether they have shown that they read what comes to it. */
  readonly verified: boolean
  readonly name: string
  /** Absent where they sign in otherwise. */
  readonly password?: string | undefined
  readonly locale?: string | undefined
  readonly invitation?: Invitation | undefined
}

/**
 * @throws {RegistryError} invalid; conflict where the address is somebody's by now, or the invitation is used up
 * @throws {OAuthError} temporarily_unavailable where too many passwords are being hashed
 */
export async function signUp(
  server: Server,
  change: Pick<Change, 'origin' | 'now' | 'background'>,
  { email, verified, name, password, locale, invitation }: SignUp,
): Promise<User> {
  const sub = randomId()
  const { stores, settings } = server
  // They make themself; what roles an invitation brings, whoever made it was allowed to give.
  const own: Change = {
    ...change,
    actor: { kind: 'person', id: sub, name: email },
    manages: managementScopeNames,
  }
  const person = {
    sub,
    user_id: email,
    user_type: invitation?.userType ?? settings.sign_up.user_type,
    roles: [...(invitation?.roles ?? [])],
    claims: { email, email_verified: verified, name, ...(locale !== undefined && { locale }) },
    password,
  }
  const used = invitation ? stores.invitations.use(invitation.id, sub, change.now) : []
  await createUser(server, own, person, used)
  return found(stores, sub)
}
