/** What is wrong with a password that somebody chose, as they are told (NIST SP 800-63B §3.1.1.2). */
import type { Message } from '../pages/text.ts'
import { isCommonPassword } from '../protocol/common-passwords.ts'
import type { PersonFields } from '../protocol/person.ts'

export const shortestPassword = 12
export const longestPassword = 1024

/** Undefined where it is a good one. */
export function passwordProblem(
  password: string,
  { user_id, claims }: Pick<PersonFields, 'user_id' | 'claims'>,
): Message | undefined {
  if (password.length < shortestPassword) return ['password.too_short', { least: shortestPassword }]
  if (password.length > longestPassword) return ['password.too_long', { most: longestPassword }]
  if (isCommonPassword(password)) return ['password.too_common']
  const { name, given_name, family_name, nickname, email } = claims
  const own = [user_id, name, given_name, family_name, nickname, email].filter((each) => each !== undefined)
  return isCommonPassword(password, own) ? ['password.too_personal'] : undefined
}
