/**
 * Sign-ins of people who have gone elsewhere: what is under way waits here, since no provider carries so long a `state`.
 * It is met again once, and in the browser in which it left (RFC 9700 §4.7: nobody's answer is planted on somebody else).
 */
import type { RequestContext } from '../http/context.ts'
import { browserHash, knownBrowser } from '../sign-in/browser.ts'
import type { JourneyOutcome } from '../stores/shards/request.ts'
import { serverOf } from '../tokens/server.ts'

const keyOf = (c: RequestContext, state: string) => serverOf(c).sealer.pseudonym(`journey|${state}`)

/** @param endsAt NumericDate */
export async function depart(
  c: RequestContext,
  state: string,
  sealed: string,
  endsAt: number,
): Promise<void> {
  const [key, browser] = await Promise.all([keyOf(c, state), knownBrowser(c)])
  await serverOf(c).stores.journeys.depart({ key, browser, sealed, endsAt })
}

export async function arrive(c: RequestContext, state: string): Promise<JourneyOutcome> {
  const [key, browser] = await Promise.all([keyOf(c, state), browserHash(c)])
  return serverOf(c).stores.journeys.arrive(key, browser)
}
