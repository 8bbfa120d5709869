/**
 * Which of the accounts in this browser uses our own portals. It only picks among those that are signed in here, so it
 * is not sealed; a sign-in for some application, as somebody else, does not change it.
 */
import type { RequestContext } from '../http/context.ts'
import { type CookieName, readCookie, writeCookie } from '../http/cookies.ts'
import { serverOf } from '../tokens/server.ts'
import type { Account } from './accounts.ts'

const cookie: CookieName = { name: 'edgegrant-portal' }
const maxAge = 30 * 86_400

export function portalAccount(c: RequestContext, accounts: readonly Account[]): Account | undefined {
  const sub = readCookie(c, cookie, serverOf(c).config.secure)
  const [only, ...others] = accounts
  return accounts.find((account) => account.sub === sub) ?? (others.length === 0 ? only : undefined)
}

export function choosePortalAccount(c: RequestContext, { sub }: Pick<Account, 'sub'>): void {
  writeCookie(c, cookie, sub, { secure: serverOf(c).config.secure, maxAge })
}
