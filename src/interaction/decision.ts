/** What must happen next for an authorization request: a pure function, the only place that decides it. */
import { isPublicClient } from '../protocol/client-metadata.ts'
import { type Acr, acrOf, acrValues, reaches, untold } from '../protocol/credential.ts'
import type { ErrorCode } from '../protocol/errors.ts'
import { isClaimable } from '../protocol/redirect-uri.ts'
import type { Elsewhere } from '../registry/link.ts'
import type { Kept, StepOfProof } from '../sign-in/sign-in-method.ts'
import type { Session } from '../stores/shards/subject-decisions.ts'
import type { AuthorizationRequest } from './request.ts'
import type { Resetting } from './reset-password.ts'
import type { SigningUp } from './sign-up.ts'

/** A method whose own page is up, or that sent the person elsewhere, with what it keeps meanwhile. */
export interface Doing {
  /** As a form posts it, such as `provider:google`. */
  readonly method: string
  readonly kept: Kept
  readonly step: StepOfProof
}

/** Somebody who took a first step, where that is not enough yet. There is no session. */
export interface Proven {
  readonly sub: string
  readonly amr: readonly string[]
  /** The methods with which they proved themselves. */
  readonly ways: readonly string[]
  /** NumericDate */
  readonly at: number
}

/** An account elsewhere that waits to be linked with the person whose address it has. */
export interface Linking {
  readonly elsewhere: Elsewhere
  readonly sub: string
  /** Whether the person said that it is them. */
  readonly agreed?: boolean
}

/** What already happened for this very request, sealed with it. */
export interface Progress {
  readonly doing?: Doing
  readonly proven?: Proven
  readonly linking?: Linking
  /** A password that is being made anew, an account that is being made. */
  readonly resetting?: Resetting
  readonly signingUp?: SigningUp
  /** What they must reach because they chose to: who makes an account with a passkey. */
  readonly level?: Acr
  /** What the ways on the page that is up keep, by their method. */
  readonly prepared?: Readonly<Record<string, Kept>>
  /** The login that was typed, where the page asks for that first. */
  readonly login?: string
  /** The session that the person chose or signed in to for this request. */
  readonly session?: string
  /** Whether that session began with a sign-in for this request. */
  readonly authenticated?: boolean
  /** The person asked for the account chooser, or to sign in with an account that is not in it. */
  readonly choosing?: 'account' | 'another'
  /** Whom the consent page named. */
  readonly person?: string
  /** The items that the consent page showed. */
  readonly asked?: readonly string[]
  /** The items that the person allowed for this request. */
  readonly consented?: readonly string[]
  /** The sessions that the sign-out page showed. */
  readonly ending?: readonly string[]
}

export interface Situation {
  readonly request: Pick<
    AuthorizationRequest,
    'client' | 'redirectUri' | 'consentItems' | 'prompt' | 'maxAge' | 'expectedSub' | 'acr'
  >
  readonly progress: Progress
  /** How many accounts are signed in in this browser. */
  readonly accounts: number
  /** The live session of the account that is meant, and what was consented before (null: nothing ever). */
  readonly picked: { readonly session: Session; readonly consented: readonly string[] | null } | undefined
  /** Several accounts are signed in and nothing says which is meant. */
  readonly ambiguous: boolean
  /** Whoever has taken a first step, or has a session that is too weak; absent where nobody has. */
  readonly raising?: Raising | undefined
  /** NumericDate */
  readonly now: number
}

/** Somebody of whom more proof is needed. */
export interface Raising {
  /** A first step that was taken for this request, or a session from before it: that may be somebody else's by now. */
  readonly from: 'proof' | 'session'
  readonly amr: readonly string[]
  /** The methods that tell nothing more. */
  readonly ways: readonly string[]
  /** NumericDate: when the proof so far was given. */
  readonly at: number
  readonly needed: Acr
  /** The levels that their own second steps reach. */
  readonly within: readonly Acr[]
}

export type Decision =
  | { kind: 'login'; again: boolean }
  | { kind: 'second-factor' }
  /** They have nothing that reaches this level. */
  | { kind: 'enroll'; level: Acr }
  | { kind: 'link'; linking: Linking }
  | { kind: 'sign-up' }
  | { kind: 'select' }
  | { kind: 'consent'; ask: readonly string[]; granted: readonly string[] }
  | { kind: 'error'; code: ErrorCode; description: string }
  | { kind: 'done' }

export function decide(situation: Situation): Decision {
  const wanted = interactive(situation)
  if (!situation.request.prompt.has('none')) return wanted
  switch (wanted.kind) {
    case 'login':
      return error('login_required', 'Nobody is signed in, or who is must sign in again')
    case 'second-factor':
    case 'enroll':
      return error('interaction_required', 'Who is signed in must prove it by a second factor')
    case 'select':
      return error(
        'account_selection_required',
        'Several accounts are signed in; id_token_hint or login_hint can say which',
      )
    case 'consent':
      if (isUnprovable(situation.request)) {
        return error('interaction_required', 'The person of such a client is asked every time (RFC 8252 8.6)')
      }
      return error('consent_required', `Not yet allowed: ${wanted.ask.join(' ') || 'this client'}`)
    default:
      return wanted
  }
}

function interactive(situation: Situation): Decision {
  const { request, progress, accounts, picked, ambiguous, raising, now } = situation
  const { prompt, acr } = request
  if (acr.necessary && acr.values.length > 0 && !acr.values.some(isReachable)) {
    return unmet(acr.values)
  }
  if (progress.linking && !progress.linking.agreed) return { kind: 'link', linking: progress.linking }
  if (raising?.from === 'proof') return raise(raising)
  // OpenID Connect Prompt Create §4.1. Who has an account says so on that page.
  const isNew = progress.session === undefined && progress.choosing === undefined
  if (prompt.has('create') && isNew) return { kind: 'sign-up' }
  if (progress.session === undefined) {
    if (progress.choosing === 'another') return { kind: 'login', again: false }
    if ((progress.choosing || prompt.has('select_account')) && accounts > 0) return { kind: 'select' }
  }
  if (ambiguous) return { kind: 'select' }
  if (!picked) return { kind: 'login', again: false }

  const { session } = picked
  const fresh = progress.authenticated === true && progress.session === session.id
  if (request.expectedSub !== undefined && request.expectedSub !== session.sub) {
    // OIDC Core §3.1.2.1: who signed in is not whom the client asked for.
    return fresh
      ? error('login_required', 'Another person signed in than the request names')
      : { kind: 'login', again: false }
  }
  const maxAge =
    request.maxAge === undefined || !fresh ? request.maxAge : Math.max(request.maxAge, forThePages)
  const stale =
    (maxAge !== undefined && now - session.authTime > maxAge) ||
    (session.authTime === untold && request.client.require_auth_time)
  if (stale || (!fresh && (prompt.has('login') || request.maxAge === 0)))
    return { kind: 'login', again: true }
  if (raising) {
    const next = raise(raising)
    const age = now - raising.at
    // A session that was stolen must not end with a passkey of the thief's.
    const isOld = age > (next.kind === 'enroll' ? enrollableFor : raisableFor)
    return isOld ? { kind: 'login', again: true } : next
  }
  // It could be reached, and not by this person for this application.
  if (acr.necessary && acr.values.length > 0 && !acr.values.some((value) => reaches(session.acr, value)))
    return unmet(acr.values)

  return consent(request, progress.person === session.sub ? progress : {}, picked.consented)
}

/** Who signed in for this request has some minutes for the pages that follow, however small max_age is. */
export const forThePages = 300

const isReachable = (value: string) => acrValues.some((reachable) => reachable === value)

/** Seconds for which a first step still counts when a second one follows: NIST SP 800-63B §2.2.3 has people start over after these. */
const raisableFor = 12 * 3_600

/** Seconds for which it counts when something is to be set up: as long as on the account page. */
const enrollableFor = 20 * 60

/** What they have comes first: who knows no more than a password enrols nothing beside somebody's second factor. */
function raise({ amr, needed, within }: Raising): Decision {
  if (within.some((level) => reaches(level, needed))) return { kind: 'second-factor' }
  const alone = within.length === 0 || reaches(acrOf(amr), '2')
  return alone ? { kind: 'enroll', level: needed } : { kind: 'second-factor' }
}

/**
 * RFC 8252 §8.6: any application on the device could pose as such a client. RFC 8628 §5.4: a device may be in somebody
 * else's hands. The person is asked every time, and what they allow is not remembered.
 */
export const isUnprovable = ({ client, redirectUri }: Pick<AuthorizationRequest, 'client' | 'redirectUri'>) =>
  redirectUri === undefined || (isPublicClient(client) && isClaimable(redirectUri))

/** OIDC Core §3.1.2.4. Asked for what is new, by name. */
function consent(
  { client, redirectUri, consentItems, prompt }: Situation['request'],
  progress: Progress,
  remembered: readonly string[] | null,
): Decision {
  const unprovable = isUnprovable({ client, redirectUri })
  const granted = unprovable ? [] : (remembered ?? [])
  const missing = consentItems.filter((each) => !granted.includes(each))
  if (progress.consented && missing.every((each) => progress.consented?.includes(each)))
    return { kind: 'done' }
  if (prompt.has('consent')) return { kind: 'consent', ask: consentItems, granted: [] }
  if (client.first_party && !unprovable) return { kind: 'done' }
  const known = remembered !== null && !unprovable
  if (known && missing.length === 0) return { kind: 'done' }
  return { kind: 'consent', ask: missing, granted: consentItems.filter((each) => granted.includes(each)) }
}

const error = (code: ErrorCode, description: string): Decision => ({ kind: 'error', code, description })

const unmet = (values: readonly string[]) => {
  const asked = values.map((value) => JSON.stringify(value)).join(' or ')
  return error('unmet_authentication_requirements', `This server cannot reach acr ${asked} here`)
}
