/** Passwords that operators give: checked, or made here. */
import { isCommonPassword } from '../protocol/common-passwords.ts'
import { type PersonFields, password as passwordSchema } from '../protocol/person.ts'
import { randomToken } from '../runtime.ts'
import { invalid } from './errors.ts'

/** @throws {RegistryError} invalid, at `password` */
export function checkedPassword(
  password: string,
  { user_id, claims }: Pick<PersonFields, 'user_id' | 'claims'>,
): string {
  const parsed = passwordSchema.safeParse(password)
  const { name, given_name, family_name, nickname, email } = claims
  const own = [user_id, name, given_name, family_name, nickname, email].filter((each) => each !== undefined)
  const fault = parsed.success
    ? isCommonPassword(password, own) && 'must not be hardly more than the person’s own name'
    : (parsed.error.issues[0]?.message ?? 'is not a good one')
  if (fault) throw invalid({ path: 'password', message: fault })
  return password
}

/** 120 random bits in groups that can be read aloud. */
export const madePassword = () =>
  randomToken(15)
    .match(/.{1,5}/g)
    ?.join('-') ?? randomToken()
