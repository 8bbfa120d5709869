/** The end of a sign-out in this browser: its sessions, its cookies, and what its applications load to hear of it. */
import type { RequestContext } from '../http/context.ts'
import { noStore, pageHeaders } from '../http/headers.ts'
import { causeOf } from '../http/origin.ts'
import { SignedOutPage } from '../pages/signed-out.tsx'
import type { Client } from '../protocol/client-metadata.ts'
import { type Account, readAccounts, writeAccounts } from '../sign-in/accounts.ts'
import type { EndedSession } from '../stores/shards/subject-outcomes.ts'
import { clientOfToken } from '../tokens/clients.ts'
import { textOf } from '../tokens/language.ts'
import { serverOf } from '../tokens/server.ts'
import { showPage } from '../tokens/show-page.ts'
import { applicationOf } from './application.ts'

/** More than anybody's browser should load at once. */
const mostFrames = 50

/** What is left after a sign-out: `frames` that its applications want to be loaded, and whether others are signed in here. */
export interface Ended {
  readonly frames: readonly string[]
  readonly others: boolean
}

/** Ends these sessions of this browser. */
export async function endHere(c: RequestContext, accounts: readonly Account[]): Promise<Ended> {
  const { stores } = serverOf(c)
  const ended = await Promise.all(
    accounts.map(({ home, session }) => stores.subjects.endSession(home, session, causeOf(c))),
  )
  const known = await readAccounts(c)
  const left = known.filter(({ session }) => !accounts.some((account) => account.session === session))
  if (left.length < known.length) await writeAccounts(c, left)
  const frames = await Promise.all(ended.flatMap((each) => (each ? framesOf(c, each) : [])))
  return { frames: frames.flat().slice(0, mostFrames), others: left.length > 0 }
}

/** OIDC Front-Channel Logout §2: with `iss` and `sid`, whether they are required or not. */
async function framesOf(c: RequestContext, { sid, clients }: EndedSession): Promise<string[]> {
  const server = serverOf(c)
  const now = c.get('now')
  const frames = clients.map(async (id) => {
    const client = await clientOfToken(server, id, now)
    if (client?.status !== 'active' || client.frontchannel_logout_uri === undefined) return []
    const uri = new URL(client.frontchannel_logout_uri)
    uri.searchParams.append('iss', server.config.issuer)
    uri.searchParams.append('sid', await server.pairwise.session(client, sid, now))
    return [uri.href]
  })
  return (await Promise.all(frames)).flat()
}

interface SignedOut extends Ended {
  readonly client?: Client | undefined
  /** Registered for this. */
  readonly target?: string | undefined
  readonly goOn?: boolean
  /** The person did not want to. */
  readonly stays?: boolean
}

/** On to the application where it may be, once its frames are loaded; else a page that says how it stands. */
export function signedOut(
  c: RequestContext,
  { client, target, goOn, stays, frames, others }: SignedOut,
): Response {
  if (target !== undefined && goOn && frames.length === 0) {
    noStore(c)
    return c.redirect(target, 303)
  }
  pageHeaders(c, undefined, { frames })
  const view = SignedOutPage({
    t: textOf(c),
    application: client && applicationOf(c, client),
    what: stays ? 'stays' : others ? 'others' : 'nobody',
    target: stays ? undefined : target,
    goOn: goOn ?? false,
    frames: [...frames],
  })
  return showPage(c, view)
}
