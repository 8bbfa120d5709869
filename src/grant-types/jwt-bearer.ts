/** RFC 7523 §2.1: an assertion for tokens. */
import type { GrantType } from './grant-type.ts'
import { startGrant } from './start-grant.ts'
import { readAssertion } from './trusted-assertion.ts'

export const jwtBearer: GrantType = {
  value: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  begins: () => true,

  async exchange(request, server) {
    const { client, parameters, now } = request
    const assertion = parameters.require('assertion')
    return startGrant(server, request, parameters.all('resource'), () =>
      readAssertion(server, client, assertion, now),
    )
  },
}
