/** Which ways to sign in a request may take: by the settings, the client's registration and the e-mail domain. */
import type { Client } from '../protocol/client-metadata.ts'
import { acrOf, amrOf, reaches } from '../protocol/credential.ts'
import { type UserType, userTypes } from '../protocol/subject.ts'
import { signInMethods } from '../sign-in/methods/index.ts'
import type { SignInMethod, Source } from '../sign-in/sign-in-method.ts'
import type { User } from '../stores/users.ts'
import type { Server } from '../tokens/server.ts'

/** A method, and which of several directories or providers. */
export interface Way {
  readonly method: SignInMethod
  readonly source?: Source | undefined
}

/** What a form posts as `method`. */
export const wayValue = ({ method, source }: Way): string =>
  source === undefined ? method.value : `${method.value}:${source.id}`

/** The first steps that are open to people of a type, or to somebody of whom nothing is known yet. */
export function firstWays(server: Server, client: Pick<Client, 'sign_in_methods'>, type?: UserType): Way[] {
  const { methods } = server.settings.sign_in
  const types = type === undefined ? userTypes : [type]
  return waysOf(
    server,
    signInMethods.filter(({ steps }) => steps.includes('first')),
  ).filter(({ method: { name }, source }) => {
    if (name === undefined) return true
    const { sign_in_methods: registered } = client
    const byClient = registered?.some((each) => each === name || each === `${name}:${source?.id}`) ?? true
    return byClient && types.some((each) => methods[each].includes(name))
  })
}

/** The second steps that this person can take, the best first: none that tells no more than one that was taken. */
export function secondWays(server: Server, user: User, taken: readonly string[]): Way[] {
  const used = new Set(taken.map(authenticatorOf))
  return waysOf(
    server,
    signInMethods.filter(({ steps, value }) => steps.includes('second') && !used.has(authenticatorOf(value))),
    user,
  )
}

/** A recovery code stands in for the one-time codes with which it was made: both together prove no more than one. */
const authenticatorOf = (method: string) => (method === 'recovery_code' ? 'totp' : method)

/** The level that a second step with it reaches, after these proofs. */
export const reachedWith = ({ method }: Way, amr: readonly string[]) => {
  const first = acrOf(amr)
  const both = method.level ?? acrOf(amrOf(amr, ['otp']))
  return reaches(first, both) ? first : both
}

function waysOf(server: Server, methods: readonly SignInMethod[], user?: User): Way[] {
  return methods
    .filter((method) => method.offered(server, user))
    .flatMap(
      (method): Way[] => method.sources?.(server).map((source) => ({ method, source })) ?? [{ method }],
    )
}
