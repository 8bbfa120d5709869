/** One person: what is on record, where they are signed in, and what ends. */
import { PersonPage, type PersonPageProps } from '../../pages/admin/person.tsx'
import type { Problem } from '../../pages/fields.tsx'
import { operatorRole } from '../../protocol/management.ts'
import { userTypes } from '../../protocol/subject.ts'
import { deviceOf } from '../../protocol/user-agent.ts'
import { resetSecondFactors } from '../../registry/credentials.ts'
import { conflict, RegistryError } from '../../registry/errors.ts'
import { sendPasswordLink } from '../../registry/recovery.ts'
import {
  endGrant,
  endGrants,
  endSession,
  endSessions,
  listSessionsAndGrants,
} from '../../registry/sessions-grants.ts'
import { deleteUser, getUser, type PersonSummary, setPassword, updateUser } from '../../registry/users.ts'
import { showOnce, takeOnce } from '../once.ts'
import { goTo, missing, show, type Visit } from '../portal.ts'
import { problemsOf } from '../refusals.ts'
import { placeOf } from '../session-place.ts'
import { askAgain, changeOfOperator, clientPath, minuteOf, personPath, typedIn, versionOf } from './desk.ts'
import { credentialsOf, removeCredential } from './person-credentials.ts'
import { changeFrom, personFields, rolesOf, type Typed, valuesOf } from './person-form.ts'

const notices: Readonly<Record<string, string>> = {
  added: 'Added.',
  saved: 'Saved.',
  'end-session': 'The session has ended.',
  'end-sessions': 'All sessions have ended.',
  'end-grant': 'The grant has ended.',
  'end-grants': 'All grants have ended.',
  'reset-password': 'The password has been replaced.',
  mailed: 'The link is on its way by mail.',
  'remove-credential': 'Removed.',
  'reset-second-factors': 'All second factors are gone, and all sessions and grants have ended.',
  disable: 'The account is disabled.',
  enable: 'The account is active again.',
}

const subOf = ({ c }: Visit) => c.req.param('person') ?? ''

export async function showPerson(visit: Visit): Promise<Response> {
  const found = await personOf(visit)
  return found ? personPage(visit, found, valuesOf(found.user), []) : missing(visit)
}

async function personOf(visit: Visit): Promise<PersonSummary | undefined> {
  const sub = subOf(visit)
  return sub.length <= 255 ? getUser(visit.server, sub) : undefined
}

export async function submitPerson(visit: Visit): Promise<Response> {
  const found = await personOf(visit)
  if (!found) return missing(visit)
  const action = visit.form.get('action') ?? 'save'
  if (action === 'save') return save(visit, found)
  return act(visit, found, action)
}

async function save(visit: Visit, found: PersonSummary): Promise<Response> {
  const { server, form } = visit
  const typed = typedIn(form)
  // Whoever gives or takes a role opens or closes doors.
  if (rolesOf(typed).sort().join() !== [...found.user.roles].sort().join()) {
    const again = await askAgain(visit)
    if (again) return again
  }
  try {
    if (isYou(visit, found) && !rolesOf(typed).includes(operatorRole))
      throw conflict('You would lock yourself out; another operator can take this role from you', 'roles')
    await updateUser(server, changeOfOperator(visit), found.user.sub, changeFrom(typed), {
      ifVersion: versionOf(form),
    })
    return goTo(visit, `${personPath(found.user.sub)}?done=saved`)
  } catch (error) {
    const problems = problemsOf(error, personFields)
    return personPage(visit, (await getUser(server, found.user.sub)) ?? found, typed, problems)
  }
}

const isYou = ({ person }: Visit, { user }: PersonSummary) => person.subject.sub === user.sub

const graveActs = new Set([
  'reset-password',
  'password-link',
  'remove-credential',
  'reset-second-factors',
  'delete',
])

async function act(visit: Visit, found: PersonSummary, action: string): Promise<Response> {
  const { c, server, form, person } = visit
  const { sub } = found.user
  if (graveActs.has(action)) {
    const again = await askAgain(visit)
    if (again) return again
  }
  if (isYou(visit, found) && ['disable', 'delete'].includes(action))
    throw conflict('You would lock yourself out; another operator can do this')
  const change = changeOfOperator(visit)
  switch (action) {
    case 'end-session':
      await endSession(server, change, sub, form.get('session') ?? '')
      break
    case 'end-sessions':
      await endSessions(server, change, sub)
      break
    case 'end-grant':
      await endGrant(server, change, sub, form.get('grant') ?? '')
      break
    case 'end-grants':
      await endGrants(server, change, sub)
      break
    case 'disable':
    case 'enable':
      await updateUser(server, change, sub, { status: action === 'disable' ? 'disabled' : 'active' })
      break
    case 'reset-password': {
      const { password } = await setPassword(server, change, sub)
      // An operator's own session ends with it: the next page is the sign-in, and shows nothing.
      if (isYou(visit, found)) return personPage(visit, found, valuesOf(found.user), [], password)
      if (password !== undefined) await showOnce(c, person, { of: sub, secret: password })
      break
    }
    case 'password-link': {
      const sent = await sendPasswordLink(server, change, sub)
      if (sent.mailed) return goTo(visit, `${personPath(sub)}?done=mailed`)
      await showOnce(c, person, { of: sub, secret: sent.link })
      return goTo(visit, personPath(sub))
    }
    case 'remove-credential':
      await removeCredential(server, change, sub, {
        kind: form.get('kind') ?? '',
        id: form.get('id') ?? '',
      })
      break
    case 'reset-second-factors':
      await resetSecondFactors(server, change, sub)
      break
    case 'delete':
      await deleteUser(server, change, sub)
      return goTo(visit, '/admin/people?deleted')
    default:
      throw conflict('This form has no such button')
  }
  return goTo(visit, `${personPath(sub)}?done=${action}`)
}

async function personPage(
  visit: Visit,
  { user, version }: PersonSummary,
  values: Typed,
  problems: Problem[],
  password?: string,
): Promise<Response> {
  const { c, server, frame, person } = visit
  const done = new URL(c.req.url).searchParams.get('done') ?? ''
  const page = PersonPage({
    frame,
    sub: user.sub,
    href: personPath(user.sub),
    name: user.claims.name ?? user.user_id,
    facts: [
      { term: 'Account', value: user.status === 'active' ? 'Active' : 'Disabled' },
      { term: 'Added', value: minuteOf(user.created_at) },
      { term: 'Changed', value: minuteOf(user.changed_at) },
      { term: 'Password', value: passwordOf(user) },
    ],
    values,
    problems,
    types: userTypes,
    isNew: false,
    version,
    disabled: user.status === 'disabled',
    isYou: person.subject.sub === user.sub,
    hasPassword: user.has_password,
    mayHavePassword: mayHavePassword(user),
    password: password ?? (await takeOnce(c, person, user.sub)),
    notice: Object.hasOwn(notices, done) ? notices[done] : undefined,
    ...(password === undefined
      ? { ...(await credentialsOf(server, user.sub)), ...(await belongings(server, user.sub)) }
      : { credentials: [], secondFactors: false, sessions: [], grants: [] }),
  })
  return show(visit, page, problems.length > 0 ? 400 : 200)
}

const fromDirectory = ({ credentials }: PersonSummary['user']) => credentials.includes('directory')

/** Who comes some other way has none to make anew. */
const mayHavePassword = ({ has_password, credentials }: PersonSummary['user']) =>
  !credentials.includes('directory') &&
  (has_password || !credentials.some((kind) => kind === 'passkey' || kind === 'provider'))

const passwordOf = (user: PersonSummary['user']) =>
  user.has_password ? 'Set' : fromDirectory(user) ? 'In the directory' : 'None'

/** From their shard; where that does not answer, the rest of the page is still of use. */
async function belongings(
  server: Visit['server'],
  sub: string,
): Promise<Pick<PersonPageProps, 'sessions' | 'grants' | 'unreachable'>> {
  try {
    const { sessions, grants } = await listSessionsAndGrants(server, sub)
    const ids = [...new Set(grants.map(({ clientId }) => clientId))]
    const names = new Map(
      (await server.stores.clients.storedAll(ids)).map(([id, { record }]) => [id, record.client_name]),
    )
    return {
      sessions: sessions.map((session) => ({
        sid: session.sid,
        what: [deviceOf(session.userAgent).name, placeOf(session)].filter(Boolean).join(', '),
        when: [
          `Signed in ${minuteOf(session.createdAt * 1000)}, by ${session.amr.join(' and ')}`,
          `last seen ${minuteOf(session.lastSeen * 1000)}`,
          `ends ${minuteOf(session.expiresAt * 1000)} at the latest`,
        ].join('; '),
      })),
      grants: grants.map(({ id, clientId, scope, createdAt, expiresAt }) => ({
        id,
        client: names.get(clientId) ?? clientId,
        clientHref: clientPath(clientId),
        scope: scope.join(' '),
        when: `Since ${minuteOf(createdAt * 1000)}, until ${minuteOf(expiresAt * 1000)} at the latest`,
      })),
    }
  } catch (error) {
    if (error instanceof RegistryError) throw error
    console.error(JSON.stringify({ event: 'belongings_unreachable', cause: String(error) }))
    return { sessions: [], grants: [], unreachable: 'Their shard does not answer; try again in a moment.' }
  }
}
