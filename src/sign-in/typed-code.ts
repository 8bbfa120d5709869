/** A code from a mail, typed: counted like any guess, then compared. */
import type { Message } from '../pages/text.ts'
import type { Server } from '../tokens/server.ts'
import { type CodeCheck, checkMailCode, type MailCode } from './mail-code.ts'
import type { Refusal } from './sign-in-method.ts'
import { reserveAttempt } from './throttle.ts'

export interface TypedCode {
  /** What was typed as an account: not whose it is, since names that wait together would be known to be one account's. */
  readonly who: string
  readonly kept: MailCode
  /** As when it was made; undefined where no code can be right. */
  readonly proves: string | undefined
  readonly typed: string
  /** Of the sign-in that it is a part of. */
  readonly signIn?: string | undefined
  /** The browser's id at the account, where it is known there. */
  readonly device?: string | undefined
  readonly remoteAddress: string | undefined
  readonly now: number
  background(work: Promise<unknown>): void
}

export type CodeOutcome =
  | { kind: 'right' }
  | {
      kind: 'refused'
      status: 400 | 429
      problem: Message
      retryAfter?: number
      /** Absent where nothing was tried. */
      why?: Refusal
      /** What is kept from now on, where that changed. */
      kept?: MailCode
    }

export async function tryMailCode(server: Server, tried: TypedCode): Promise<CodeOutcome> {
  const { who, kept, proves, typed, signIn, device, remoteAddress, now, background } = tried
  const reserved = await reserveAttempt(server, who, remoteAddress, { what: 'email_code', signIn, device })
  if ('waitSeconds' in reserved) {
    const { waitSeconds: seconds } = reserved
    const problem = ['sign_in.wait', { seconds }] as const
    return { kind: 'refused', status: 429, problem, retryAfter: seconds, why: 'throttled' }
  }
  const check = await checkMailCode(server, kept, proves, typed, now)
  if (check.kind === 'right' && proves !== undefined) {
    background(reserved.succeeded())
    return { kind: 'right' }
  }
  const refused = check.kind === 'right' ? ({ kind: 'used_up' } as const) : check
  const why = reasons[refused.kind]
  if (why === undefined || why === 'expired') background(reserved.takeBack()) // nothing was guessed
  return {
    kind: 'refused',
    status: 400,
    problem:
      refused.kind === 'wrong'
        ? ['email_code.wrong', { left: refused.left }]
        : [`email_code.${refused.kind}`],
    ...(why && { why }),
    ...(refused.kind === 'wrong' && { kept: refused.kept }),
  }
}

const reasons = {
  empty: undefined,
  expired: 'expired',
  used: 'replayed',
  used_up: 'wrong_credentials',
  wrong: 'wrong_credentials',
} as const satisfies Record<Exclude<CodeCheck['kind'], 'right'>, Refusal | undefined>
