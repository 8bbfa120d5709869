/** What people are signed in to, and what they allow applications; and the end of both. */
import * as z from 'zod'
import {
  type ConsentView,
  endGrant,
  endGrants,
  endSession,
  endSessions,
  type GrantView,
  listSessionsAndGrants,
  type SessionView,
  withdrawConsent,
} from '../registry/sessions-grants.ts'
import { list, time, times } from './lists.ts'
import type { Call, Outcome } from './route.ts'

const strings = z.array(z.string())

export const sessionList = list({
  name: 'Session',
  schema: z.object({
    sid: z.string(),
    acr: z.string(),
    amr: strings,
    signed_in_at: time,
    created_at: time,
    last_seen_at: time.describe('To five minutes'),
    expires_at: time,
  }),
})
export const grantList = list({
  name: 'Grant',
  schema: z.object({
    id: z.string(),
    client_id: z.string(),
    scope: strings,
    audience: strings,
    sid: z.string().optional().describe('The session that it began in'),
    created_at: time,
    expires_at: time,
  }),
})
export const consentList = list({
  name: 'Consent',
  schema: z.object({ client_id: z.string(), scope: strings, changed_at: time }),
})
export const ended = { name: 'Ended', schema: z.object({ ended: z.int().describe('How many') }) }

/** NumericDates, as the shards keep them. */
const dates = (fields: Readonly<Record<string, number | undefined>>) =>
  times(
    Object.fromEntries(
      Object.entries(fields).map(([name, at]) => [name, at === undefined ? undefined : at * 1000]),
    ),
  )

const sessionOf = ({ sid, acr, amr, authTime, createdAt, lastSeen, expiresAt }: SessionView) => ({
  ...{ sid, acr, amr },
  ...dates({
    signed_in_at: authTime || createdAt,
    created_at: createdAt,
    last_seen_at: lastSeen,
    expires_at: expiresAt,
  }),
})
const grantOf = ({ id, clientId, scope, audience, sid, createdAt, expiresAt }: GrantView) => ({
  ...{ id, client_id: clientId, scope, audience },
  ...(sid !== undefined && { sid }),
  ...dates({ created_at: createdAt, expires_at: expiresAt }),
})
const consentOf = ({ clientId, scopes, changedAt }: ConsentView) => ({
  ...{ client_id: clientId, scope: scopes },
  ...dates({ changed_at: changedAt }),
})

const paramsOf = ({ params }: Pick<Call, 'params'>) =>
  params as { sub: string; sid: string; grant_id: string; client_id: string }

const theirs = (call: Call) => listSessionsAndGrants(call.server, paramsOf(call).sub)

export const listSessions = async (call: Call): Promise<Outcome> => ({
  body: { items: (await theirs(call)).sessions.map(sessionOf) },
})
export const listGrants = async (call: Call): Promise<Outcome> => ({
  body: { items: (await theirs(call)).grants.map(grantOf) },
})
export const listConsents = async (call: Call): Promise<Outcome> => ({
  body: { items: (await theirs(call)).consents.map(consentOf) },
})

export async function endOneSession(call: Call): Promise<Outcome> {
  const { sub, sid } = paramsOf(call)
  await endSession(call.server, call.change, sub, sid)
  return {}
}

export const endAllSessions = async (call: Call): Promise<Outcome> => ({
  body: { ended: await endSessions(call.server, call.change, paramsOf(call).sub) },
})

export async function endOneGrant(call: Call): Promise<Outcome> {
  const { sub, grant_id } = paramsOf(call)
  await endGrant(call.server, call.change, sub, grant_id)
  return {}
}

export const endAllGrants = async (call: Call): Promise<Outcome> => ({
  body: { ended: await endGrants(call.server, call.change, paramsOf(call).sub) },
})

export async function withdraw(call: Call): Promise<Outcome> {
  const { sub, client_id } = paramsOf(call)
  return { body: { ended: await withdrawConsent(call.server, call.change, sub, client_id) } }
}
