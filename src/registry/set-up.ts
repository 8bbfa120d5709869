/** First run: whoever holds the SETUP_TOKEN makes the first operator. A new token opens it once more. */
import * as z from 'zod'
import { hashSecret } from '../client-auth/client-secret.ts'
import { constantTimeEqual } from '../protocol/constant-time.ts'
import { operatorRole } from '../protocol/management.ts'
import { parsePerson } from '../protocol/person.ts'
import { randomId } from '../runtime.ts'
import { hashPassword } from '../sign-in/password-hash.ts'
import type { User } from '../stores/users.ts'
import type { Server } from '../tokens/server.ts'
import { type Change, eventOf } from './change.ts'
import { checkedPassword } from './checked-password.ts'
import { conflict, type FieldFault, faultsOf, invalid } from './errors.ts'

export const shortestSetupToken = 32

/**
 * `first`: nobody has set this server up. `again`: it is set up, and a token that is not used up lets one more operator
 * in. `closed`: neither.
 */
export type SetUpState = 'first' | 'again' | 'closed'

export async function setUpState({ config, stores }: Server): Promise<SetUpState> {
  if (!(await stores.setUp.isDone())) return 'first'
  if (config.setupToken.length < shortestSetupToken) return 'closed'
  return (await stores.setUp.isUsed(await hashSecret(config.setupToken))) ? 'closed' : 'again'
}

/** Hashes are compared: neither the token nor its length is told by the time it takes. */
export async function isSetupToken({ config }: Server, token: string): Promise<boolean> {
  if (config.setupToken.length < shortestSetupToken) return false
  const [given, right] = await Promise.all([hashSecret(token), hashSecret(config.setupToken)])
  return constantTimeEqual(given, right)
}

export interface FirstOperator {
  readonly user_id: string
  readonly password: string
  readonly name: string
  readonly email: string
}

const fields = z.object({
  user_id: z.string().min(1, { error: 'is needed to sign in' }),
  name: z.string().min(1, { error: 'is shown on the pages of this server' }),
  email: z.string().min(1, { error: 'is needed' }),
})

const personOf = ({ user_id, name, email }: FirstOperator) => ({
  user_id,
  user_type: 'admin' as const,
  roles: [operatorRole],
  claims: { name, email },
})

/** All that is wrong with what was typed, at once. */
export function operatorFaults(input: FirstOperator): FieldFault[] {
  const found = faultsOf(() => fields.parse(input))
  const paths = new Set(found.map(({ path }) => path))
  const person = personOf(input)
  const weak = faultsOf(() => checkedPassword(input.password, person))
  const further = faultsOf(() => parsePerson(person))
  return [...found, ...weak, ...further.filter(({ path }) => !paths.has(path.replace('claims.', '')))]
}

/**
 * Makes an operator and uses up the token, together or not at all. Who calls it has proven the token.
 * @throws {RegistryError} invalid; conflict where the login is taken, or another request was first with the token
 */
export async function makeOperator(
  { config, stores }: Server,
  change: Change,
  state: Exclude<SetUpState, 'closed'>,
  input: FirstOperator,
): Promise<User> {
  const faults = operatorFaults(input)
  if (faults.length > 0) throw invalid(...faults)
  const { user_id, password } = input
  const person = parsePerson(personOf(input))
  const sub = randomId()
  const passwordHash = await hashPassword(password)
  const target = { kind: 'user', id: sub, name: user_id } as const
  const outcome = await stores.commit([
    stores.setUp.completion(await hashSecret(config.setupToken), sub, change.now),
    stores.users.revision({ ...person, sub, passwordHash, not_before: 0 }, 0, change.now),
    ...stores.audit.statements([
      eventOf(change, { type: state === 'first' ? 'setup' : 'setup.reopened', subject: sub, target }),
      eventOf(change, {
        type: 'user.created',
        subject: sub,
        target,
        detail: { after: { user_id, user_type: 'admin', roles: [operatorRole] } },
      }),
    ]),
  ])
  if (outcome === 'login_taken')
    throw conflict('This user name or email address is already how somebody signs in', 'user_id')
  if (outcome !== 'done') throw conflict('The set-up token has just been used. Make a new one', 'token')
  await stores.setUp.copied()
  const user = await stores.users.findBySub(sub)
  if (!user) throw new Error('the operator is gone')
  return user
}
