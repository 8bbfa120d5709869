/** RFC 8628 §3.4: a device polls until its person has answered. The person's shard decides which poll wins. */
import { OAuthError } from '../protocol/errors.ts'
import { randomToken } from '../runtime.ts'
import { readDeviceCode } from '../tokens/device-code.ts'
import { narrow, targetOf } from '../tokens/target.ts'
import { grantTokenResponse } from '../tokens/token-response.ts'
import type { GrantType } from './grant-type.ts'

export const deviceCode: GrantType = {
  value: 'urn:ietf:params:oauth:grant-type:device_code',
  begins: () => true,

  async exchange({ client, parameters, cause, now }, server) {
    const code = await readDeviceCode(server, parameters.require('device_code'), now)
    if (code.clientId !== client.client_id) {
      throw new OAuthError('invalid_grant', { description: 'The device code was issued to another client' })
    }
    if (code.issuedAt < client.not_before) {
      throw new OAuthError('invalid_grant', { description: 'The grants of this client were ended' })
    }
    const polled = await server.stores.deviceRequests.poll(code.userCode, code.id)
    switch (polled.kind) {
      case 'pending':
        throw new OAuthError('authorization_pending', { description: 'The person has not answered yet' })
      case 'slow_down':
        throw new OAuthError('slow_down', { description: 'Wait five seconds more between polls from now on' })
      case 'denied':
        throw new OAuthError('access_denied', { description: 'The person said no' })
      case 'expired':
        throw new OAuthError('expired_token', { description: 'The device code has expired; begin again' })
      case 'approved':
        break
    }
    const asked = await narrow(server, client, polled.asked, parameters.all('resource'), now)
    const target = await targetOf(server, client, asked.audience, now)
    const { home, id } = polled.approval
    const outcome = await server.stores.subjects.redeemApproval(home, {
      attempt: randomToken(16),
      approvalId: id,
      cause,
    })
    if (outcome.kind !== 'granted') {
      const replayed = outcome.kind === 'replayed'
      throw new OAuthError('invalid_grant', {
        description: replayed
          ? 'The device code was already used'
          : 'The approval has ended, or the account is disabled',
      })
    }
    return grantTokenResponse(server, { ...outcome, client, home, asked, target, now })
  },
}
