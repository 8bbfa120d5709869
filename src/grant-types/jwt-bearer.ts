/** RFC 7523 §2.1: an assertion for tokens. */
import type { GrantType } from './grant-type.ts'
import { startGrant } from './start-grant.ts'
import { readAssertion } from './trusted-assertion.ts'

export const jwtBearer: GrantType = {
  value: 'urn:ietf:params:oauth:grant-type:jwt-bearer',

  async exchange(request, server) {
    const { client, parameters, now } = request
    const { user } = await readAssertion(server, client, parameters.require('assertion'), now)
    return startGrant(server, request, { user, acr: '0', amr: [] })
  },
}
