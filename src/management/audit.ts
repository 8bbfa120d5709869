/** The audit trail: read, the newest first. */
import * as z from 'zod'
import { type AuditEvent, type AuditType, auditTypes } from '../protocol/audit.ts'
import { parseTime } from '../runtime.ts'
import { page, pageOf, paging, text, time, times } from './lists.ts'
import type { Call, Outcome } from './route.ts'

const types = Object.keys(auditTypes) as [AuditType, ...AuditType[]]
const kinds = [
  'client',
  'resource',
  'user',
  'settings',
  'key',
  'session',
  'grant',
  'initial_access_token',
] as const

const event = {
  name: 'AuditEvent',
  schema: z.object({
    id: z.string(),
    at: time,
    type: z.string().describe(`One of: ${types.join(', ')}`),
    outcome: z.string().describe('`ok`, or the error code'),
    actor: z.object({
      kind: z.enum(['person', 'client', 'server', 'stranger']),
      id: z.string(),
      name: z.string().optional(),
    }),
    subject: z.string().optional().describe('The `sub` of the person it is about'),
    client_id: z.string().optional(),
    target: z.object({ kind: z.enum(kinds), id: z.string(), name: z.string().optional() }).optional(),
    origin: z.object({
      request_id: z.string(),
      address: z.string().optional(),
      user_agent: z.string().optional(),
    }),
    detail: z.record(z.string(), z.unknown()).optional(),
  }),
}
export const eventPage = page(event)
export const eventQuery = z.object({
  type: z.enum(types).optional(),
  outcome: text('`ok`, or an error code'),
  subject: text('The `sub` of the person it is about'),
  client_id: text('The client it is about'),
  actor: text('The identifier of who did it'),
  target: z
    .string()
    .max(2_048)
    .regex(new RegExp(`^(${kinds.join('|')}):.`, 's'), {
      error: 'must be a kind and an identifier, such as key:abc',
    })
    .optional()
    .describe('What it was done to: its kind, a colon, its identifier'),
  from: time.optional(),
  to: time.optional().describe('Up to before then'),
  ...paging,
})

const shown = ({ id, at, type, outcome, actor, subject, clientId, target, origin, detail }: AuditEvent) => ({
  ...{ id, ...times({ at }), type, outcome, actor },
  ...(subject !== undefined && { subject }),
  ...(clientId !== undefined && { client_id: clientId }),
  ...(target && { target }),
  origin: {
    request_id: origin.requestId,
    ...(origin.address !== undefined && { address: origin.address }),
    ...(origin.userAgent !== undefined && { user_agent: origin.userAgent }),
  },
  ...(detail && { detail }),
})

export async function listAll({ server, query }: Call<z.output<typeof eventQuery>>): Promise<Outcome> {
  const { client_id, target, from, to, limit, cursor, ...filters } = query
  const [kind = '', ...id] = target?.split(':') ?? []
  const { events, next } = await server.stores.audit.list({
    ...Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)),
    ...(client_id !== undefined && { clientId: client_id }),
    ...(target !== undefined && { target: { kind, id: id.join(':') } }),
    ...(from !== undefined && { from: parseTime(from) }),
    ...(to !== undefined && { to: parseTime(to) }),
    ...(cursor !== undefined && { cursor }),
    limit,
  })
  return pageOf({ items: events, ...(next !== undefined && { next }) }, shown)
}
