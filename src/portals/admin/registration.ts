/** Initial access tokens: made, shown once, deleted. */
import { RegistrationPage } from '../../pages/admin/registration.tsx'
import type { Problem } from '../../pages/fields.tsx'
import { conflict } from '../../registry/errors.ts'
import {
  createInitialAccessToken,
  deleteInitialAccessToken,
  listInitialAccessTokens,
} from '../../registry/initial-access-tokens.ts'
import { goTo, show, type Visit } from '../portal.ts'
import { problemsOf } from '../refusals.ts'
import { changeOfOperator, listRequest, minuteOf, typedIn } from './desk.ts'

const path = '/admin/clients/registration'
const day = 86_400_000
const fields = {
  name: ['name', 'For whom or what'],
  uses: ['uses', 'How many clients it registers'],
  expires_at: ['days', 'Good for'],
} as const

export const clientTabs = (current: 'clients' | 'registration') => [
  { name: 'Clients', href: '/admin/clients', current: current === 'clients' },
  { name: 'Initial access tokens', href: path, current: current === 'registration' },
  { name: 'For the management API', href: '/admin/welcome#machine', current: false },
]

const policies = {
  open: 'Anybody, without a token.',
  initial_access_token: 'Whoever shows one of these tokens.',
  off: 'Nobody: these tokens are of no use until that changes.',
} as const

export const showRegistration = (visit: Visit): Promise<Response> => registrationPage(visit, {})

export async function submitRegistration(visit: Visit): Promise<Response> {
  const { server, form } = visit
  const change = changeOfOperator(visit)
  if (form.get('action') === 'delete') {
    await deleteInitialAccessToken(server, change, form.get('id') ?? '')
    return goTo(visit, `${path}?deleted`)
  }
  if (form.get('action') !== 'create') throw conflict('This form has no such button')
  const values = typedIn(form)
  const number = (name: string) => (values[name] === undefined ? undefined : Number(values[name]))
  const [uses, days] = [number('uses'), number('days')]
  try {
    const { token } = await createInitialAccessToken(server, change, {
      name: values.name?.trim() ?? '',
      uses,
      expiresAt: days === undefined ? undefined : Math.round(change.now + days * day),
    })
    return registrationPage(visit, { made: { token, command: commandFor(server.config.issuer, token) } })
  } catch (error) {
    return registrationPage(visit, { values, problems: problemsOf(error, fields) })
  }
}

const commandFor = (issuer: string, token: string): string =>
  [
    `curl -s ${issuer}/oauth2/register -H 'Authorization: Bearer ${token}' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '{"client_name":"A new client","redirect_uris":["https://app.example.com/callback"]}'`,
  ].join('\n')

async function registrationPage(
  visit: Visit,
  {
    values = {},
    problems = [],
    made,
  }: {
    values?: Readonly<Record<string, string>>
    problems?: Problem[]
    made?: { token: string; command: string }
  },
): Promise<Response> {
  const { c, server, frame } = visit
  const asked = listRequest(visit)
  const { items, next } = await listInitialAccessTokens(server, { limit: asked.limit, cursor: asked.cursor })
  const page = RegistrationPage({
    frame,
    tabs: clientTabs('registration'),
    policy: policies[server.settings.registration],
    values,
    problems,
    made,
    notice: new URL(c.req.url).searchParams.has('deleted') ? 'Deleted.' : undefined,
    tokens: items.map(({ id, name, createdAt, expiresAt, usesLeft, lastUsedAt }) => ({
      id,
      name,
      spent: usesLeft === 0 || (expiresAt !== undefined && expiresAt <= c.get('now')),
      facts: [
        `Made ${minuteOf(createdAt)}`,
        lastUsedAt === undefined ? 'never used' : `last used ${minuteOf(lastUsedAt)}`,
        usesLeft === undefined ? 'any number of clients' : `${usesLeft} more`,
        expiresAt === undefined ? 'without an end' : `until ${minuteOf(expiresAt)}`,
      ].join(' · '),
    })),
    next: asked.hrefOf(next),
  })
  return show(visit, page, problems.length > 0 ? 400 : 200)
}
