/** The page between two accounts: somebody came from another provider with the address of a person here. */
import type { RequestContext } from '../http/context.ts'
import { pageHeaders } from '../http/headers.ts'
import { LinkPage } from '../pages/link.tsx'
import { changeOf } from '../registry/change.ts'
import { linkProvider, providerName } from '../registry/link.ts'
import type { Identity } from '../sign-in/sign-in-method.ts'
import type { User } from '../stores/users.ts'
import { textOf } from '../tokens/language.ts'
import { serverOf } from '../tokens/server.ts'
import { showPage } from '../tokens/show-page.ts'
import { applicationOf } from './application.ts'
import type { Linking } from './decision.ts'
import { sealInteraction } from './interaction.ts'
import { proceed, type State } from './proceed.ts'
import { cancel, readPost, resume } from './steps.ts'

export const showLink = (c: RequestContext) => resume(c, 'link', page)

export async function submitLink(c: RequestContext): Promise<Response> {
  const post = await readPost(c, 'link')
  if (post instanceof Response) return post
  const { interaction, form } = post
  const { linking } = interaction.progress
  switch (form.get('action')) {
    case 'cancel':
      return cancel(c, interaction)
    case 'link':
      // By a sign-in of its own, whoever is signed in here: that is what proves whose the account is.
      if (linking) return proceed(c, { ...interaction, progress: agreed(linking) })
      return proceed(c, interaction)
    default:
      return proceed(c, { ...interaction, progress: { choosing: 'another' } })
  }
}

/** What is kept of them is no more than it takes to link them. */
export function linkingOf({ source, id, login, claims }: Identity, { sub }: User): Linking {
  const { email } = claims
  return { elsewhere: { source, id, login, claims: { ...(email !== undefined && { email }) } }, sub }
}

const agreed = (linking: Linking) => ({
  linking: { ...linking, agreed: true },
  choosing: 'another' as const,
  login: linking.elsewhere.claims.email ?? '',
})

async function page(c: RequestContext, { interaction, request, decision }: State): Promise<Response> {
  if (decision.kind !== 'link') throw new Error('nothing to link')
  const t = textOf(c)
  const { elsewhere } = decision.linking
  pageHeaders(c, request.redirectUri)
  const view = LinkPage({
    t,
    application: applicationOf(c, request.client),
    request: await sealInteraction(c, 'link', interaction),
    provider: providerName(serverOf(c), elsewhere.source.id),
    email: elsewhere.claims.email ?? '',
  })
  return showPage(c, view, 200, t)
}

/**
 * Once they have signed in as far as a session takes, a second factor included. Who signed in as somebody else has linked
 * nothing.
 */
export async function linkProven(c: RequestContext, linking: Linking | undefined, user: User): Promise<void> {
  if (!linking?.agreed || linking.sub !== user.sub) return
  const change = changeOf(c, { kind: 'person', id: user.sub, name: user.user_id })
  try {
    await linkProvider(serverOf(c), change, user, linking.elsewhere)
  } catch (cause) {
    // They are signed in all the same, and are asked once more when they next come from there.
    console.error(
      JSON.stringify({ event: 'not_linked', request_id: c.get('requestId'), cause: String(cause) }),
    )
  }
}
