/**
 * Records as JSON lines, one a line: `{"kind":"user","record":{...}}`, `resource`, `client`. An export ends with
 * `{"kind":"end"}`, so that one that was cut off is known. What is secret goes as its hash, never as itself.
 */
import * as z from 'zod'
import { clientFields, parseClient } from '../protocol/client-metadata.ts'
import { type PersonFields, personFields, sub } from '../protocol/person.ts'
import { type ProtectedResource, parseProtectedResource } from '../protocol/protected-resource.ts'
import { jsonFault } from '../protocol/storable-json.ts'
import { isPasswordHash } from '../sign-in/password-hash.ts'
import { RegistryError, validated } from './errors.ts'
import { type CredentialLine, credentialLines } from './transfer-credentials.ts'

export const transferKinds = ['user', 'resource', 'client'] as const
export type TransferKind = (typeof transferKinds)[number]

/** A record with more would not fit into a row with its event. */
const longestLine = 256 * 1024

const hash = z.string().regex(/^[A-Za-z0-9_-]{43}$/, { error: 'must be SHA-256 in base64url' })
/** Without it, they stay. */
const owners = z.array(sub).max(50).optional()
const record = z.record(z.string(), z.unknown())

const line = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('user'),
    record: personFields.extend({
      sub,
      password_hash: z
        .string()
        .refine(isPasswordHash, { error: 'is neither a hash of this server nor one of light-oauth2' })
        .nullish(),
      not_before: z.int().nonnegative().default(0),
      credentials: credentialLines,
    }),
  }),
  z.strictObject({ kind: z.literal('resource'), record, owners }),
  z.strictObject({
    kind: z.literal('client'),
    record,
    owners,
    /** Told once to whom it belongs; kept as a hash. */
    client_secret: z.string().min(22, { error: 'must be at least 22 random characters' }).max(200).optional(),
    registration_token_hash: hash.optional(),
  }),
  z.strictObject({ kind: z.literal('end') }).loose(),
])

export type UserLine = PersonFields & {
  sub: string
  password_hash?: string | null
  not_before: number
  credentials?: CredentialLine[]
}
type Line = z.infer<typeof line>
export type TransferLine =
  | { kind: 'user'; id: string; record: UserLine }
  | { kind: 'resource'; id: string; record: ProtectedResource; owners?: string[] | undefined }
  | ({ kind: 'client'; id: string } & Omit<Extract<Line, { kind: 'client' }>, 'kind'>)

/**
 * @returns undefined for the line that ends an export
 * @throws {RegistryError} invalid; paths begin at the record
 */
export function parseLine(text: string): TransferLine | undefined {
  if (text.length > longestLine) throw fault('', `is longer than ${longestLine} characters`)
  const read = validated(() => line.parse(json(text)))
  switch (read.kind) {
    case 'end':
      return undefined
    case 'user':
      return { kind: 'user', id: read.record.sub, record: read.record as UserLine }
    case 'resource': {
      const resource = validated(() => parseProtectedResource(read.record))
      return { ...read, id: resource.identifier, record: resource }
    }
    case 'client': {
      const id = validated(() => z.object({ client_id: clientFields.shape.client_id }).parse(read.record))
      return { ...read, id: id.client_id }
    }
  }
}

/** The client of a line, with the hash of a secret that came with it. */
export const clientOf = (
  { record }: Extract<TransferLine, { kind: 'client' }>,
  secretHashes: readonly string[],
) =>
  validated(() => parseClient(secretHashes.length > 0 ? { ...record, secret_hashes: secretHashes } : record))

function json(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw fault('', 'is not JSON')
  }
  const unstorable = jsonFault(value)
  if (unstorable) throw fault(unstorable.path.join('.'), unstorable.detail)
  return value
}

const fault = (path: string, message: string) =>
  new RegistryError({ kind: 'invalid', fields: [{ path, message }] })
