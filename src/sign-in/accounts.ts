/** The accounts that are signed in in this browser: one sealed cookie, the most recently used first. */

import type { RequestContext } from '../http/context.ts'
import { type CookieName, readCookie, writeCookie } from '../http/cookies.ts'
import { seconds } from '../runtime.ts'
import { serverOf } from '../tokens/server.ts'
import { showBrowserState } from './browser-state.ts'

export interface Account {
  readonly home: string
  readonly sub: string
  /** The private id of the session. */
  readonly session: string
  /** For the account chooser and for `login_hint`; short, since five accounts must fit a cookie. */
  readonly login: string
  readonly email?: string
  readonly name: string
}

const cookie: CookieName = { name: 'edgegrant-session' }
export const keptAccounts = 5

export async function readAccounts(c: RequestContext): Promise<readonly Account[]> {
  const { config, sealer } = serverOf(c)
  const value = readCookie(c, cookie, config.secure)
  const opened =
    value === undefined ? undefined : await sealer.open<Account[]>('session', value, c.get('now'))
  return opened && !opened.expired ? opened.payload : []
}

/** Accounts that no longer fit are returned: their sessions should end. */
export async function writeAccounts(
  c: RequestContext,
  accounts: readonly Account[],
): Promise<readonly Account[]> {
  const { config, sealer, settings } = serverOf(c)
  const maxAge = settings.lifetimes.session
  const now = c.get('now')
  const kept = accounts.slice(0, keptAccounts)
  const value = await sealer.seal('session', kept, { now, expiresAt: seconds(now) + maxAge })
  writeCookie(c, cookie, value, { secure: config.secure, maxAge })
  await showBrowserState(c, kept)
  return accounts.slice(keptAccounts)
}
