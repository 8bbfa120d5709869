/** RFC 6749 §2.3.1: id and secret in the request body. */
import type { ClientAuthMethod } from './client-auth-method.ts'
import { acceptsSecret, verifySecret } from './client-secret.ts'

export const clientSecretPost: ClientAuthMethod = {
  value: 'client_secret_post',
  find({ parameters }) {
    const secret = parameters.get('client_secret')
    return secret === undefined ? undefined : { clientId: parameters.require('client_id'), secret }
  },
  accepts: acceptsSecret,
  verify: (client, { secret }) => verifySecret(client, secret),
}
