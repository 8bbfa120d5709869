/** What a way to sign in is. */
import type { Parameters } from '../protocol/parameters.ts'
import type { User } from '../stores/users.ts'
import type { Server } from '../tokens/server.ts'

export interface SignInAttempt {
  /** What the sign-in page posted. */
  readonly form: Parameters
  readonly remoteAddress: string | undefined
  /** Work that the answer need not wait for. */
  background(work: Promise<unknown>): void
}

export type SignInOutcome =
  | { kind: 'authenticated'; user: User; acr: string; amr: readonly string[] }
  /** The page again, with what to say; `retryAfter` in seconds. */
  | {
      kind: 'retry'
      status: 400 | 429
      problem: string
      retryAfter?: number
      /** Absent where nothing was tried. `subject`: whose account it was, where it is somebody's. */
      refused?: { why: 'wrong_credentials' | 'throttled' | 'disabled'; subject?: string }
    }

export interface SignInMethod {
  readonly value: string
  complete(attempt: SignInAttempt, server: Server): Promise<SignInOutcome>
}
