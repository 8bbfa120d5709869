/** Before a second factor is given or taken: a recent sign-in, as strong as the person's can be. */
import { secondFactors } from '../../registry/credentials.ts'
import type { User } from '../../stores/users.ts'
import type { Visit } from '../portal.ts'
import { askAgain } from '../recent.ts'
import { minutesAgo, subOf } from './own.ts'

/** As they are on record now, with the kinds of what they have. */
export async function ownUser(visit: Visit): Promise<User> {
  const user = await visit.server.stores.users.findBySub(subOf(visit))
  if (!user) throw new Error('signed in, and not on record') // their shard will hear of it
  return user
}

export const hasSecondFactor = ({ credentials }: User): boolean =>
  secondFactors.some((kind) => credentials.includes(kind))

/** @returns the way to the sign-in; undefined where the last one will do */
export const askForAll = (visit: Visit, user: User, path?: string): Promise<Response | undefined> =>
  askAgain(visit, minutesAgo, path, hasSecondFactor(user) ? '2' : '1')
