/**
 * Several people may own an application or an API. One joins by a link that an owner makes for their login name and gives
 * them. It says nothing about whether somebody of that name is here, makes nobody an owner against their will, and works
 * once, for whoever signs in under that name.
 */
import { InvitationMadePage, InvitationPage } from '../../pages/developer/invitation.tsx'
import type { Owner } from '../../pages/developer/owners.tsx'
import { type ClientDetails, getClient } from '../../registry/clients.ts'
import { changeOwner, noteInvitation } from '../../registry/owners.ts'
import { getResource, type ResourceDetails } from '../../registry/resources.ts'
import { randomToken, seconds } from '../../runtime.ts'
import { normalizeLogin } from '../../stores/users.ts'
import type { Server } from '../../tokens/server.ts'
import { changeBy, type Person } from '../person.ts'
import { goTo, message, show, type Visit } from '../portal.ts'
import { apiPath, appPath } from './own.ts'

const invitedFor = 7 * 86_400

interface Invitation {
  readonly kind: 'client' | 'resource'
  readonly id: string
  /** Normalized. */
  readonly login: string
  /** The `sub` of the owner who asks; while they are one, the link is good. */
  readonly by: string
  /** So that it works once. */
  readonly number: string
}

/** What can be owned, alike for applications and APIs. */
interface Owned {
  readonly kind: 'client' | 'resource'
  readonly id: string
  readonly name: string
  readonly owners: readonly string[]
  readonly path: `/${string}`
}

const ownedApp = ({ client, owners }: ClientDetails): Owned => ({
  kind: 'client',
  id: client.client_id,
  name: client.client_name,
  owners,
  path: appPath(client.client_id),
})

const ownedApi = ({ resource, owners }: ResourceDetails): Owned => ({
  kind: 'resource',
  id: resource.identifier,
  name: resource.name,
  owners,
  path: apiPath(resource.identifier),
})

const words = { client: 'application', resource: 'API' } as const
const places = { client: '/developer', resource: '/developer/apis' } as const

export async function ownersOf(server: Server, person: Person, owners: readonly string[]): Promise<Owner[]> {
  const people = await server.stores.users.storedAll(owners)
  return people.map(({ sub, user_id, claims }) => ({
    sub,
    name: claims.name ?? user_id,
    login: user_id,
    isYou: sub === person.subject.sub,
  }))
}

export const inviteToApp = (visit: Visit, app: ClientDetails) => invite(visit, ownedApp(app))
export const inviteToApi = (visit: Visit, api: ResourceDetails) => invite(visit, ownedApi(api))

async function invite(visit: Visit, { kind, id, name, path }: Owned): Promise<Response> {
  const { c, server, person, form, frame } = visit
  const login = normalizeLogin(form.get('login') ?? '')
  if (login === '' || login.length > 200)
    return message(visit, 400, 'Whom do you ask?', 'Type the name that they sign in with.')
  const now = c.get('now')
  const invitation: Invitation = { kind, id, login, by: person.subject.sub, number: randomToken(16) }
  const expiresAt = seconds(now) + invitedFor
  const sealed = await server.sealer.seal('invitation', invitation, { now, expiresAt })
  await noteInvitation(server, changeBy(c, person), { kind, id, name }, login)
  const link = `${server.config.issuer}/developer/invitation?of=${sealed}`
  return show(visit, InvitationMadePage({ frame, place: places[kind], name, href: path, login, link }))
}

export const removeFromApp = (visit: Visit, app: ClientDetails) => remove(visit, ownedApp(app))
export const removeFromApi = (visit: Visit, api: ResourceDetails) => remove(visit, ownedApi(api))

async function remove(visit: Visit, { kind, id, path, owners }: Owned): Promise<Response> {
  const { c, server, person, form } = visit
  const owner = form.get('owner') ?? ''
  if (owners.length < 2) {
    return message(
      visit,
      409,
      'Somebody must own it',
      `You are the only one. Ask somebody else first, or delete the ${words[kind]}.`,
    )
  }
  if (owners.includes(owner)) await changeOwner(server, changeBy(c, person), { kind, id }, { remove: owner })
  return goTo(visit, owner === person.subject.sub ? places[kind] : `${path}?done=owners`)
}

/** What the link of an invitation opens, and its button. */
export async function showInvitation(visit: Visit): Promise<Response> {
  const sealed = visit.c.req.query('of') ?? ''
  const read = await readInvitation(visit, sealed)
  if (!read) return ended(visit)
  const { owned, invitation } = read
  const [by] = await ownersOf(visit.server, visit.person, [invitation.by])
  const page = InvitationPage({
    frame: visit.frame,
    what: words[owned.kind],
    name: owned.name,
    by: by?.name ?? 'Somebody',
    byLogin: by?.login ?? '',
    sealed,
  })
  return show(visit, page)
}

export async function submitInvitation(visit: Visit): Promise<Response> {
  const { c, server, person, form } = visit
  const read = await readInvitation(visit, form.get('of') ?? '')
  if (!read) return ended(visit)
  const { owned, invitation } = read
  const now = c.get('now')
  const key = await server.sealer.pseudonym(`invitation|${invitation.number}`)
  if (!(await server.stores.attempts.firstSeen(key, seconds(now) + invitedFor))) return ended(visit)
  await changeOwner(server, changeBy(c, person), owned, { add: person.subject.sub })
  return goTo(visit, `${owned.path}?done=joined`)
}

/** Undefined alike for a link that is old, used, forged, or meant for somebody else. */
async function readInvitation(
  { c, server, person }: Visit,
  sealed: string,
): Promise<{ invitation: Invitation; owned: Owned } | undefined> {
  const opened = await server.sealer.open<Invitation>('invitation', sealed, c.get('now'))
  if (!opened || opened.expired) return undefined
  const invitation = opened.payload
  const { user_id, claims } = person.subject
  const logins = [user_id, ...(claims.email === undefined ? [] : [claims.email])].map(normalizeLogin)
  if (!logins.includes(invitation.login)) return undefined
  const owned = await ownedBy(server, invitation)
  return owned?.owners.includes(invitation.by) ? { invitation, owned } : undefined
}

async function ownedBy(server: Server, { kind, id }: Invitation): Promise<Owned | undefined> {
  if (kind === 'client') {
    const app = await getClient(server, id)
    return app && ownedApp(app)
  }
  const api = await getResource(server, id)
  return api && ownedApi(api)
}

const ended = (visit: Visit): Response =>
  message(
    visit,
    404,
    'This link does not work here',
    'It works once, for a week, while whoever made it is an owner, and only for the account it was made for. Perhaps you are signed in as somebody else; or ask for a new one.',
  )
