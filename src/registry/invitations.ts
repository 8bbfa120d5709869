/** Invitations to make an account: an operator makes one for an address; it comes by mail, or as a link to pass on. */
import { linkMail } from '../pages/mail/codes.tsx'
import { mailDomain, readMailAddress } from '../protocol/mail-address.ts'
import { managementScopeNames, operatorRole } from '../protocol/management.ts'
import { personFields } from '../protocol/person.ts'
import type { UserType } from '../protocol/subject.ts'
import { randomToken, seconds } from '../runtime.ts'
import type { Invitation } from '../stores/invitations.ts'
import { textFor } from '../tokens/language.ts'
import { mailConfigured, sendMail } from '../tokens/mail.ts'
import type { Server } from '../tokens/server.ts'
import { type Change, eventOf } from './change.ts'
import { type Listed, type ListOptions, listed, pageOptions } from './cursor.ts'
import { conflict, type FieldFault, faultsOf, invalid, notFound } from './errors.ts'
import { guardOperators } from './users.ts'

export interface NewInvitation {
  readonly email: string
  /** As the settings have it where it is not said. */
  readonly user_type?: UserType | undefined
  readonly roles?: readonly string[] | undefined
  /** How long it is good; a week where it is not said, a day where it makes an operator. */
  readonly days?: number | undefined
}

const dayMs = 86_400_000
const mostDays = 90
/** Whoever finds the link of one would look after the server. */
const mostDaysForOperators = 1

/**
 * @returns `link` is told this once, and only where it was not sent by mail: whoever comes by a mailed one has shown that
 * the address is theirs
 * @throws {RegistryError} invalid; forbidden for a role that whoever asks may not give; conflict where sign-up is off or
 * the address is somebody's
 */
export async function inviteToSignUp(
  server: Server,
  change: Change,
  { email: typed, user_type, roles = [], ...more }: NewInvitation,
): Promise<{ invitation: Invitation; link?: string }> {
  const { stores, settings } = server
  const most = roles.includes(operatorRole) ? mostDaysForOperators : mostDays
  const { days = Math.min(7, most) } = more
  if (settings.sign_up.mode === 'off') throw conflict('Sign-up is off in the settings')
  const email = readMailAddress(typed)
  const faults: FieldFault[] = faultsOf(() => personFields.shape.roles.parse(roles)).map((fault) => ({
    ...fault,
    path: 'roles',
  }))
  if (email === undefined) faults.push({ path: 'email', message: 'must be an email address' })
  if (!(Number.isInteger(days) && days >= 1 && days <= most))
    faults.push({
      path: 'days',
      message: most === 1 ? 'must be 1 for an operator' : `must be a number from 1 to ${most}`,
    })
  if (faults.length > 0 || email === undefined) throw invalid(...faults)
  guardOperators(change, { roles })
  if (await stores.users.findByLogin(email))
    throw conflict('This address is already how somebody signs in', 'email')

  const { now, actor } = change
  const invitation: Invitation = {
    id: randomToken(16),
    email,
    userType: user_type ?? settings.sign_up.user_type,
    roles,
    mailed: false,
    createdBy: actor.id,
    createdAt: now,
    expiresAt: now + days * dayMs,
  }
  await stores.commit([
    stores.invitations.creation(invitation),
    ...stores.audit.statements([
      eventOf(change, {
        type: 'invitation.created',
        target: targetOf(invitation),
        detail: { user_type: invitation.userType, roles, days },
      }),
    ]),
  ])
  const token = await server.sealer.seal<Ticket>(
    'sign_up_invitation',
    { id: invitation.id },
    { now, expiresAt: seconds(invitation.expiresAt) },
  )
  const link = `${server.config.issuer}/sign-up?invitation=${token}`
  if (!mailConfigured(server)) return { invitation, link }
  try {
    const t = textFor(settings.languages, [])
    await sendMail(
      server,
      email,
      (_, name) => linkMail(t, { server: name, what: 'invitation', link, days }),
      t,
    )
  } catch (error) {
    console.error(JSON.stringify({ event: 'mail_not_sent', cause: String(error) }))
    return { invitation, link }
  }
  await stores.invitations.noteMailed(invitation.id)
  return { invitation: { ...invitation, mailed: true } }
}

interface Ticket {
  readonly id: string
}

/** The invitation that a link stands for, while it is good. */
export async function openInvitation(
  { sealer, stores, settings }: Server,
  token: string,
  now: number,
): Promise<Invitation | undefined> {
  const opened = await sealer.open<Ticket>('sign_up_invitation', token, now)
  if (!opened || opened.expired || settings.sign_up.mode === 'off') return undefined
  return goodInvitation(stores, opened.payload.id, now)
}

/** Read again at each step: it may have been taken back, or whoever made an operator by it is none any more. */
export async function goodInvitation(
  stores: Server['stores'],
  id: string,
  now: number,
): Promise<Invitation | undefined> {
  const found = await stores.invitations.find(id)
  if (!found || found.usedAt !== undefined || found.expiresAt <= now) return undefined
  return !found.roles.includes(operatorRole) || (await makesOperators(stores, found.createdBy))
    ? found
    : undefined
}

/** @param maker a person, or a client of the management API */
async function makesOperators({ users, clients }: Server['stores'], maker: string): Promise<boolean> {
  const person = await users.findBySub(maker)
  if (person) return person.status === 'active' && person.roles.includes(operatorRole)
  const client = await clients.stored(maker)
  return managementScopeNames.every((scope) => client?.record.scope.includes(scope))
}

/** The newest first; used and ended ones too. */
export async function listInvitations({ stores }: Server, options: ListOptions): Promise<Listed<Invitation>> {
  const { after, limit } = pageOptions(options)
  const from = after && ([Number(after[1]), after[2]] as const)
  const found = await stores.invitations.list(from, limit + 1)
  const items = found.slice(0, limit)
  const last = found.length > limit ? items.at(-1) : undefined
  return listed({ items, ...(last && { next: [0, String(last.createdAt), last.id] }) }, (item) => item)
}

/** Its link is good no more; who came by it stays. @throws {RegistryError} not_found */
export async function takeBackInvitation({ stores }: Server, change: Change, id: string): Promise<void> {
  const known = await stores.invitations.find(id)
  if (!known) throw notFound('There is no such invitation')
  await stores.commit([
    stores.invitations.deletion(id),
    ...stores.audit.statements([eventOf(change, { type: 'invitation.deleted', target: targetOf(known) })]),
  ])
}

/** The trail knows whom it was for by the domain: the address is of somebody who may never come. */
const targetOf = ({ id, email }: Invitation) =>
  ({ kind: 'invitation', id, name: `…@${mailDomain(email)}` }) as const
