/** The consent page: who asks, for what, and how to refuse. */
import type { RequestContext } from '../http/context.ts'
import { pageHeaders } from '../http/headers.ts'
import { causeOf } from '../http/origin.ts'
import { ConsentPage } from '../pages/consent.tsx'
import { showUserCode } from '../protocol/user-code.ts'
import { textOf } from '../tokens/language.ts'
import { serverOf } from '../tokens/server.ts'
import { showPage } from '../tokens/show-page.ts'
import { resourcesOf } from '../tokens/target.ts'
import { applicationOf } from './application.ts'
import { describeItems } from './consent-items.ts'
import { isUnprovable } from './decision.ts'
import { sealInteraction } from './interaction.ts'
import { proceed, type State } from './proceed.ts'
import { cancel, readPost, resume } from './steps.ts'

export const showConsent = (c: RequestContext) => resume(c, 'consent', page)

export async function submitConsent(c: RequestContext): Promise<Response> {
  const post = await readPost(c, 'consent')
  if (post instanceof Response) return post
  const { interaction, form } = post
  switch (form.get('action')) {
    case 'allow':
      return proceed(c, interaction, { step: 'consent', page: allow })
    case 'switch': // "Not you?"
      return proceed(c, { ...interaction, progress: { choosing: 'account' } })
    default:
      return cancel(c, interaction)
  }
}

/**
 * The person agreed to what the page showed, as the account it named; where either has changed, it is asked again.
 * Their session may be another by now: they signed in in a second tab.
 */
async function allow(c: RequestContext, state: State): Promise<Response> {
  const { interaction, request, decision, account, live } = state
  if (decision.kind !== 'consent' || !account || !live) throw new Error('consent without a session')
  const { person, asked = [] } = interaction.progress
  if (person !== live.session.sub || !decision.ask.every((scope) => asked.includes(scope)))
    return page(c, state)
  const { subjects } = serverOf(c).stores
  const { client_id: clientId, client_name: clientName } = request.client
  const remembered = !isUnprovable(request)
  await subjects.consent(
    account.home,
    { sub: live.session.sub, clientId, scopes: decision.ask, remembered },
    causeOf(c, { clientName }),
  )
  c.get('log').what = 'consented'
  const consented = [...decision.ask, ...decision.granted]
  return proceed(c, { ...interaction, progress: { ...interaction.progress, consented } })
}

async function page(
  c: RequestContext,
  { interaction, request, decision, account, live }: State,
): Promise<Response> {
  if (decision.kind !== 'consent' || !account || !live) throw new Error('consent without a session')
  const { client, redirectUri } = request
  const among = { resources: [...client.resources, ...request.audience] }
  const resources = await resourcesOf(serverOf(c), among, c.get('now'))
  const described = (items: readonly string[]) => describeItems(textOf(c), items, resources)
  const { id: session, sub: person } = live.session
  const progress = { ...interaction.progress, session, person, asked: decision.ask }
  pageHeaders(c, redirectUri)
  return showPage(
    c,
    ConsentPage({
      t: textOf(c),
      application: applicationOf(c, client),
      person: {
        name: live.subject.claims.name ?? live.subject.user_id,
        login: live.subject.claims.email ?? live.subject.user_id,
      },
      request: await sealInteraction(c, 'consent', { ...interaction, progress }),
      scopes: described(decision.ask),
      granted: described(decision.granted),
      redirectHost: redirectUri && (new URL(redirectUri).host || new URL(redirectUri).protocol),
      userCode: request.device && showUserCode(request.device.userCode),
    }),
  )
}
