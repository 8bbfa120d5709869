/** The ways to sign in. A new one is a file and a line here. */

import type { SignInMethod } from '../sign-in-method.ts'
import { password } from './password.ts'

export const signInMethods: readonly SignInMethod[] = [password]

/** The one that the grant of the same name is, without a page. */
export const passwordMethod: SignInMethod = password
