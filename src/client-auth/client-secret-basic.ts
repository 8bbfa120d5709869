/** RFC 6749 §2.3.1: id and secret, each form-encoded, by HTTP Basic. */
import { OAuthError } from '../protocol/errors.ts'
import { decode } from '../protocol/parameters.ts'
import type { ClientAuthMethod, Credentials } from './client-auth-method.ts'
import { acceptsSecret, verifySecret } from './client-secret.ts'

export const clientSecretBasic: ClientAuthMethod = {
  value: 'client_secret_basic',
  find: ({ authorization }) =>
    /^basic /i.test(authorization ?? '') ? parse(authorization ?? '') : undefined,
  accepts: acceptsSecret,
  verify: (client, { secret }) => verifySecret(client, secret),
}

function parse(authorization: string): Credentials {
  try {
    const bytes = Uint8Array.from(atob(authorization.slice(6).trim()), (character) => character.charCodeAt(0))
    const pair = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const colon = pair.indexOf(':')
    if (colon < 0) throw new Error('no colon')
    return { clientId: decode(pair.slice(0, colon)), secret: decode(pair.slice(colon + 1)) }
  } catch (cause) {
    throw new OAuthError('invalid_client', {
      description:
        'The Basic credentials are malformed: expected base64 of form-encoded id, colon, form-encoded secret',
      cause,
    })
  }
}
