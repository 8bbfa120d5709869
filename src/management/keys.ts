/** Signing keys: shown with their timeline, rotated and withdrawn before their time. */
import * as z from 'zod'
import { signingAlgorithms } from '../protocol/client-metadata.ts'
import { type KeyTimeline, keyTimeline, retireKey, rotateNow } from '../registry/keys.ts'
import { list, time, times } from './lists.ts'
import type { Call, Outcome } from './route.ts'

export const keyList = list({
  name: 'Key',
  schema: z.object({
    kid: z.string(),
    alg: z.enum(signingAlgorithms),
    status: z.enum(['next', 'current', 'retired']),
    withdrawn: z.boolean().describe('Nothing verifies with it any more'),
    published_at: time,
    signs_from: time.optional(),
    signs_until: time.optional(),
    leaves_jwks_at: time.optional(),
    removed_at: time.optional().describe('Until then it verifies an `id_token_hint`'),
  }),
})
export const rotation = {
  name: 'Rotation',
  schema: z.strictObject({
    alg: z.enum(signingAlgorithms),
    force: z
      .boolean()
      .default(false)
      .describe('Though the next key was published less than a day ago, and APIs may not know it yet'),
  }),
}
export const rotated = {
  name: 'Rotated',
  schema: z.object({ current: z.string().describe('Its `kid`'), retired: z.string().describe('Its `kid`') }),
}

const shown = ({ kid, alg, status, withdrawn, ...at }: KeyTimeline) => ({
  ...{ kid, alg, status, withdrawn },
  ...times({
    published_at: at.publishedAt,
    signs_from: at.signsFrom,
    signs_until: at.signsUntil,
    leaves_jwks_at: at.leavesJwksAt,
    removed_at: at.removedAt,
  }),
})

export const listAll = async ({ server }: Call): Promise<Outcome> => ({
  body: { items: (await keyTimeline(server)).map(shown) },
})

export async function rotate(call: Call<unknown, z.output<typeof rotation.schema>>): Promise<Outcome> {
  const { alg, force } = call.body
  return { body: await rotateNow(call.server, call.change, alg, { force }) }
}

export async function retire({ server, change, params }: Call): Promise<Outcome> {
  await retireKey(server, change, (params as { kid: string }).kid)
  return {}
}
