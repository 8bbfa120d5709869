/** The way to a provider: its authorization request, and what must be remembered until the answer is here. */
import { calculatePKCECodeChallenge } from 'oauth4webapi'
import { operatorUrlFault } from '../../protocol/operator-url.ts'
import type { Provider } from '../../protocol/provider.ts'
import { randomToken, seconds } from '../../runtime.ts'
import { serverAt } from './metadata.ts'

/** Kept until the answer comes. */
export interface Journey {
  readonly provider: string
  readonly state: string
  /** NumericDate: when it began. */
  readonly at: number
  readonly nonce: string
  readonly verifier: string
  /** Seconds since they signed in there, at most; only where that provider can tell. */
  readonly maxAge?: number
}

export interface Wanted {
  /** They must prove themselves anew, though they are signed in there. */
  readonly again: boolean
  readonly maxAge?: number | undefined
  readonly twoFactors: boolean
  readonly loginHint?: string | undefined
}

/** @throws {FetchRefused} and whatever is wrong with the provider's metadata */
export async function requestAt(
  provider: Provider,
  redirectUri: string,
  wanted: Wanted,
  { state, now }: { state: string; now: number },
): Promise<{ url: string; journey: Journey }> {
  const { authorization_endpoint: endpoint = '' } = (await serverAt(provider)).server
  const fault = operatorUrlFault(endpoint)
  if (fault !== undefined) throw new Error(`its authorization_endpoint ${fault}`)
  const { id, kind, scope, parameters, response_mode, auth_time, acr_values, trust_amr } = provider
  const maxAge = wanted.again ? 0 : wanted.maxAge
  const journey: Journey = {
    provider: id,
    state,
    at: seconds(now),
    nonce: randomToken(16),
    verifier: randomToken(),
    ...(maxAge !== undefined && auth_time && { maxAge }),
  }
  const url = new URL(endpoint)
  const query: Record<string, string | undefined> = {
    ...parameters,
    ...(kind === 'openid' && {
      nonce: journey.nonce,
      max_age: maxAge === undefined ? undefined : String(maxAge),
      prompt: wanted.again ? 'login' : parameters.prompt,
      acr_values: wanted.twoFactors && trust_amr && acr_values.length > 0 ? acr_values.join(' ') : undefined,
      login_hint: wanted.loginHint,
    }),
    response_type: 'code',
    client_id: provider.client_id,
    redirect_uri: redirectUri,
    scope: scope.length > 0 ? scope.join(' ') : undefined,
    state: journey.state,
    response_mode: response_mode === 'form_post' ? 'form_post' : undefined,
    code_challenge: await calculatePKCECodeChallenge(journey.verifier), // RFC 7636 §4.2
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value)
  return { url: url.href, journey }
}
