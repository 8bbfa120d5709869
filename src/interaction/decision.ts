/** What must happen next for an authorization request: a pure function, the only place that decides it. */
import { isPublicClient } from '../protocol/client-metadata.ts'
import type { ErrorCode } from '../protocol/errors.ts'
import { isClaimable } from '../protocol/redirect-uri.ts'
import type { Session } from '../stores/shards/subject-decisions.ts'
import type { AuthorizationRequest } from './request.ts'

/** What already happened for this very request, sealed with it. */
export interface Progress {
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
}

export interface Situation {
  readonly request: Pick<
    AuthorizationRequest,
    'client' | 'redirectUri' | 'consentItems' | 'prompt' | 'maxAge' | 'expectedSub' | 'claims'
  >
  readonly progress: Progress
  /** How many accounts are signed in in this browser. */
  readonly accounts: number
  /** The live session of the account that is meant, and what was consented before (null: nothing ever). */
  readonly picked: { readonly session: Session; readonly consented: readonly string[] | null } | undefined
  /** Several accounts are signed in and nothing says which is meant. */
  readonly ambiguous: boolean
  /** NumericDate */
  readonly now: number
}

export type Decision =
  | { kind: 'login'; again: boolean }
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

function interactive({ request, progress, accounts, picked, ambiguous, now }: Situation): Decision {
  const acr = request.claims.id_token?.acr // OIDC Core §5.5.1.1
  if (acr?.essential && acr.values && !acr.values.includes('1')) {
    return error(
      'unmet_authentication_requirements',
      `This server cannot reach acr ${acr.values.map((value) => JSON.stringify(value)).join(' or ')}`,
    )
  }
  const { prompt } = request
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
  // Who signed in for this request has some minutes for the pages that follow, however small max_age is.
  const maxAge = request.maxAge === undefined || !fresh ? request.maxAge : Math.max(request.maxAge, 300)
  const stale = maxAge !== undefined && now - session.authTime > maxAge
  if (stale || (!fresh && (prompt.has('login') || request.maxAge === 0)))
    return { kind: 'login', again: true }

  return consent(request, progress.person === session.sub ? progress : {}, picked.consented)
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
