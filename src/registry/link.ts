/** A person and their account at another provider: linked once they have proven both, and unlinked. */
import { operatorRole } from '../protocol/management.ts'
import { seconds } from '../runtime.ts'
import type { Identity } from '../sign-in/sign-in-method.ts'
import type { Credential } from '../stores/credentials.ts'
import type { User } from '../stores/users.ts'
import { reachedByMail } from '../tokens/mail.ts'
import { notify } from '../tokens/notify.ts'
import type { Server } from '../tokens/server.ts'
import { type Change, eventOf, unbroken } from './change.ts'
import { conflict, notFound } from './errors.ts'
import { about, access, found, guardOperators, revisePerson } from './users.ts'

/** What the credential of an account elsewhere tells of it. */
export interface LinkRecord {
  /** The name or address that they have there, as the person knows it. */
  readonly login: string
}

export type Linked = Credential<LinkRecord>

/** The id of their credential: what they are there, at that source. */
export const credentialIdOf = ({ source, id }: Pick<Identity, 'source' | 'id'>): string =>
  `${source.id} ${id}`

/** The provider that a credential is of, by its name in the settings. */
export const providerIdOf = ({ id }: Pick<Credential, 'id'>): string => id.split(' ')[0] ?? ''

/** How people know a provider; one that is in the settings no longer, by its name there. */
export const providerName = ({ settings: { providers } }: Server, id: string): string =>
  (Object.hasOwn(providers, id) ? providers[id]?.name : undefined) ?? id

/** An account elsewhere. */
export type Elsewhere = Pick<Identity, 'source' | 'id' | 'login'> & {
  readonly claims: { readonly email?: string }
}

export const linkRecord = ({ login, claims }: Elsewhere): LinkRecord => ({ login: claims.email ?? login })

/**
 * That they are this person has been proven, at the provider and here.
 * @returns `taken` where somebody else's account here is linked with it already
 */
export async function linkProvider(
  server: Server,
  change: Change,
  user: User,
  identity: Elsewhere,
): Promise<'linked' | 'taken'> {
  const { credentials, audit } = server.stores
  const id = credentialIdOf(identity)
  const provider = identity.source.id
  const outcome = await unbroken(
    change,
    server.stores.commit([
      credentials.insertion(
        { kind: 'provider', id, sub: user.sub, record: linkRecord(identity) },
        change.now,
      ),
      ...audit.statements([
        eventOf(change, { ...about('user.provider_linked', user), detail: { provider } }),
      ]),
    ]),
  )
  if (outcome === 'credential_taken')
    return (await credentials.find('provider', id))?.sub === user.sub ? 'linked' : 'taken'
  change.background?.(
    notify(server, user, 'provider_linked', { provider: providerName(server, provider) }, change.now),
  )
  return 'linked'
}

/** Those of a person, the oldest first. */
export const linkedProviders = ({ stores }: Server, sub: string): Promise<Linked[]> =>
  stores.credentials.of<LinkRecord>(sub, 'provider')

/**
 * Who unlinks their own keeps a way to sign in. An operator unlinks what may be in the wrong hands: what was signed in and
 * granted ends with it.
 * @throws {RegistryError} not_found; conflict where they could not sign in any more
 */
export async function unlinkProvider(server: Server, change: Change, sub: string, id: string): Promise<void> {
  const { stores } = server
  const user = await found(stores, sub)
  guardOperators(change, user)
  const credential = await stores.credentials.find('provider', id)
  if (credential?.sub !== sub) throw notFound('There is no such link')
  const event = {
    ...about('user.provider_unlinked', user),
    detail: { provider: providerIdOf(credential) },
  }
  if (change.actor.kind !== 'person' || change.actor.id !== sub) {
    await revisePerson(server, change, sub, {}, (before) => ({
      user: { ...before, not_before: seconds(change.now) },
      event,
      statements: [stores.credentials.removal(sub, 'provider', id)],
      ending: access,
    }))
    return
  }
  const others = otherCredentials(server, user)
  const outcome = await unbroken(
    change,
    stores.commit([
      // In the same transaction: of two that go at once one stays.
      ...(others === 'enough' ? [] : [stores.credentials.another(credential, others)]),
      stores.credentials.removal(sub, 'provider', id),
      ...stores.audit.statements([eventOf(change, event)]),
    ]),
  )
  if (outcome === 'last_credential')
    throw conflict(
      'It is the only way to sign in that is left: make a password or a passkey first',
      'last_way',
    )
}

/** What else they can sign in with: by a password or by mail whatever happens, or by one of these. */
export function otherCredentials(
  server: Server,
  user: Pick<User, 'user_type' | 'passwordHash' | 'claims'>,
): 'enough' | ('passkey' | 'directory' | 'provider')[] {
  const open = server.settings.sign_in.methods[user.user_type]
  const byPassword = open.includes('password') && user.passwordHash !== null
  const byMail = open.includes('email') && reachedByMail(server, user)
  if (byPassword || byMail) return 'enough'
  return (['passkey', 'directory', 'provider'] as const).filter((kind) => open.includes(kind))
}

/** Whoever looks after the server links an account elsewhere only from within: not while signing in. */
export const linksWhileSigningIn = ({ roles }: Pick<User, 'roles'>): boolean => !roles.includes(operatorRole)
