/** Another provider vouches for somebody: OpenID Connect Core §3.1, or OAuth 2 with an endpoint that says who they are. */
import { FetchRefused } from '../../outbound/fetch.ts'
import type { MessageKey } from '../../pages/text.ts'
import { type Provider, providerOf } from '../../protocol/provider.ts'
import { providerRedirectUri } from '../../protocol/settings-providers.ts'
import type { Server } from '../../tokens/server.ts'
import { settingSecret } from '../../tokens/setting-secret.ts'
import { cameBack, reserveLeaving } from '../providers/leaving.ts'
import type { Journey } from '../providers/request.ts'
import type { Refusal, Retry, SignInMethod } from '../sign-in-method.ts'

export const provider: SignInMethod = {
  value: 'provider',
  name: 'provider',
  steps: ['first'],
  offered: (server) => sourcesOf(server).length > 0,
  sources: (server) => sourcesOf(server),

  async begin({ source, state, asked, now, remoteAddress, interactionId }, server) {
    const chosen = providerAt(server, source)
    if (!chosen || state === undefined) return gone
    const wait = await reserveLeaving(server, remoteAddress, interactionId)
    if (wait > 0) {
      const problem = ['sign_in.wait', { seconds: wait }] as const
      return {
        kind: 'retry',
        status: 429,
        problem,
        retryAfter: wait,
        refused: { why: 'throttled' },
        kept: null,
      }
    }
    // Its client is evaluated when somebody first comes for it.
    const { requestAt } = await import('../providers/request.ts')
    const redirectUri = providerRedirectUri(server.config.issuer, chosen.id)
    const wanted = { again: false, twoFactors: false, ...asked }
    try {
      const { url, journey } = await requestAt(chosen, redirectUri, wanted, { state, now })
      return { kind: 'redirect', url, kept: { ...journey } }
    } catch (error) {
      return failed(chosen, error)
    }
  },

  async complete({ form, kept, source, now, remoteAddress, background }, server) {
    const journey = kept as Journey | undefined
    const chosen = providerAt(server, source)
    // RFC 9700 §4.4.2.2: an answer that came to the address of another provider than the one that was asked.
    if (!chosen || !journey || journey.provider !== chosen.id) return gone
    const [{ answerOf }, { identityOf, amrOf, authTimeOf }] = await Promise.all([
      import('../providers/answer.ts'),
      import('../providers/identity.ts'),
    ])
    try {
      const told = await answerOf(chosen, {
        journey,
        parameters: new URLSearchParams(form.toRecord()),
        redirectUri: providerRedirectUri(server.config.issuer, chosen.id),
        secret: await settingSecret(server, `providers.${chosen.id}.client_secret`, now),
        now,
      })
      const identity = identityOf(chosen, told)
      if (!identity) throw new Error('it does not say who somebody is')
      background(cameBack(server, remoteAddress))
      return {
        kind: 'identified',
        identity,
        amr: amrOf(chosen, told),
        authTime: authTimeOf(chosen, told, now),
      }
    } catch (error) {
      return failed(chosen, error)
    }
  },
}

const sourcesOf = ({ settings: { providers } }: Server) =>
  Object.entries(providers).flatMap(([id, { name, enabled }]) => (enabled ? [{ id, name }] : []))

function providerAt({ settings: { providers } }: Server, id: string | undefined): Provider | undefined {
  const found = id !== undefined && Object.hasOwn(providers, id) ? providers[id] : undefined
  return id !== undefined && found?.enabled ? providerOf(id, found) : undefined
}

/** Taken out of the settings, or switched off, since the page was made. */
const gone: Retry = { kind: 'retry', status: 400, problem: ['provider.gone'], kept: null }

/** The others are still there: whatever it is, the person is led back to them. */
function failed({ id, name }: Provider, error: unknown): Retry {
  const said = errorOf(error)
  const retry = (problem: MessageKey, status: 400 | 503, why?: Refusal): Retry => ({
    kind: 'retry',
    status,
    problem: [problem, { provider: name }],
    kept: null,
    ...(why && { refused: { why } }),
  })
  if (said === 'access_denied') return retry('provider.denied', 400) // RFC 6749 §4.1.2.1
  // For the operator: what was wrong, never what was sent.
  console.error(JSON.stringify({ event: 'provider_failed', provider: id, cause: reasonOf(error) }))
  if (error instanceof Error && error.name === 'TenantRefused')
    return retry('provider.not_allowed', 400, 'not_allowed')
  const isDown = error instanceof FetchRefused && error.passing
  if (isDown || said === 'temporarily_unavailable' || said === 'server_error')
    return retry('provider.unreachable', 503, 'unreachable')
  return retry('provider.failed', 400, 'bad_answer')
}

/** The error code that the provider itself sent back with the person. */
function errorOf(error: unknown): string | undefined {
  const { code, error: said } = error as { code?: unknown; error?: unknown }
  return code === 'OAUTH_AUTHORIZATION_RESPONSE_ERROR' && typeof said === 'string' ? said : undefined
}

function reasonOf(error: unknown): string {
  const { code, message, error: said } = error as { code?: unknown; message?: unknown; error?: unknown }
  if (code === 'OAUTH_WWW_AUTHENTICATE_CHALLENGE') return 'answered 401: the client secret may be another one'
  return [message, said]
    .filter((each) => typeof each === 'string')
    .join(': ')
    .slice(0, 300)
}
