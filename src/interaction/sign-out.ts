/** Signing out because an application asks for it: at once where it proves the session, else when the person says so. */
import type { RequestContext } from '../http/context.ts'
import { readForm, readQuery } from '../http/form.ts'
import { noStore, pageHeaders } from '../http/headers.ts'
import { SignOutPage } from '../pages/sign-out.tsx'
import { Parameters } from '../protocol/parameters.ts'
import { randomToken } from '../runtime.ts'
import { type Account, readAccounts } from '../sign-in/accounts.ts'
import { textOf } from '../tokens/language.ts'
import { serverOf } from '../tokens/server.ts'
import { showPage } from '../tokens/show-page.ts'
import { applicationOf } from './application.ts'
import { askLanguages, interactionUrl, readInteraction, sealInteraction } from './interaction.ts'
import { type LogoutRequest, readLogoutRequest } from './logout-request.ts'
import { endHere, signedOut } from './signed-out.ts'
import { refuseForeignOrigin } from './steps.ts'

/** A request as it came, with the cookies of this browser. */
export async function signOut(c: RequestContext, parameters: Parameters): Promise<Response> {
  const request = await readLogoutRequest(serverOf(c), parameters, c.get('now'))
  const here = await meant(c, request)
  if (here.accounts.length > 0 && !here.proven) return confirm(c, parameters)
  return finish(c, request, here.accounts, request.hint !== undefined)
}

/** The page has an address of its own: the ID token does not stay in that of the browser. */
async function confirm(c: RequestContext, parameters: Parameters): Promise<Response> {
  const interaction = { id: randomToken(6), parameters: parameters.toRecord(), progress: {} }
  noStore(c)
  return c.redirect(await interactionUrl(c, 'sign-out', interaction), 303)
}

export async function showSignOut(c: RequestContext): Promise<Response> {
  const read = await readInteraction(c, 'sign-out', readQuery(c.req.raw).get('request'))
  // Whoever comes later, or from elsewhere, is asked anew.
  if (read.kind !== 'live') return signOut(c, Parameters.from(read.parameters ?? {}))
  const { interaction } = read
  const request = await readLogoutRequest(serverOf(c), Parameters.from(interaction.parameters), c.get('now'))
  const { accounts } = await meant(c, request)
  if (accounts.length === 0) return finish(c, request, [], false)
  pageHeaders(c, request.target)
  const progress = { ending: accounts.map(({ session }) => session) }
  const view = SignOutPage({
    t: textOf(c),
    application: request.client && applicationOf(c, request.client),
    request: await sealInteraction(c, 'sign-out', { ...interaction, progress }),
    accounts: accounts.map(({ sub, name, login, email }) => ({ key: sub, name, login: email ?? login })),
  })
  return showPage(c, view)
}

export async function submitSignOut(c: RequestContext): Promise<Response> {
  refuseForeignOrigin(c)
  const form = (await readForm(c.req.raw)).assertSingle()
  const read = await readInteraction(c, 'sign-out', form.get('request'))
  if (read.kind !== 'live') return signOut(c, Parameters.from(read.parameters ?? {}))
  askLanguages(c, read.interaction)
  const request = await readLogoutRequest(
    serverOf(c),
    Parameters.from(read.interaction.parameters),
    c.get('now'),
  )
  if (form.get('action') !== 'sign-out')
    return signedOut(c, { ...request, stays: true, frames: [], others: true })
  const { accounts } = await meant(c, request)
  // Whoever signed in meanwhile was not asked.
  const { ending } = read.interaction.progress
  const shown = accounts.filter(({ session }) => !ending || ending.includes(session))
  return finish(c, request, shown, true)
}

/** @param goOn whether the browser may go on to the application without another word */
async function finish(
  c: RequestContext,
  { client, target }: LogoutRequest,
  accounts: readonly Account[],
  goOn: boolean,
): Promise<Response> {
  c.get('log').what = 'signed_out'
  return signedOut(c, { client, target, goOn, ...(await endHere(c, accounts)) })
}

/** Which accounts of this browser are meant, and whether the hint proves that it is their session. */
async function meant(
  c: RequestContext,
  { client, hint, loginHint }: LogoutRequest,
): Promise<{ accounts: readonly Account[]; proven: boolean }> {
  const { pairwise, stores } = serverOf(c)
  const now = c.get('now')
  const accounts = await readAccounts(c)
  if (client && hint) {
    const people = accounts.map(({ sub }) => sub)
    const sub = await pairwise.meant(client, hint.sub, people, now)
    const account = accounts.find((each) => each.sub === sub)
    if (!account) return { accounts, proven: false } // somebody else's: §2, to be suspected
    const outcome = await stores.subjects.session(account.home, account.session, client.client_id)
    // A session that has ended has nothing left to protect.
    if (outcome.kind === 'ended') return { accounts: [account], proven: true }
    const sid = await pairwise.session(client, outcome.session.sid, now)
    return { accounts: [account], proven: sid === hint.sid }
  }
  const named = loginHint?.toLowerCase()
  const hinted = accounts.filter(({ sub, login, email }) =>
    [sub, login, email].some((each) => each !== undefined && each.toLowerCase() === named),
  )
  return { accounts: hinted.length > 0 ? hinted : accounts, proven: false }
}
