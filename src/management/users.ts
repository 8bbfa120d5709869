/** People: added, searched, disabled, given roles and passwords; what they are signed in to, and what they allow. */
import * as z from 'zod'
import { Problem } from '../http/problem.ts'
import { credentialKinds } from '../protocol/credential.ts'
import { password, personFields, sub } from '../protocol/person.ts'
import { userTypes } from '../protocol/subject.ts'
import {
  createUser,
  deleteUser,
  getUser,
  listUsers,
  type PersonSummary,
  setPassword,
  updateUser,
} from '../registry/users.ts'
import { matched } from './conditional.ts'
import { page, pageOf, paging, text, times, told, untold, without } from './lists.ts'
import { mergePatch, patchOf } from './patch.ts'
import type { Call, Named, Outcome } from './route.ts'

const notBefore = z.int().describe('NumericDate: what began earlier is dead')

export const user = {
  name: 'User',
  schema: personFields.extend({
    sub,
    not_before: notBefore,
    has_password: z.boolean(),
    credentials: z.array(z.enum(credentialKinds)).describe('What else they have to prove themselves with'),
    ...told,
  }),
} satisfies Named
export const newUser = {
  name: 'NewUser',
  schema: personFields.extend({
    sub: sub.optional().describe('What applications know the person by; one is made where it is missing'),
    password: password.optional().describe('Without one, they cannot sign in with a password'),
  }),
}
export const wholeUser = {
  name: 'WholeUser',
  schema: personFields.extend({
    sub: z.string().optional(),
    not_before: z.unknown().optional(),
    has_password: z.unknown().optional(),
    credentials: z.unknown().optional(),
    ...untold,
  }),
}
export const userPatch = { name: 'UserPatch', schema: patchOf(personFields) }
export const userPage = page(user)
export const userQuery = z.object({
  search: text('How a user name, an email address or a name begins'),
  user_type: z.enum(userTypes).optional(),
  status: z.enum(['active', 'disabled']).optional(),
  ...paging,
})

export const newPassword = {
  name: 'NewPassword',
  schema: z.strictObject({ password: password.optional().describe('Without one, one is made') }),
}
export const passwordSet = {
  name: 'PasswordSet',
  schema: z.object({ password: z.string().optional().describe('The one that was made, told this once') }),
}

const shown = ({ user: { created_at, changed_at, ...user }, version }: PersonSummary) => ({
  ...user,
  version,
  ...times({ created_at, changed_at }),
})
const answer = (person: PersonSummary): Outcome => ({ body: shown(person), version: person.version })

const subOf = ({ params }: Pick<Call, 'params'>) => (params as { sub: string }).sub

async function stored(call: Pick<Call, 'server' | 'params'>): Promise<PersonSummary> {
  const found = await getUser(call.server, subOf(call))
  if (!found) throw new Problem('not_found', 'There is no such person')
  return found
}

export const listAll = async ({ server, query }: Call<z.output<typeof userQuery>>): Promise<Outcome> =>
  pageOf(await listUsers(server, query), shown)

export const get = async (call: Call): Promise<Outcome> => answer(await stored(call))

export async function create(call: Call<unknown, z.output<typeof newUser.schema>>): Promise<Outcome> {
  const { server, change, body } = call
  const created = await createUser(server, change, body)
  return { ...answer(created), id: created.user.sub }
}

export async function replace(call: Call<unknown, z.output<typeof wholeUser.schema>>): Promise<Outcome> {
  const { sub, not_before: _, has_password: __, credentials: ___, ...input } = without(call.body)
  const before = await stored(call)
  if (sub !== undefined && sub !== before.user.sub) {
    throw new Problem('invalid_fields', 'A sub never changes', [
      { pointer: '#/sub', detail: 'cannot be changed' },
    ])
  }
  return update(call, before, input)
}

export async function patch(call: Call<unknown, Record<string, unknown>>): Promise<Outcome> {
  const before = await stored(call)
  const { user_id, user_type, roles, status, claims } = before.user
  const fields = { user_id, user_type, roles, status, claims }
  return update(call, before, mergePatch(fields, call.body) as Record<string, unknown>)
}

async function update(
  call: Call,
  { user, version }: PersonSummary,
  input: Readonly<Record<string, unknown>>,
): Promise<Outcome> {
  const { server, change, condition } = call
  matched(condition, version)
  return answer(await updateUser(server, change, user.sub, input, { whole: true, ifVersion: version }))
}

export async function remove(call: Call): Promise<Outcome> {
  const { server, change, condition } = call
  const { user, version } = await stored(call)
  matched(condition, version)
  await deleteUser(server, change, user.sub, { ifVersion: version })
  return {}
}

export async function resetPassword(
  call: Call<unknown, z.output<typeof newPassword.schema>>,
): Promise<Outcome> {
  const { server, change, body } = call
  const { user, version } = await stored(call)
  const set = await setPassword(server, change, user.sub, { password: body.password, ifVersion: version })
  return { body: set.password === undefined ? {} : { password: set.password } }
}
