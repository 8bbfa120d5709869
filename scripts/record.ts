/**
 * Prints the SQL that adds or changes a client, an API or a person: today's way to write the records of a server.
 *   npx node scripts/record.ts client [--new-secret] < client.json
 *   npx node scripts/record.ts resource < api.json
 *   npx node scripts/record.ts person < person.json
 * SQL goes to stdout, what you must keep (a new secret, a new id) to stderr. docs/registration.md has the whole story.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { hashSecret } from '../src/client-auth/client-secret.ts'
import { standardClaimNames } from '../src/protocol/claims.ts'
import { parseClient } from '../src/protocol/client-metadata.ts'
import { password as passwordSchema } from '../src/protocol/person.ts'
import { parseProtectedResource } from '../src/protocol/protected-resource.ts'
import { userTypes } from '../src/protocol/subject.ts'
import { hashPassword } from '../src/sign-in/password-hash.ts'
import { normalizeLogin } from '../src/stores/users.ts'

const usage = 'Usage: npx node scripts/record.ts client [--new-secret] | resource | person  < record.json'

const text = z
  .string()
  .regex(/^[^\p{Cc}]{1,500}$/u, { error: 'is empty, too long, or has a control character' })
const claims = Object.fromEntries(standardClaimNames.map((name) => [name, z.unknown().optional()]))
const person = z.strictObject({
  /** What applications know the person by; it never changes and is never given to somebody else. */
  sub: text.max(255).optional(),
  user_id: text,
  /** People choose the short ones first, and so does whoever guesses. */
  password: passwordSchema.optional(),
  user_type: z.enum(userTypes),
  roles: z.array(text).default([]),
  /** Where it is not given, somebody who is known keeps theirs. */
  status: z.enum(['active', 'disabled']).optional(),
  claims: z.strictObject({ ...claims, email: text.optional() }).default({}),
})

const records: Record<string, (input: object, newSecret: boolean) => Promise<string>> = {
  async client(input, newSecret) {
    const { client_secret, ...metadata } = { client_id: randomUUID(), secret_hashes: [], ...input } as {
      client_id: string
      secret_hashes: string[]
      client_secret?: string
    }
    if (client_secret !== undefined && client_secret.length < 22)
      throw new Error('client_secret: at least 22 characters; better, let --new-secret make one')
    const made = newSecret ? randomBytes(32).toString('base64url') : undefined
    const hashes = [made, client_secret].flatMap((secret) => (secret ? [hashSecret(secret)] : []))
    const client = parseClient({
      ...metadata,
      secret_hashes: [...(await Promise.all(hashes)), ...metadata.secret_hashes],
    })
    console.error(`client_id      ${client.client_id}`)
    if (made) console.error(`client_secret  ${made}   shown this once, and good once the SQL has run`)
    notLookedUp([...client.resources, ...client.token_exchange.subject_clients])
    return copied('clients', client.client_id, client)
  },

  async resource(input) {
    const resource = parseProtectedResource(input)
    notLookedUp(resource.introspection_clients)
    return copied('resources', resource.identifier, resource)
  },

  async person(input) {
    const { sub = randomUUID(), user_id, password, user_type, roles, status, claims } = person.parse(input)
    console.error(`sub  ${sub}`)
    const row = {
      sub: quoted(sub),
      version: '1',
      user_id: quoted(user_id),
      login: quoted(normalizeLogin(user_id)),
      email_login: claims.email === undefined ? 'NULL' : quoted(normalizeLogin(claims.email)),
      password_hash: password === undefined ? 'NULL' : quoted(await hashPassword(password)),
      user_type: quoted(user_type),
      roles: quoted(JSON.stringify(roles)),
      status: quoted(status ?? 'active'),
      claims: quoted(JSON.stringify(claims)),
      created_at: now,
      changed_at: now,
    }
    const kept = ['sub', 'version', 'password_hash', 'created_at', ...(status ? [] : ['status'])] // without a password, the one that is there stays
    const changes = Object.keys(row).flatMap((name) =>
      kept.includes(name) ? [] : [`${name} = excluded.${name}`],
    )
    // A new password, or none any more, ends what was signed in and granted before.
    const endsAll = password !== undefined || status === 'disabled'
    return `INSERT INTO users (${Object.keys(row).join(', ')}) VALUES (${Object.values(row).join(', ')}) ON CONFLICT (sub) DO UPDATE SET version = version + 1, password_hash = coalesce(excluded.password_hash, password_hash), not_before = ${endsAll ? 'unixepoch()' : 'not_before'}, ${changes.join(', ')};`
  },
}

/** Only the database knows whether these are there, and in which order records come is nobody's business. */
function notLookedUp(names: readonly string[]) {
  if (names.length > 0) console.error(`It names records, which are not looked up here: ${names.join(' ')}`)
}

/** The database's own clock in milliseconds: cron looks for what changed in the last hour. */
const now = 'unixepoch() * 1000'

function copied(table: 'clients' | 'resources', id: string, record: object) {
  return `INSERT INTO ${table} (id, version, record, changed_at) VALUES (${quoted(id)}, 1, ${quoted(JSON.stringify(record))}, ${now}) ON CONFLICT (id) DO UPDATE SET version = version + 1, record = excluded.record, changed_at = excluded.changed_at;`
}

function quoted(value: string) {
  return `'${value.replaceAll("'", "''")}'`
}

const [kind = '', ...flags] = process.argv.slice(2)
const make = Object.hasOwn(records, kind) ? records[kind] : undefined
try {
  if (!make || flags.some((flag) => flag !== '--new-secret' || kind !== 'client')) throw new Error(usage)
  console.log(await make(JSON.parse(readFileSync(0, 'utf8')), flags.length > 0))
} catch (error) {
  console.error(error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message)
  if (error instanceof z.ZodError && error.issues.some(({ path }) => path[0] === 'secret_hashes'))
    console.error('  --new-secret makes one')
  process.exitCode = 1
}
