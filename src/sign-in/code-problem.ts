/** What is said of a code from a mail that does not do. */
import type { Message } from '../pages/text.ts'
import type { RefusedCode } from './mail-code.ts'
import type { Refusal } from './sign-in-method.ts'

export function codeProblem(check: RefusedCode): Message {
  return check.kind === 'wrong' ? ['email_code.wrong', { left: check.left }] : [`email_code.${check.kind}`]
}

const reasons = {
  empty: undefined,
  expired: 'expired',
  used: 'replayed',
  used_up: 'wrong_credentials',
  wrong: 'wrong_credentials',
} as const satisfies Record<RefusedCode['kind'], Refusal | undefined>

/** For the audit trail; undefined where nothing was tried. */
export const codeRefusal = ({ kind }: RefusedCode): Refusal | undefined => reasons[kind]
