/** Cloudflare Turnstile: asks whether an answer to its challenge is right. Each answer counts there once. */
import { readLimited, readUtf8 } from '../http/limited-body.ts'

const siteverify = 'https://challenges.cloudflare.com/turnstile/v0/siteverify'
const timeoutMs = 4_000
const maxBytes = 16_384

export interface ChallengeAnswer {
  readonly secret: string
  /** What the widget put into the form. */
  readonly response: string
  readonly remoteAddress: string | undefined
}

/** What Cloudflare says of it, unchecked; undefined where it says nothing that can be understood. */
export async function verifyChallenge({
  secret,
  response,
  remoteAddress,
}: ChallengeAnswer): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const answer = await fetch(siteverify, {
      method: 'POST',
      body: new URLSearchParams({ secret, response, ...(remoteAddress && { remoteip: remoteAddress }) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const text = readUtf8(await readLimited(answer.body, maxBytes, () => new Error('too large')))
    const said: unknown = JSON.parse(text)
    return typeof said === 'object' && said !== null && 'success' in said
      ? (said as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
