/** Initial access tokens (RFC 7591 §3): with one of these an application registers itself. */
import * as z from 'zod'
import {
  createInitialAccessToken,
  deleteInitialAccessToken,
  listInitialAccessTokens,
} from '../registry/initial-access-tokens.ts'
import { parseTime } from '../runtime.ts'
import type { InitialAccessToken } from '../stores/initial-access-tokens.ts'
import { page, pageOf, paging, time, times } from './lists.ts'
import type { Call, Outcome } from './route.ts'

const token = {
  name: 'InitialAccessToken',
  schema: z.object({
    id: z.string(),
    name: z.string(),
    created_by: z.string(),
    created_at: time,
    expires_at: time.optional(),
    uses_left: z.int().optional().describe('Absent for any number'),
    last_used_at: time.optional(),
  }),
}
export const tokenPage = page(token)
export const tokenQuery = z.object(paging)
export const newToken = {
  name: 'NewInitialAccessToken',
  schema: z.strictObject({
    name: z.string().min(1).max(200).describe('For whom or what it is'),
    expires_at: time.optional().describe('Absent where it does not end by itself'),
    uses: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe('How many clients it registers; absent for any number'),
  }),
}
export const createdToken = {
  name: 'CreatedInitialAccessToken',
  schema: token.schema.extend({ token: z.string().describe('Told this once') }),
}

const shown = ({ id, name, createdBy, createdAt, expiresAt, usesLeft, lastUsedAt }: InitialAccessToken) => ({
  ...{ id, name, created_by: createdBy },
  ...(usesLeft !== undefined && { uses_left: usesLeft }),
  ...times({ created_at: createdAt, expires_at: expiresAt, last_used_at: lastUsedAt }),
})

export const listAll = async ({ server, query }: Call<z.output<typeof tokenQuery>>): Promise<Outcome> =>
  pageOf(await listInitialAccessTokens(server, query), shown)

export async function create(call: Call<unknown, z.output<typeof newToken.schema>>): Promise<Outcome> {
  const { name, uses, expires_at } = call.body
  const expiresAt = expires_at === undefined ? undefined : parseTime(expires_at)
  const made = await createInitialAccessToken(call.server, call.change, { name, uses, expiresAt })
  return { body: { ...shown(made.initialAccessToken), token: made.token }, id: made.initialAccessToken.id }
}

export async function remove({ server, change, params }: Call): Promise<Outcome> {
  await deleteInitialAccessToken(server, change, (params as { id: string }).id)
  return {}
}
