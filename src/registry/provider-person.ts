/** Somebody whom another provider vouches for: who is linked with it, somebody new, or nobody yet. */
import type { RequestContext } from '../http/context.ts'
import { parsePerson } from '../protocol/person.ts'
import { randomBytes, randomId } from '../runtime.ts'
import type { Identity, Refusal } from '../sign-in/sign-in-method.ts'
import type { User } from '../stores/users.ts'
import { type Server, serverOf } from '../tokens/server.ts'
import { changeOf, eventOf } from './change.ts'
import { credentialIdOf, linkRecord, linksWhileSigningIn, providerName } from './link.ts'
import type { Provisioned } from './provisioned.ts'
import { commitPerson } from './shard-push.ts'
import { about, found, toldOf } from './users.ts'

const mostTries = 6

export async function personOfProvider(c: RequestContext, identity: Identity): Promise<Provisioned> {
  const server = serverOf(c)
  for (let tried = 0; tried < mostTries; tried++) {
    const known = await knownAs(c, identity)
    if (known) return known
    const local = await localPerson(server, identity)
    if (local) return local
    if (!identity.create) return refused(server, identity, 'provider.unknown', { why: 'not_allowed' })
    const made = await create(c, identity, tried)
    if (made) return { kind: 'person', user: made }
  }
  throw new Error('others keep taking every name')
}

/** Who is linked with it already. */
async function knownAs(c: RequestContext, identity: Identity): Promise<Provisioned | undefined> {
  const server = serverOf(c)
  const { credentials, users } = server.stores
  const { kind } = identity.source
  const credential = await credentials.find(kind, credentialIdOf(identity))
  if (!credential) return undefined
  const user = await users.findBySub(credential.sub)
  // Of somebody who is gone: nobody else is let in by it, and nobody made.
  if (!user) return refused(server, identity, 'provider.unknown', { why: 'not_allowed' })
  if (user.status !== 'active')
    return refused(server, identity, 'provider.disabled', { why: 'disabled', subject: user.sub })
  c.executionCtx.waitUntil(credentials.use(kind, credential.id, credential.mark, c.get('now'), true))
  return { kind: 'person', user }
}

/**
 * Somebody here has their address. Only an address that is verified counts, and it proves no more than itself: what is
 * here already is its owner's, who proves it by a way of its own.
 */
async function localPerson(server: Server, identity: Identity): Promise<Provisioned | undefined> {
  const { email, email_verified } = identity.claims
  if (email === undefined || email_verified !== true) return undefined
  const user = await server.stores.users.findByLogin(email)
  if (!user) return undefined
  const { sub: subject } = user
  if (user.status !== 'active')
    return refused(server, identity, 'provider.disabled', { why: 'disabled', subject })
  if (!linksWhileSigningIn(user))
    return refused(server, identity, 'provider.operator', { why: 'not_allowed', subject })
  return { kind: 'link', user }
}

/** @returns nothing where somebody else was faster, or has the name */
async function create(c: RequestContext, identity: Identity, tried: number): Promise<User | undefined> {
  const server = serverOf(c)
  const { stores } = server
  const sub = randomId()
  const fields = parsePerson({
    user_id: tried === 0 ? identity.login : `${identity.login}-${suffix()}`,
    user_type: identity.user_type,
    roles: [],
    claims: identity.claims,
  })
  const change = changeOf(c, { kind: 'person', id: sub, name: fields.user_id })
  const { id: provider } = identity.source
  const outcome = await commitPerson(stores, change, sub, [
    stores.users.revision({ ...fields, sub, passwordHash: null, not_before: 0 }, 0, change.now),
    stores.credentials.insertion(
      { kind: 'provider', id: credentialIdOf(identity), sub, record: linkRecord(identity) },
      change.now,
    ),
    ...stores.audit.statements([
      eventOf(change, {
        ...about('user.created', { ...fields, sub }),
        detail: { after: toldOf(fields), provider },
      }),
      eventOf(change, { ...about('user.provider_linked', { ...fields, sub }), detail: { provider } }),
    ]),
  ])
  return outcome === 'done' ? found(stores, sub) : undefined
}

/** For a name that somebody has. */
function suffix(): string {
  const [high = 0, low = 0] = randomBytes(2)
  return String(high * 256 + low)
}

const refused = (
  server: Server,
  { source }: Identity,
  problem: 'provider.unknown' | 'provider.disabled' | 'provider.operator',
  why: { why: Refusal; subject?: string },
): Provisioned => ({
  kind: 'refused',
  problem: [problem, { provider: providerName(server, source.id) }],
  refused: why,
})
