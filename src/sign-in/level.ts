/** How much proof is needed: the strongest of what the request, the person and the settings ask for. */
import { type Acr, acrValues, reaches } from '../protocol/credential.ts'
import { operatorRole } from '../protocol/management.ts'
import type { Settings } from '../protocol/settings.ts'
import type { UserType } from '../protocol/subject.ts'

export interface Wanted {
  /** The acr values that will do, as far as they are known here; empty where none is asked for. */
  readonly acrValues: readonly string[]
  /** Whether it opens what only operators may do: the console, the management API. */
  readonly forOperators: boolean
  /** An application that registered itself asks: it leads nobody to set up a second factor. */
  readonly byStranger?: boolean
}

/** `credentials`: absent where only a session tells who it is. */
export interface Whose {
  readonly user_type: UserType
  readonly roles: readonly string[]
  readonly credentials?: readonly string[]
}

export function neededAcr(
  { acrValues: wanted, forOperators, byStranger = false }: Wanted,
  { user_type, roles, credentials: known }: Whose,
  { sign_in }: Pick<Settings, 'sign_in'>,
): Acr {
  const credentials = known ?? []
  const hasNone = known && !credentials.includes('totp') && !credentials.includes('passkey')
  const asked = byStranger && hasNone ? [] : wanted
  const twoSteps =
    credentials.includes('totp') || // they switched it on
    sign_in.second_factor[user_type] === 'required' ||
    (forOperators && roles.includes(operatorRole))
  const weakest = acrValues.find((value) => asked.includes(value)) ?? '1'
  return twoSteps && !reaches(weakest, '2') ? '2' : weakest
}
