/** A recovery code, as a second step for somebody whose passkey or one-time codes are out of reach. Each works once. */
import { readRecoveryCode, recoveryCodeId } from '../one-time-codes.ts'
import { reserveCode } from '../reserve-code.ts'
import type { SignInMethod } from '../sign-in-method.ts'

export const recoveryCode: SignInMethod = {
  value: 'recovery_code',
  steps: ['second'],
  offered: (_, user) => user?.credentials.includes('recovery_code') === true,

  async complete(attempt, server) {
    const { form, user, background } = attempt
    if (!user) throw new Error('a recovery code proves nobody by itself')
    const code = readRecoveryCode(form.get('code') ?? '')
    if (code === undefined) return { kind: 'retry', status: 400, problem: ['recovery_code.empty'] }
    const reserved = await reserveCode(attempt, server, { user, what: 'recovery_code' })
    if ('kind' in reserved) return reserved

    const { sub } = user
    if (!(await server.stores.credentials.spend(sub, 'recovery_code', await recoveryCodeId(sub, code)))) {
      const refused = { why: 'wrong_credentials', subject: sub } as const
      return { kind: 'retry', status: 400, problem: ['recovery_code.wrong'], refused }
    }
    background(reserved.succeeded())
    return { kind: 'authenticated', user, amr: ['otp'] } // RFC 8176 §2
  },
}
