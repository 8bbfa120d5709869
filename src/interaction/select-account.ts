/** The account chooser: which of the accounts in this browser is meant. */
import type { RequestContext } from '../http/context.ts'
import { pageHeaders } from '../http/headers.ts'
import { SelectAccountPage } from '../pages/select-account.tsx'
import { textOf } from '../tokens/language.ts'
import { showPage } from '../tokens/show-page.ts'
import { applicationOf } from './application.ts'
import { sealInteraction } from './interaction.ts'
import { proceed, type State } from './proceed.ts'
import { cancel, readPost, resume } from './steps.ts'

export const showSelectAccount = (c: RequestContext) => resume(c, 'select-account', page)

export async function submitSelectAccount(c: RequestContext): Promise<Response> {
  const post = await readPost(c, 'select-account')
  if (post instanceof Response) return post
  const { interaction, form } = post
  const choice = form.get('account')
  if (choice === 'cancel') return cancel(c, interaction)
  if (choice === 'another') return proceed(c, { ...interaction, progress: { choosing: 'another' } })
  return proceed(c, interaction, { step: 'select-account', page: (_, state) => choose(c, state, choice) })
}

async function choose(c: RequestContext, state: State, sub: string | undefined): Promise<Response> {
  const chosen = state.accounts.find((account) => account.sub === sub)
  if (!chosen) return page(c, state)
  return proceed(c, { ...state.interaction, progress: { session: chosen.session } })
}

async function page(c: RequestContext, { interaction, request, accounts }: State): Promise<Response> {
  pageHeaders(c, request.redirectUri)
  const view = SelectAccountPage({
    t: textOf(c),
    application: applicationOf(c, request.client),
    request: await sealInteraction(c, 'select-account', interaction),
    accounts: accounts.map(({ sub, name, login, email }) => ({ key: sub, name, login: email ?? login })),
  })
  return showPage(c, view)
}
