/** The ways to sign in. A new one is a file and a line here. */

import type { SignInMethod } from '../sign-in-method.ts'
import { directory } from './directory.ts'
import { email } from './email.ts'
import { passkey } from './passkey.ts'
import { password } from './password.ts'
import { provider } from './provider.ts'
import { recoveryCode } from './recovery-code.ts'
import { totp } from './totp.ts'

export const signInMethods: readonly SignInMethod[] = [
  password,
  directory,
  passkey,
  email,
  totp,
  recoveryCode,
  provider,
]

/** The one that the grant of the same name is, without a page. */
export const passwordMethod: SignInMethod = password

/** The one with which an account elsewhere is linked. */
export const providerMethod: SignInMethod = provider
