/** What leaves a shard goes by `Courier`, an entrypoint of the Worker itself. */

import type { Logout, Told } from '../../protocol/logout.ts'
import { now as clock } from '../../runtime.ts'
import type { DueLogout, SubjectLogouts } from './subject-logouts.ts'

interface Courier {
  logout(logout: Logout): Promise<Told>
}

/**
 * Tells the clients whose turn it is, each by itself.
 * @param settled called for each as soon as it is known: what went well is not done again where the object ends in between
 */
export async function tellDue(
  logouts: SubjectLogouts,
  ctx: DurableObjectState,
  settled: (due: DueLogout, told: Told) => void,
): Promise<void> {
  const { Courier } = ctx.exports as unknown as { Courier: Courier }
  const due = logouts.due(clock())
  await Promise.all(due.map(async (each) => settled(each, await send(Courier, each.logout))))
}

/** Where the Worker itself fails, it is tried again as if the client had. */
async function send(courier: Courier, logout: Logout): Promise<Told> {
  try {
    return await courier.logout(logout)
  } catch (cause) {
    console.error(JSON.stringify({ event: 'logout_not_told', cause: String(cause) }))
    return { kind: 'failed', why: 'could not be sent', passing: true }
  }
}
