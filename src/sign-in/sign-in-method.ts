/** What a way to sign in is: one file in `methods/`, and a line in its index. */
import type { Message, Text } from '../pages/text.ts'
import type { Client } from '../protocol/client-metadata.ts'
import type { Acr, Amr, SignInMethodName } from '../protocol/credential.ts'
import type { Parameters } from '../protocol/parameters.ts'
import type { StandardClaims, UserType } from '../protocol/subject.ts'
import type { User } from '../stores/users.ts'
import type { Server } from '../tokens/server.ts'

/** Anything that JSON can hold: what a method keeps from one page to the next. */
export type Kept = Readonly<Record<string, unknown>>

export type StepOfProof = 'first' | 'second'

export interface SignInAttempt {
  /** What the page posted; empty where a method begins by itself. */
  readonly form: Parameters
  /** Milliseconds. */
  readonly now: number
  readonly remoteAddress: string | undefined
  /** Cookies that vouch for this browser at some accounts; see `known-devices.ts`. */
  readonly knownDevice?: string | undefined
  /** Which client asks; absent where no page is involved. */
  readonly client?: Client | undefined
  /** Stays the same through all steps of one sign-in. */
  readonly interactionId?: string | undefined
  /**
   * What this method kept when it answered `page` or `redirect`: sealed, and bound to this browser, this sign-in and this
   * method.
   */
  readonly kept?: Kept | undefined
  /** Of several directories or providers, which one: what stands after the colon in `provider:<id>`. */
  readonly source?: string | undefined
  /** In `begin`: what must come back as `state` from elsewhere; known to this sign-in alone, and good once. */
  readonly state?: string | undefined
  /** In `begin`: what the application asks, for others to be asked the same. */
  readonly asked?: Asked | undefined
  /** Who it is, where that is known already: in a second step, and where somebody proves themself once more. */
  readonly user?: User | undefined
  /** What the page is written in, for a mail in the same language. */
  readonly t?: Text | undefined
  /** The address of this method's own page, with what it will keep: for the link in a mail; good in this browser alone. */
  link?(kept: Kept): Promise<string>
  /** Work that the answer need not wait for. */
  background(work: Promise<unknown>): void
}

export interface Asked {
  /** They must prove themselves anew, though they are signed in there. */
  readonly again: boolean
  /** Seconds. */
  readonly maxAge?: number | undefined
  /** Whether one factor is not enough. */
  readonly twoFactors: boolean
  readonly loginHint?: string | undefined
}

/** Somebody whom a directory or another provider vouches for, and who may not be anybody here yet. */
export interface Identity {
  readonly source: { readonly kind: 'directory' | 'provider'; readonly id: string }
  /** What they are there, for good: never a name that is given to somebody else later. */
  readonly id: string
  /** The name that they sign in with there. */
  readonly login: string
  readonly claims: StandardClaims
  readonly user_type: UserType
  /** Absent where that source says nothing of roles; then those of the record stay. */
  readonly roles?: readonly string[]
  /** Whether they may become somebody here by signing in for the first time. */
  readonly create: boolean
  /** More for the record of the credential, such as the distinguished name. */
  readonly record?: Kept
}

export type Refusal =
  | 'wrong_credentials'
  | 'throttled'
  | 'disabled'
  | 'expired'
  | 'replayed'
  | 'unreachable'
  | 'bad_answer'
  | 'not_allowed'
  | 'cloned_authenticator'
  | 'challenge_failed'

/** `accepted`: to be called once nothing bars them from signing in this way; until then the try counts as failed. */
interface Right {
  readonly amr: readonly Amr[]
  accepted?(): Promise<void>
}

export type SignInOutcome =
  /** `acr` follows from `amr`. */
  | ({ kind: 'authenticated'; user: User } & Right)
  /** `authTime`, a NumericDate: when they proved it elsewhere, `untold` where that is not known; else it was now. */
  | ({ kind: 'identified'; identity: Identity; authTime?: number } & Right)
  /** Its own page comes next, made from what it keeps. */
  | { kind: 'page'; kept: Kept }
  /** Elsewhere comes next; it ends at `/sign-in/callback`. */
  | { kind: 'redirect'; url: string; kept: Kept }
  /** The page again, with what to say; `retryAfter` in seconds. */
  | {
      kind: 'retry'
      status: 400 | 429 | 503
      problem: Message
      retryAfter?: number
      /** Absent where nothing was tried. `subject`: whose account it was, where it is somebody's. */
      refused?: { why: Refusal; subject?: string }
      /** Whether the page asks the challenge (`challenge.ts`): who passes it does not wait. */
      challenge?: boolean
      /** Where its own page is shown again: what it keeps from now on. Null ends its page. */
      kept?: Kept | null
    }

export type Retry = Extract<SignInOutcome, { kind: 'retry' }>

/** One of the directories or providers that are configured. */
export interface Source {
  readonly id: string
  /** What people know it by. */
  readonly name: string
}

export interface SignInMethod {
  /** What a form posts as `method`; where there are sources, `<value>:<id>`. */
  readonly value: string
  /** What an operator switches on and limits it by; absent for what is no first step. */
  readonly name?: SignInMethodName
  /** `first`: proves who somebody is; `second`: adds to the proof of somebody who is known. */
  readonly steps: readonly StepOfProof[]
  /** What a second step with it reaches together with a first one; `2` where it is not said. */
  readonly level?: Acr
  /** Whether it is there at all: configured, and for a second step: whether this person has it. */
  offered(server: Server, user?: User): boolean
  /** Where there are several of its kind, each of which is a way of its own. */
  sources?(server: Server): readonly Source[]
  /**
   * What its part of a page that shows several ways needs, such as a challenge: sealed with the page, and handed to
   * `complete` as `kept`. The page is made with it as well.
   */
  prepare?(attempt: SignInAttempt, server: Server): Promise<Kept>
  /** Where there is something to do before the person can prove anything: a challenge, a mail, a way elsewhere. */
  begin?(attempt: SignInAttempt, server: Server): Promise<SignInOutcome>
  complete(attempt: SignInAttempt, server: Server): Promise<SignInOutcome>
}
