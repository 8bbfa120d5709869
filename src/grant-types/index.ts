/** The grant types. A new one is a file and a line here; metadata and dispatch follow. */
import { authorizationCode } from './authorization-code.ts'
import { clientCredentials } from './client-credentials.ts'
import type { GrantType } from './grant-type.ts'
import { refreshToken } from './refresh-token.ts'

export const grantTypes: readonly GrantType[] = [authorizationCode, refreshToken, clientCredentials]
