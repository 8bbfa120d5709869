/** Invitations to make an account. */
import * as z from 'zod'
import { userTypes } from '../protocol/subject.ts'
import { inviteToSignUp, listInvitations, takeBackInvitation } from '../registry/invitations.ts'
import type { Invitation } from '../stores/invitations.ts'
import { page, pageOf, paging, time, times } from './lists.ts'
import type { Call, Outcome } from './route.ts'

const invitation = {
  name: 'Invitation',
  schema: z.object({
    id: z.string(),
    email: z.string(),
    user_type: z.enum(userTypes),
    roles: z.array(z.string()),
    mailed: z.boolean().describe('Whether it was sent by mail'),
    created_by: z.string(),
    created_at: time,
    expires_at: time,
    used_by: z.string().optional().describe('The `sub` of who came by it'),
    used_at: time.optional(),
  }),
}
export const invitationPage = page(invitation)
export const invitationQuery = z.object(paging)
export const newInvitation = {
  name: 'NewInvitation',
  schema: z.strictObject({
    email: z.string().max(254),
    user_type: z.enum(userTypes).optional().describe('As the settings have it where it is missing'),
    roles: z.array(z.string()).max(100).optional(),
    days: z.int().min(1).max(90).optional().describe('How long it is good; a week where it is missing'),
  }),
}
export const createdInvitation = {
  name: 'CreatedInvitation',
  schema: invitation.schema.extend({
    link: z.string().optional().describe('Where it could not be mailed; told this once'),
  }),
}

const shown = (each: Invitation) => ({
  ...{ id: each.id, email: each.email, user_type: each.userType, roles: each.roles, mailed: each.mailed },
  created_by: each.createdBy,
  ...times({ created_at: each.createdAt, expires_at: each.expiresAt, used_at: each.usedAt }),
  ...(each.usedBy !== undefined && { used_by: each.usedBy }),
})

export const listAll = async ({ server, query }: Call<z.output<typeof invitationQuery>>): Promise<Outcome> =>
  pageOf(await listInvitations(server, query), shown)

export async function create(call: Call<unknown, z.output<typeof newInvitation.schema>>): Promise<Outcome> {
  const made = await inviteToSignUp(call.server, call.change, call.body)
  const { link } = made
  return { body: { ...shown(made.invitation), ...(link !== undefined && { link }) }, id: made.invitation.id }
}

export async function takeBack({ server, change, params }: Call): Promise<Outcome> {
  await takeBackInvitation(server, change, (params as { id: string }).id)
  return {}
}
