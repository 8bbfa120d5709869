/** What people prove themselves with, as lines of an export have it, and what it comes to in an import. */
import * as z from 'zod'
import { credentialKinds } from '../protocol/credential.ts'
import { openTotp } from '../sign-in/one-time-codes.ts'
import type { Statement } from '../stores/commit.ts'
import type { Credential } from '../stores/credentials.ts'
import type { Server } from '../tokens/server.ts'
import { invalid } from './errors.ts'
import { equal } from './revise.ts'

const time = z.int().nonnegative()
const bytes = z.string().regex(/^[A-Za-z0-9_-]+$/, { error: 'must be base64url' })
const common = {
  id: z.string().min(1).max(2048),
  mark: time.default(0),
  created_at: time,
  used_at: time.nullable().default(null),
}

const credential = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('passkey'),
    ...common,
    record: z.strictObject({
      name: z.string().min(1).max(64),
      public_key: bytes.max(4096),
      synced: z.boolean(),
      backed_up: z.boolean(),
      transports: z.array(z.string().max(20)).max(10),
      aaguid: z.string().max(36),
      cloned: z.boolean().optional(),
    }),
  }),
  z.strictObject({
    kind: z.literal('totp'),
    ...common,
    record: z.strictObject({ secret: z.string(), sealed_by: z.string() }),
  }),
  z.strictObject({ kind: z.literal('recovery_code'), ...common, id: bytes, record: z.strictObject({}) }),
  ...(['provider', 'directory'] as const).map((kind) =>
    z.strictObject({ kind: z.literal(kind), ...common, record: z.record(z.string(), z.unknown()) }),
  ),
])

/** Without it, those that are there stay. */
export const credentialLines = z.array(credential).max(200).optional()
export type CredentialLine = Omit<Credential, 'sub'>

/**
 * The statements that put these in place of those that are there; none where they are the same.
 * @throws {RegistryError} invalid where a key of one-time codes was sealed by a server with other secrets
 */
export async function replaceCredentials(
  { stores: { credentials }, sealer }: Server,
  sub: string,
  { given, before, now }: { given: readonly CredentialLine[]; before: readonly Credential[]; now: number },
): Promise<Statement[]> {
  const after: Credential[] = given.map((each) => {
    const known = before.find(({ kind, id }) => kind === each.kind && id === each.id)
    return { ...each, sub, mark: Math.max(each.mark, known?.mark ?? 0) } // it only ever grows
  })
  for (const [at, { kind, id, record }] of after.entries()) {
    if (kind !== 'totp') continue
    if (id !== sub) throw invalid({ path: `credentials.${at}.id`, message: 'must be the sub of the person' })
    if ((await openTotp(sealer, sub, record as { secret: string }, now)) === undefined)
      throw invalid({
        path: `credentials.${at}.record.secret`,
        message:
          'was sealed under another SEALING_SECRET: give this server that one, or take it out of the line',
      })
  }
  if (equal(ordered(after), ordered(before))) return []
  return [
    ...credentialKinds.map((kind) => credentials.removal(sub, kind)),
    ...after.map((each) => credentials.restoration(each)),
  ]
}

const ordered = (all: readonly Credential[]) =>
  all
    .map(({ kind, id, record, mark, created_at, used_at }) => ({
      kind,
      id,
      record,
      mark,
      created_at,
      used_at,
    }))
    .sort((one, other) => (`${one.kind} ${one.id}` < `${other.kind} ${other.id}` ? -1 : 1))
