/** Slows guessing down, by account and by address. An attempt is counted before its password is hashed. */

import { network } from '../protocol/network.ts'
import type { Settings } from '../protocol/settings.ts'
import type { Limit } from '../stores/shards/replay-decisions.ts'
import type { Server } from '../tokens/server.ts'

const limitOf = ({ free, longest_wait, forget_after }: Settings['throttle']['account']): Limit => ({
  free,
  longestWait: longest_wait,
  forgetAfter: forget_after,
})

export interface Reserved {
  /** To be called once the password proved right. */
  succeeded(): Promise<void>
  /** Where no password was compared after all. */
  takeBack(): Promise<void>
}

/**
 * Keys are pseudonyms: what people type as a login name is not stored.
 * @param who the account, or where there is none, the login name that was typed
 */
export async function reserveAttempt(
  server: Server,
  who: string,
  remoteAddress: string | undefined,
): Promise<Reserved | { waitSeconds: number }> {
  const { attempts } = server.stores
  const { account, address } = server.settings.throttle
  const byAccount = await server.sealer.pseudonym(`account|${who}`)
  const byAddress = remoteAddress && (await server.sealer.pseudonym(`address|${network(remoteAddress)}`))

  const [atAccount, atAddress] = await Promise.all([
    attempts.reserve(byAccount, limitOf(account)),
    byAddress ? attempts.reserve(byAddress, limitOf(address)) : undefined,
  ])
  const waits = [atAccount, atAddress].flatMap((outcome) =>
    outcome?.kind === 'wait' ? [outcome.seconds] : [],
  )
  if (waits.length > 0) {
    // What one of the two refused was no guess, so it does not count at the other.
    if (atAccount.kind === 'go') await attempts.takeBack(byAccount)
    if (byAddress && atAddress?.kind === 'go') await attempts.takeBack(byAddress)
    return { waitSeconds: Math.max(...waits) }
  }
  return {
    async succeeded() {
      // Who owns one account may still be guessing at others: at its address a success vouches only for itself.
      await Promise.all([attempts.forget(byAccount), byAddress && attempts.takeBack(byAddress)])
    },
    async takeBack() {
      await Promise.all([attempts.takeBack(byAccount), byAddress && attempts.takeBack(byAddress)])
    },
  }
}
