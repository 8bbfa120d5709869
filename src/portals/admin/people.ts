/** People: found, and added. */
import { ListPage } from '../../pages/admin/list.tsx'
import { NewPersonPage } from '../../pages/admin/person.tsx'
import type { Problem } from '../../pages/fields.tsx'
import { userTypes } from '../../protocol/subject.ts'
import type { Change } from '../../registry/change.ts'
import { sendPasswordLink } from '../../registry/recovery.ts'
import { createUser, listUsers, type NewPerson, type Person, setPassword } from '../../registry/users.ts'
import type { Server } from '../../tokens/server.ts'
import { showOnce } from '../once.ts'
import { goTo, show, type Visit } from '../portal.ts'
import { problemsOf } from '../refusals.ts'
import { changeOfOperator, listRequest, personPath, typedIn } from './desk.ts'
import { changeFrom, personFields, type Typed } from './person-form.ts'

export async function showPeople(visit: Visit): Promise<Response> {
  const asked = listRequest(visit)
  const user_type = asked.choice('type', userTypes)
  const status = asked.choice('status', ['active', 'disabled'] as const)
  const { search, cursor, limit } = asked
  const { items, next } = await listUsers(visit.server, { search, user_type, status, cursor, limit })
  const page = ListPage({
    frame: visit.frame,
    place: '/admin/people',
    title: 'People',
    lead: 'Everybody who can sign in here.',
    add: { name: 'Add a person', href: '/admin/people/new' },
    notice: new URL(visit.c.req.url).searchParams.has('deleted') ? 'Deleted.' : undefined,
    search: { value: search, label: 'User name, email address or name begins with' },
    filters: [
      {
        name: 'type',
        label: 'Type',
        value: user_type ?? '',
        options: [{ value: '', label: 'Any' }, ...userTypes.map((value) => ({ value, label: value }))],
      },
      {
        name: 'status',
        label: 'Account',
        value: status ?? '',
        options: [
          { value: '', label: 'Any' },
          { value: 'active', label: 'Active' },
          { value: 'disabled', label: 'Disabled' },
        ],
      },
    ],
    records: items.map(({ user }) => ({
      href: personPath(user.sub),
      name: user.claims.name ?? user.user_id,
      detail: [user.user_id, user.claims.email].filter(Boolean).join(' · '),
      side: [user.user_type, user.roles.join(', '), originOf(user)].filter((each) => each !== '').join(' · '),
      alert: user.status === 'disabled' ? 'Disabled' : undefined,
    })),
    next: asked.hrefOf(next),
    none: 'Nobody has an account yet.',
  })
  return show(visit, page)
}

/** Where somebody comes from who is not at home here. */
const originOf = ({ credentials }: Person): string =>
  credentials.includes('directory')
    ? 'from a directory'
    : credentials.includes('provider')
      ? 'with a provider'
      : ''

export const showNewPerson = (visit: Visit): Response =>
  newPersonPage(visit, { user_type: 'customer', roles: '' }, [])

export async function submitNewPerson(visit: Visit): Promise<Response> {
  const { c, server, person, form } = visit
  const typed = typedIn(form)
  const access = typed.access ?? 'password'
  try {
    const { claims, ...fields } = changeFrom(typed) as { claims: Record<string, unknown> }
    const given = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null))
    const change = changeOfOperator(visit)
    const input = {
      ...fields,
      claims: given,
      ...(access === 'password' && typed.password && { password: typed.password }),
    } as NewPerson
    const { user } = await createUser(server, change, input)
    const secret = await wayIn(server, change, user.sub, typed)
    if (secret !== undefined) await showOnce(c, person, { of: user.sub, secret })
    return goTo(visit, `${personPath(user.sub)}?done=added`)
  } catch (error) {
    const { password: _, ...kept } = typed
    const problems = problemsOf(error, personFields)
    if (typed.password && !problems.some(({ field }) => field === 'password'))
      problems.push({ field: 'password', message: 'Password: type it again, it was not kept.' })
    return newPersonPage(visit, kept, problems)
  }
}

/** @returns what is shown to the operator this once, for them to pass on */
async function wayIn(server: Server, change: Change, sub: string, typed: Typed): Promise<string | undefined> {
  const { access = 'password', password } = typed
  if (access === 'none' || (access === 'password' && password)) return undefined
  if (access === 'password') return (await setPassword(server, change, sub)).password
  const sent = await sendPasswordLink(server, change, sub, 'welcome')
  return sent.mailed ? undefined : sent.link
}

function newPersonPage(visit: Visit, values: Typed, problems: Problem[]): Response {
  const page = NewPersonPage({ frame: visit.frame, values, problems, types: userTypes, isNew: true })
  return show(visit, page, problems.length > 0 ? 400 : 200)
}
