/** From a token to its claims: by the keys of the authorization server, by its answer, or by both. */
import { OAuthError } from '../protocol/errors.ts'
import { seconds } from '../runtime.ts'
import { Cached } from './cached.ts'
import { claimsFault } from './claim-checks.ts'
import { discover } from './discovery.ts'
import { Answers, introspect } from './introspection.ts'
import { looksLikeJwt, refused, verifiedPayload } from './jwt.ts'
import { fetchKeys, findKey, type Keys } from './key-set.ts'
import type { Settings } from './settings.ts'

const minutes = 60_000

/** The claims of a token that is good here. @throws {OAuthError} invalid_token, temporarily_unavailable */
export type TokenChecker = (token: string) => Promise<Readonly<Record<string, unknown>>>

export function tokenChecker(settings: Settings): TokenChecker {
  const { fetch, issuer, now, introspection } = settings
  const onFailure = onceEach(settings.onUnavailable)
  const server = new Cached({ load: () => discover(fetch, issuer), now, maxAge: 60 * minutes, onFailure })
  const keys = new Cached<Keys>({
    load: async () => fetchKeys(fetch, (await server.get()).jwksUri),
    now,
    maxAge: 10 * minutes,
    onFailure,
  })
  const answers = new Answers(introspection?.cacheSeconds ?? 0)

  let someWereActive = false
  let suspectedAt = Number.NEGATIVE_INFINITY

  /** A JWT that is good by its keys and not active was revoked; where all are, the API may ask as nobody who may. */
  async function byBoth(token: string, introspection: NonNullable<Settings['introspection']>) {
    try {
      await byAnswer(token, introspection)
      someWereActive = true
    } catch (error) {
      if (error instanceof OAuthError && !someWereActive && now() - suspectedAt >= minutes) {
        suspectedAt = now()
        settings.onUnavailable(
          new Error(
            `${issuer} has called no JWT active yet, though each was good. Either all were revoked, or ` +
              `'${introspection.clientId}' is not in introspection_clients of ${settings.audience}`,
            { cause: error },
          ),
        )
      }
      throw error
    }
  }

  async function byKeys(token: string) {
    const payload = await verifiedPayload(token, settings, (kid, alg) => findKey(keys, kid, alg))
    const fault = claimsFault(payload, settings, seconds(now()))
    if (fault !== undefined) throw refused(fault)
    return payload
  }

  async function byAnswer(token: string, introspection: NonNullable<Settings['introspection']>) {
    const { introspectionEndpoint } = await server.get()
    if (introspectionEndpoint === undefined) throw new Error(`${issuer} names no introspection_endpoint`)
    const ask = () => introspect(token, introspectionEndpoint, { ...settings, introspection })
    return answers.of(token, seconds(now()), ask)
  }

  return async (token) => {
    try {
      if (looksLikeJwt(token)) {
        const payload = await byKeys(token)
        if (introspection?.when === 'always') await byBoth(token, introspection)
        return payload
      }
      if (introspection === undefined) throw refused('is no signed JWT: it does not have three parts')
      return await byAnswer(token, introspection)
    } catch (cause) {
      if (cause instanceof OAuthError) throw cause
      onFailure(cause)
      throw unavailable(cause)
    }
  }
}

/** One failure may come up by several ways, and again until it is time for another attempt. */
function onceEach(report: (cause: unknown) => void): (cause: unknown) => void {
  const seen = new WeakSet<Error>()
  return (cause) => {
    if (cause instanceof Error) {
      if (seen.has(cause)) return
      seen.add(cause)
    }
    report(cause)
  }
}

/** That nobody could be asked says nothing about the token, so it is no 401. */
const unavailable = (cause: unknown) =>
  new OAuthError('temporarily_unavailable', {
    description: 'Access tokens cannot be checked at the moment; try again',
    cause,
  })
