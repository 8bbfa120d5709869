/** A one-time code by time (RFC 6238), as a second step. Each is accepted once. */
import { isTimeCode, openTotp, readDigits, type TotpRecord } from '../one-time-codes.ts'
import { reserveCode } from '../reserve-code.ts'
import type { Refusal, Retry, SignInMethod } from '../sign-in-method.ts'

export const totp: SignInMethod = {
  value: 'totp',
  steps: ['second'],
  offered: (_, user) => user?.credentials.includes('totp') === true,

  async complete(attempt, server) {
    const { form, now, user, background } = attempt
    if (!user) throw new Error('a one-time code proves nobody by itself')
    const code = readDigits(form.get('code') ?? '')
    if (!isTimeCode(code)) return { kind: 'retry', status: 400, problem: ['one_time_code.empty'] }
    const reserved = await reserveCode(attempt, server, { user, what: 'one_time_code' })
    if ('kind' in reserved) return reserved
    const refused = (why: Refusal): Retry => ({
      kind: 'retry',
      status: 400,
      problem: ['one_time_code.wrong'],
      refused: { why, subject: user.sub },
    })

    const { credentials } = server.stores
    const stored = await credentials.find<TotpRecord>('totp', user.sub)
    const secret = stored && (await openTotp(server.sealer, user.sub, stored.record, now))
    if (secret === undefined) return refused('wrong_credentials')
    const { stepOf } = await import('../time-codes.ts')
    const step = stepOf(secret, code, now)
    if (step === undefined) return refused('wrong_credentials')
    // RFC 6238 §5.2: of all who send one at once, one gets in.
    if (!(await credentials.use('totp', user.sub, step, now))) return refused('replayed')
    background(reserved.succeeded())
    return { kind: 'authenticated', user, amr: ['otp'] } // RFC 8176 §2
  },
}
