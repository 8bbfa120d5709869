/** A person's accounts at other providers: linked with their own, and unlinked. */
import { pageHeaders } from '../../http/headers.ts'
import { beginLinking, linkedPage } from '../../interaction/link-account.ts'
import { LinkedPage } from '../../pages/account/linked.tsx'
import type { MessageKey } from '../../pages/text.ts'
import { RegistryError } from '../../registry/errors.ts'
import { linkedProviders, providerIdOf, providerName, unlinkProvider } from '../../registry/link.ts'
import { providerMethod as provider } from '../../sign-in/methods/index.ts'
import type { Source } from '../../sign-in/sign-in-method.ts'
import { showPage } from '../../tokens/show-page.ts'
import { goTo, missing, type Visit } from '../portal.ts'
import { askForAll, ownUser } from './level.ts'
import { noticeOf, ownChange, subOf } from './own.ts'
import { lately, timesFor } from './when.ts'

export const showLinked = (visit: Visit): Promise<Response> => page(visit, problemOf(visit))

export async function submitLinked(visit: Visit): Promise<Response> {
  const again = await askForAll(visit, await ownUser(visit))
  if (again) return again
  const { c, server, form, person, frame } = visit
  const sub = subOf(visit)
  if (form.get('action') === 'link') {
    const source = offered(visit).find(({ id }) => id === form.get('provider'))
    if (!source) return missing(visit)
    return beginLinking(c, { sub, session: person.session.id }, source.id)
  }
  if (form.get('action') !== 'unlink') return missing(visit)
  try {
    await unlinkProvider(server, ownChange(visit), sub, form.get('id') ?? '')
    return goTo(visit, `${linkedPage}?done=unlinked`)
  } catch (error) {
    if (!(error instanceof RegistryError) || error.fault.kind !== 'conflict') throw error
    return page(visit, frame.t('linked.last_way'))
  }
}

/** Those with which this person may sign in. */
function offered({ server, person }: Visit): readonly Source[] {
  const open = server.settings.sign_in.methods[person.subject.user_type].includes('provider')
  return (open && provider.sources?.(server)) || []
}

/** Of the providers that are linked; undefined where there are none, and none to link. */
export async function linkedNames(visit: Visit): Promise<string[] | undefined> {
  const linked = await linkedProviders(visit.server, subOf(visit))
  if (linked.length === 0 && offered(visit).length === 0) return undefined
  return [...new Set(linked.map((each) => providerName(visit.server, providerIdOf(each))))]
}

const problems: Readonly<Record<string, MessageKey>> = {
  denied: 'provider.denied',
  failed: 'provider.failed',
  gone: 'provider.gone',
  not_allowed: 'provider.not_allowed',
  unreachable: 'provider.unreachable',
  taken: 'linked.taken',
}

/** How it ended elsewhere, by what stands in the address. */
function problemOf({ c, server, frame }: Visit): string | undefined {
  const { searchParams } = new URL(c.req.url)
  const name = searchParams.get('problem') ?? ''
  const key = Object.hasOwn(problems, name) ? problems[name] : undefined
  return key && frame.t(key, { provider: providerName(server, searchParams.get('provider') ?? '') })
}

async function page(visit: Visit, problem: string | undefined): Promise<Response> {
  const { c, server, frame, person } = visit
  const { t } = frame
  const times = timesFor(t, person)
  const linked = await linkedProviders(server, subOf(visit))
  const view = LinkedPage({
    frame,
    problem,
    notice: noticeOf(visit, { linked: 'linked.done_linked', unlinked: 'linked.done_unlinked' }),
    linked: linked.map((each) => ({
      id: each.id,
      name: providerName(server, providerIdOf(each)),
      login: each.record.login,
      about: [
        t('linked.since', { date: times.day(each.created_at) }),
        each.used_at === null
          ? t('linked.never_used')
          : t('linked.used', { when: lately(t, times, each.used_at, c.get('now')) }),
      ],
    })),
    offered: offered(visit),
  })
  // Its form leads to a provider.
  pageHeaders(c, server.config.issuer)
  return showPage(c, view, problem === undefined ? 200 : 400)
}
