/** What the pages of a person's own account share. */
import type { MessageKey } from '../../pages/text.ts'
import { managementScopeNames, operatorRole } from '../../protocol/management.ts'
import type { Change } from '../../registry/change.ts'
import type { PersonSummary } from '../../registry/users.ts'
import { getUser } from '../../registry/users.ts'
import { type Account, readAccounts, writeAccounts } from '../../sign-in/accounts.ts'
import { changeBy, hasRole } from '../person.ts'
import type { Visit } from '../portal.ts'
import type { Recently } from '../recent.ts'

/** To change the password, or to end the account: a session that was left open somewhere is not enough. */
export const minutesAgo: Recently = { toOpen: 5 * 60, toSend: 15 * 60 }

/** A change that a person makes of themself. An operator's record may be changed by its owner as by any operator. */
export const ownChange = ({ c, person }: Visit): Change => ({
  ...changeBy(c, person),
  ...(hasRole(person, operatorRole) && { manages: managementScopeNames }),
})

export const subOf = ({ person }: Visit): string => person.subject.sub

/** As they are on record now. */
export async function ownRecord(visit: Visit): Promise<PersonSummary> {
  const found = await getUser(visit.server, subOf(visit))
  if (!found) throw new Error('signed in, and not on record') // their shard will hear of it
  return found
}

/** What this browser's cookie holds of the account, changed; or taken out of it. */
export async function changeAccount(
  { c, person }: Visit,
  change: Partial<Pick<Account, 'session' | 'name' | 'email' | 'login'>> | 'removed',
): Promise<void> {
  const { sub } = person.account
  const accounts = await readAccounts(c)
  await writeAccounts(
    c,
    change === 'removed'
      ? accounts.filter((account) => account.sub !== sub)
      : accounts.map((account) => (account.sub === sub ? { ...account, ...change } : account)),
  )
}

/** What is said after something was done, by what stands in the address. */
export function noticeOf(
  { c, frame }: Visit,
  notices: Readonly<Record<string, MessageKey>>,
): string | undefined {
  const key = new Map(Object.entries(notices)).get(new URL(c.req.url).searchParams.get('done') ?? '')
  return key && frame.t(key)
}
