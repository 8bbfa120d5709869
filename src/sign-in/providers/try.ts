/** Whether a provider answers, for the operator who sets it up. */
import { providerOf } from '../../protocol/provider.ts'
import type { Server } from '../../tokens/server.ts'
import { settingSecret } from '../../tokens/setting-secret.ts'
import { askedAnew, authenticationAt } from './metadata.ts'

/** @returns what to tell the operator: what it says of itself, or why it does not */
export async function tryProvider(
  server: Pick<Server, 'settings' | 'sealer'>,
  id: string,
  now: number,
): Promise<{ ok: boolean; text: string }> {
  const set = server.settings.providers[id]
  if (!set) return { ok: false, text: 'There is no such provider.' }
  const secret = await settingSecret(server, `providers.${id}.client_secret`, now)
  if (set.client_secret !== undefined && secret === undefined)
    return { ok: false, text: 'Its client secret cannot be read any more. Set it anew.' }
  const provider = providerOf(id, set)
  try {
    await authenticationAt(provider, secret, now) // Apple's key is one only if it signs
    const { authorization_endpoint, token_endpoint, userinfo_endpoint, jwks_uri } = (
      await askedAnew(provider)
    ).server
    if (provider.kind === 'oauth2')
      return {
        ok: true,
        text: `It publishes nothing of itself. People are sent to ${authorization_endpoint}.`,
      }
    const lacking = Object.entries({ authorization_endpoint, token_endpoint, jwks_uri }).flatMap(
      ([name, value]) => (value === undefined ? [name] : []),
    )
    if (lacking.length > 0)
      return { ok: false, text: `It answers, and does not say its ${lacking.join(', ')}.` }
    const claims =
      userinfo_endpoint === undefined ? '' : ` Who somebody is, it also says at ${userinfo_endpoint}.`
    return { ok: true, text: `It answers. People are sent to ${authorization_endpoint}.${claims}` }
  } catch (error) {
    return { ok: false, text: `It does not answer as it should: ${whyOf(error)}.` }
  }
}

/** The innermost cause says most. */
function whyOf(error: unknown): string {
  let innermost = error
  while (innermost instanceof Error && innermost.cause instanceof Error) innermost = innermost.cause
  const text = innermost instanceof Error ? innermost.message : String(innermost)
  return text.replace(/\.$/, '').slice(0, 300)
}
