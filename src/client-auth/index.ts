/** The client authentication methods. A new one is a file and a line here; metadata and dispatch follow. */
import type { ClientAuthMethod } from './client-auth-method.ts'
import { clientSecretBasic } from './client-secret-basic.ts'
import { clientSecretPost } from './client-secret-post.ts'
import { none } from './none.ts'

export const clientAuthMethods: readonly ClientAuthMethod[] = [clientSecretBasic, clientSecretPost, none]
