/**
 * RFC 6749 §4.3: a password for tokens. OAuth 2.1 drops it, and RFC 9700 §2.4 forbids it: only clients that whoever
 * runs this server also runs may use it, until they can use a browser.
 */
import { english, type Message } from '../pages/text.ts'
import { acrOf, reaches } from '../protocol/credential.ts'
import { OAuthError } from '../protocol/errors.ts'
import { Parameters } from '../protocol/parameters.ts'
import type { Settings } from '../protocol/settings.ts'
import { neededAcr } from '../sign-in/level.ts'
import { passwordMethod } from '../sign-in/methods/index.ts'
import type { User } from '../stores/users.ts'
import type { GrantType } from './grant-type.ts'
import { startGrant } from './start-grant.ts'

export const password: GrantType = {
  value: 'password',
  begins: () => true,

  async exchange(request, server) {
    const { client, parameters, remoteAddress, background, now } = request
    if (!client.first_party) {
      throw new OAuthError('unauthorized_client', {
        description: 'Only a first-party client may see passwords',
      })
    }
    const form = Parameters.from({
      login: parameters.require('username'),
      password: parameters.require('password'),
    })
    return startGrant(server, request, parameters.all('resource'), async () => {
      const attempt = { form, remoteAddress, background, client, now }
      const outcome = await passwordMethod.complete(attempt, server)
      if (outcome.kind === 'authenticated' && isEnough(outcome, server.settings)) {
        const { accepted, ...proof } = outcome
        if (accepted) background(accepted())
        return { ...proof, acr: acrOf(proof.amr) }
      }
      const problem: Message = outcome.kind === 'retry' ? outcome.problem : ['password.wrong']
      throw new OAuthError('invalid_grant', { description: english(...problem) })
    })
  },
}

/** Here nobody can be asked for a second factor: who must have one gets the answer of a wrong password. */
const isEnough = ({ user, amr }: { user: User; amr: readonly string[] }, settings: Settings): boolean =>
  settings.sign_in.methods[user.user_type].includes('password') &&
  reaches(acrOf(amr), neededAcr({ acrValues: [], forOperators: false }, user, settings))
