/** How often people are sent to other providers: each time there is something to remember until they are back. */
import { network } from '../../protocol/network.ts'
import type { Limit } from '../../stores/shards/replay-decisions.ts'
import type { Server } from '../../tokens/server.ts'

const fromOneSignIn: Limit = { free: 10, longestWait: 300, forgetAfter: 3_600 }

const limitOf = ({ settings: { throttle } }: Server): Limit => ({
  free: throttle.address.free,
  longestWait: throttle.address.longest_wait,
  forgetAfter: throttle.address.forget_after,
})

const addressKey = ({ sealer }: Server, remoteAddress: string) =>
  sealer.pseudonym(`away|${network(remoteAddress)}`)

/** Counts somebody who is about to leave. @returns seconds to wait; 0 where they may go */
export async function reserveLeaving(
  server: Server,
  remoteAddress: string | undefined,
  interactionId: string | undefined,
): Promise<number> {
  const { attempts } = server.stores
  const places = [
    ...(remoteAddress ? [{ key: await addressKey(server, remoteAddress), limit: limitOf(server) }] : []),
    ...(interactionId
      ? [{ key: await server.sealer.pseudonym(`away|${interactionId}`), limit: fromOneSignIn }]
      : []),
  ]
  const outcomes = await Promise.all(places.map(({ key, limit }) => attempts.reserve(key, limit)))
  return Math.max(0, ...outcomes.map((outcome) => (outcome.kind === 'go' ? 0 : outcome.seconds)))
}

/** Whoever came back with a good answer counts at the address no longer: many people share one. */
export async function cameBack(server: Server, remoteAddress: string | undefined): Promise<void> {
  if (remoteAddress) await server.stores.attempts.takeBack(await addressKey(server, remoteAddress))
}
