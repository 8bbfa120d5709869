/** What happens to a device's request (RFC 8628), as pure functions. Times are NumericDates unless a name says `Ms`. */

export interface DeviceRequest {
  userCode: string
  /** Sealed into the device code: a user code may come again, a request never does. */
  id: string
  clientId: string
  scope: readonly string[]
  audience: readonly string[]
  status: 'pending' | 'approved' | 'denied'
  /** The row in the person's shard that the poll redeems. */
  approval?: { home: string; id: string; sub: string }
  expiresAt: number
  /** Seconds between two polls; grows where the device is impatient (§3.5). */
  interval: number
  lastPollMs: number | null
}

export const deviceInterval = 5

export type PollDecision =
  | { kind: 'expired' | 'denied' }
  | { kind: 'pending' | 'slow_down'; request: DeviceRequest }
  | {
      kind: 'approved'
      approval: NonNullable<DeviceRequest['approval']>
      asked: Pick<DeviceRequest, 'scope' | 'audience'>
    }

/** RFC 8628 §3.5. An approved request answers at once: the person has waited enough. */
export function poll(request: DeviceRequest | undefined, id: string, nowMs: number): PollDecision {
  if (!request || request.id !== id || request.expiresAt * 1000 <= nowMs) return { kind: 'expired' }
  if (request.status === 'denied') return { kind: 'denied' }
  const { approval, scope, audience } = request
  if (approval) return { kind: 'approved', approval, asked: { scope, audience } }
  const early = request.lastPollMs !== null && nowMs - request.lastPollMs < request.interval * 1000
  return early
    ? {
        kind: 'slow_down',
        request: { ...request, interval: request.interval + deviceInterval, lastPollMs: nowMs },
      }
    : { kind: 'pending', request: { ...request, lastPollMs: nowMs } }
}

/** The person's answer counts once, and only in time. Undefined where there is nothing to answer any more. */
export function answer(
  request: DeviceRequest | undefined,
  id: string,
  approval: DeviceRequest['approval'] | 'denied',
  nowMs: number,
): DeviceRequest | undefined {
  if (!request || request.id !== id || request.expiresAt * 1000 <= nowMs) return undefined
  if (request.status !== 'pending') return undefined
  return approval === 'denied' || approval === undefined
    ? { ...request, status: 'denied' }
    : { ...request, status: 'approved', approval }
}
