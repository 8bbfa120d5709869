/** What becomes of somebody whom a directory or another provider vouches for. */
import type { Message } from '../pages/text.ts'
import type { Refusal } from '../sign-in/sign-in-method.ts'
import type { User } from '../stores/users.ts'

export type Provisioned =
  | { kind: 'person'; user: User }
  /** Their address belongs to somebody here, who is to prove that it is them. */
  | { kind: 'link'; user: User }
  | { kind: 'refused'; problem: Message; refused: { why: Refusal; subject?: string } }
