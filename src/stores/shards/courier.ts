/** What leaves a shard goes by `Courier`, an entrypoint of the Worker itself. */

import type { Logout, Told } from '../../protocol/logout.ts'
import { now as clock } from '../../runtime.ts'
import type { DueLogout, SubjectLogouts } from './subject-logouts.ts'

interface Courier {
  logout(logout: Logout): Promise<Told>
}

/**
 * Starts telling the clients whose turn it is, each by itself, and waits for none: one that is slow holds up neither the
 * alarm nor the next one. Never throws: an alarm that has failed six times is not tried again.
 * @param settled called for each as soon as it is known
 */
export function tellDue(
  logouts: SubjectLogouts,
  ctx: DurableObjectState,
  settled: (due: DueLogout, told: Told) => void,
): void {
  try {
    const { Courier } = ctx.exports as unknown as { Courier: Courier }
    for (const due of logouts.take(clock()))
      ctx.waitUntil(
        send(Courier, due.logout)
          .then((told) => settled(due, told))
          .catch(failed),
      )
  } catch (cause) {
    failed(cause)
  }
}

/** Where the Worker itself fails, it is tried again as if the client had. */
async function send(courier: Courier, logout: Logout): Promise<Told> {
  try {
    return await courier.logout(logout)
  } catch (cause) {
    failed(cause)
    return { kind: 'failed', why: 'could not be sent', passing: true }
  }
}

function failed(cause: unknown): void {
  console.error(JSON.stringify({ event: 'logout_not_told', cause: String(cause) }))
}
