/** A password against D1. Neither wording nor work tells whether the account exists. */
import { normalizeLogin } from '../../stores/users.ts'
import { passesChallenge } from '../challenge.ts'
import { knownDevice } from '../known-devices.ts'
import { type Verified, verifyPassword } from '../password-hash.ts'
import type { SignInMethod } from '../sign-in-method.ts'
import { reserveAttempt } from '../throttle.ts'

const longest = 1024

export const password: SignInMethod = {
  value: 'password',
  name: 'password',
  steps: ['first'],
  offered: () => true,

  async complete({ form, now, remoteAddress, knownDevice: sent, background }, server) {
    const login = form.get('login') ?? ''
    const secret = form.get('password') ?? ''
    if (login.trim() === '' || secret === '') {
      return { kind: 'retry', status: 400, problem: ['password.empty'] }
    }
    const wrong = {
      kind: 'retry',
      status: 400,
      problem: ['password.wrong'],
      refused: { why: 'wrong_credentials' },
    } as const
    if (login.length > longest || secret.length > longest) return wrong

    const user = await server.stores.users.findByLogin(login)
    const who = user && { subject: user.sub }
    // By the account, not by what was typed: a user name and an email address lead to the same one.
    const reserved = await reserveAttempt(server, user?.sub ?? normalizeLogin(login), remoteAddress, {
      device: await knownDevice(server, sent, user, now),
      challenged: () => passesChallenge(server, form, 'sign-in', remoteAddress, now),
    })
    const { challenge } = reserved
    if ('waitSeconds' in reserved) {
      const { waitSeconds } = reserved
      const refused = { why: 'throttled', ...who } as const
      const problem = ['sign_in.wait', { seconds: waitSeconds }] as const
      return { kind: 'retry', status: 429, problem, retryAfter: waitSeconds, refused, challenge }
    }
    let verified: Verified
    try {
      verified = await verifyPassword(secret, user?.passwordHash)
    } catch (error) {
      background(reserved.takeBack()) // nothing was guessed
      throw error
    }
    const { right, better } = verified
    if (!user || !right || user.status !== 'active') {
      // The page says the same; the audit trail says what it was.
      return { ...wrong, challenge, refused: { why: right ? 'disabled' : 'wrong_credentials', ...who } }
    }
    background(reserved.succeeded())
    if (better && user.passwordHash)
      background(server.stores.users.upgradePasswordHash(user.sub, user.passwordHash, better))
    return { kind: 'authenticated', user, amr: ['pwd'] } // RFC 8176 §2
  },
}
