/** The challenge of Cloudflare Turnstile: for whom it is asked, and whether its answer counts. Off unless set. */
import { verifyChallenge } from '../outbound/turnstile.ts'
import type { Parameters } from '../protocol/parameters.ts'
import type { Server } from '../tokens/server.ts'
import { settingSecret } from '../tokens/setting-secret.ts'

/** The page that asks: an answer that was given on another one does not count. */
export type ChallengeAction = 'sign-in' | 'sign-up'

const longestResponse = 2_048 // what Turnstile documents

/** What the page needs to ask it; undefined where it is off. */
export function challengeFor({ settings }: Server, action: ChallengeAction) {
  return settings.turnstile && { siteKey: settings.turnstile.site_key, action }
}

/**
 * Whether the form brings a right answer to it. Ask only where that matters: an answer counts once.
 * While Cloudflare does not say, `turnstile.when_unreachable` decides; of a form without an answer it never does.
 */
export async function passesChallenge(
  server: Server,
  form: Parameters,
  action: ChallengeAction,
  remoteAddress: string | undefined,
  now: number,
): Promise<boolean> {
  const { turnstile } = server.settings
  const response = form.get('cf-turnstile-response') ?? ''
  if (!turnstile || response === '' || response.length > longestResponse) return false
  const secret = await settingSecret(server, 'turnstile.secret_key', now)
  const said = secret === undefined ? undefined : await verifyChallenge({ secret, response, remoteAddress })
  const codes = Array.isArray(said?.['error-codes']) ? said['error-codes'] : []
  if (said === undefined || codes.includes('internal-error')) {
    console.warn(JSON.stringify({ event: 'challenge_unreachable', secret: secret !== undefined }))
    return turnstile.when_unreachable === 'let_pass'
  }
  const { hostname } = new URL(server.config.issuer)
  const passed = said.success === true && said.hostname === hostname && said.action === action
  if (!passed) console.warn(JSON.stringify({ event: 'challenge_refused', codes: codes.slice(0, 5) }))
  return passed
}
