/** RFC 6749 §2.1, §3.2.1: a public client names itself and proves nothing. */
import type { ClientAuthMethod } from './client-auth-method.ts'

export const none: ClientAuthMethod = {
  value: 'none',
  find({ authorization, parameters }) {
    const clientId = parameters.get('client_id')
    const otherwise = authorization !== undefined || parameters.get('client_secret') !== undefined
    return clientId === undefined || otherwise ? undefined : { clientId }
  },
  accepts: (registered) => registered === 'none',
  verify: async () => ({}),
}
