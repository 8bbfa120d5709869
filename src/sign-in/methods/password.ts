/** A password against D1. Neither wording nor work tells whether the account exists. */
import { normalizeLogin } from '../../stores/users.ts'
import { type Verified, verifyPassword } from '../password-hash.ts'
import type { SignInMethod } from '../sign-in-method.ts'
import { reserveAttempt } from '../throttle.ts'

const longest = 1024

export const password: SignInMethod = {
  value: 'password',

  async complete({ form, remoteAddress, background }, server) {
    const login = form.get('login') ?? ''
    const secret = form.get('password') ?? ''
    if (login.trim() === '' || secret === '') {
      return { kind: 'retry', status: 400, problem: 'Enter your username or email and your password.' }
    }
    const wrong = {
      kind: 'retry',
      status: 400,
      problem: 'The username or the password is not right.',
      refused: { why: 'wrong_credentials' },
    } as const
    if (login.length > longest || secret.length > longest) return wrong

    const user = await server.stores.users.findByLogin(login)
    const who = user && { subject: user.sub }
    // By the account, not by what was typed: a user name and an email address lead to the same one.
    const reserved = await reserveAttempt(server, user?.sub ?? normalizeLogin(login), remoteAddress)
    if ('waitSeconds' in reserved) {
      const { waitSeconds } = reserved
      const unit = waitSeconds === 1 ? 'second' : 'seconds'
      const problem = `Too many tries. Wait ${waitSeconds} ${unit}, then try again.`
      const refused = { why: 'throttled', ...who } as const
      return { kind: 'retry', status: 429, problem, retryAfter: waitSeconds, refused }
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
      return { ...wrong, refused: { why: right ? 'disabled' : 'wrong_credentials', ...who } }
    }
    background(reserved.succeeded())
    if (better && user.passwordHash)
      background(server.stores.users.upgradePasswordHash(user.sub, user.passwordHash, better))
    return { kind: 'authenticated', user, acr: '1', amr: ['pwd'] } // RFC 8176 §2
  },
}
