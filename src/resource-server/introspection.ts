/** RFC 7662: what the authorization server says about a token. */
import { OAuthError } from '../protocol/errors.ts'
import { sha256 } from '../protocol/sha256.ts'
import { seconds } from '../runtime.ts'
import { introspectionFault } from './claim-checks.ts'
import { type Fetch, fetchJson } from './fetch-json.ts'
import { refused } from './jwt.ts'
import type { Settings } from './settings.ts'

type Answer = Readonly<Record<string, unknown>>

const mostKept = 1_000
/** Seconds. Long enough for a client that tries a dead token again and again, too short for one that is being written. */
const badKept = 2

/** Answers, for the short while that the API allows. No token is kept, only its hash. */
export class Answers {
  /** Apart, so that made-up tokens push out none that are good. */
  readonly #good = new Recent<Answer>()
  readonly #bad = new Recent<OAuthError>()
  readonly #seconds: number

  constructor(seconds: number) {
    this.#seconds = seconds
  }

  /** @param now seconds since the epoch */
  async of(token: string, now: number, ask: () => Promise<Answer>): Promise<Answer> {
    if (this.#seconds === 0) return ask()
    const name = await sha256(token)
    const good = this.#good.get(name, now)
    if (good !== undefined) return structuredClone(good) // what one request does to its claims, no other sees
    const bad = this.#bad.get(name, now)
    if (bad !== undefined) throw bad
    try {
      const answer = await ask()
      this.#good.set(name, structuredClone(answer), Math.min(now + this.#seconds, Number(answer.exp)))
      return answer
    } catch (error) {
      if (error instanceof OAuthError) this.#bad.set(name, error, now + Math.min(this.#seconds, badKept))
      throw error
    }
  }
}

class Recent<T> {
  readonly #kept = new Map<string, { value: T; until: number }>()

  get(name: string, now: number): T | undefined {
    const kept = this.#kept.get(name)
    if (kept === undefined || now < kept.until) return kept?.value
    this.#kept.delete(name)
    return undefined
  }

  set(name: string, value: T, until: number): void {
    const [oldest] = this.#kept.keys()
    if (this.#kept.size >= mostKept && oldest !== undefined) this.#kept.delete(oldest)
    this.#kept.set(name, { value, until })
  }
}

/**
 * The claims of a living token.
 * @throws {OAuthError} invalid_token where it is not active, or not for this API
 * @throws {Error} where the authorization server gives no answer
 */
export async function introspect(
  token: string,
  endpoint: string,
  settings: Settings & { introspection: { clientId: string; clientSecret: string } },
): Promise<Answer> {
  const { active, ...said } = await ask(settings.fetch, endpoint, token, settings.introspection)
  if (active !== true) throw refused('is not active: it is expired, revoked, or not for this API')
  const answer = settings.profile.fromAnswer(said)
  const fault = introspectionFault(answer, settings, seconds(settings.now()))
  if (fault !== undefined) throw refused(fault)
  return answer
}

const ask = (
  fetch: Fetch,
  endpoint: string,
  token: string,
  { clientId, clientSecret }: { clientId: string; clientSecret: string },
) =>
  fetchJson(fetch, endpoint, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      authorization: `Basic ${btoa(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`)}`, // RFC 6749 §2.3.1
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ token, token_type_hint: 'access_token' }).toString(),
  })

/** RFC 6749 Appendix B. */
const formEncoded = (text: string) => new URLSearchParams({ _: text }).toString().slice(2)
