/**
 * Whether lists stay as fast when there is much in them: the same pages of the management API and the console, on a server
 * with 100 clients, APIs and people, and on one with 10,000 clients, 10,000 APIs and 100,000 people, in turn. The
 * ratio of the medians is told, and is an error above 2.
 *
 *   npm run bench -- lists [--rounds 40]
 */
import '../support/own-fetch.ts'
import { parseArgs } from 'node:util'
import { type LocalServer, startServer } from '../../scripts/local-server.ts'
import { hashSecret } from '../../src/client-auth/client-secret.ts'
import { type Client, parseClient } from '../../src/protocol/client-metadata.ts'
import { managementScopeNames } from '../../src/protocol/management.ts'
import { hashPassword } from '../../src/sign-in/password-hash.ts'
import { CopiedTable } from '../../src/stores/copied-table.ts'
import { Users } from '../../src/stores/users.ts'
import { FormBrowser } from '../support/form-browser.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '40' } } })
const rounds = Number(values.rounds)
const most = 2
const limit = 20
const operator = { login: 'operator', password: 'a password for the benchmark' }

/** Query strings; `page`: how many pages further on. */
const lists: { name: string; path: string; page?: number }[] = [
  { name: 'clients', path: '/clients' },
  { name: 'clients, third page', path: '/clients', page: 2 },
  { name: 'clients by name', path: '/clients?search=client 00' },
  { name: 'clients by id', path: '/clients?search=id-0' },
  { name: 'clients that are disabled', path: '/clients?status=disabled' },
  { name: 'clients by name that are disabled', path: '/clients?search=client&status=disabled' },
  { name: 'clients by id that are disabled', path: '/clients?search=id-&status=disabled' },
  { name: 'clients by id that are active', path: '/clients?search=id-00009&status=active' },
  { name: 'clients of an owner', path: '/clients?owner=operator' },
  { name: 'clients by name of an owner', path: '/clients?search=client&owner=operator' },
  { name: 'clients, none such', path: '/clients?search=zzz' },
  { name: 'APIs', path: '/resources' },
  { name: 'APIs by identifier', path: '/resources?search=https://' },
  { name: 'people', path: '/users' },
  { name: 'people, third page', path: '/users', page: 2 },
  { name: 'people by user name', path: '/users?search=person-' },
  { name: 'people by email address', path: '/users?search=mail-' },
  { name: 'people by name', path: '/users?search=name' },
  { name: 'people of a type', path: '/users?user_type=partner' },
  { name: 'people who are disabled', path: '/users?status=disabled' },
  { name: 'people by user name who are disabled', path: '/users?search=person-&status=disabled' },
  { name: 'people by email address of a type', path: '/users?search=mail-&user_type=partner' },
  { name: 'people by name who are disabled', path: '/users?search=name&status=disabled' },
  { name: 'people by email address who are active', path: '/users?search=mail-00009&status=active' },
  { name: 'people by name of a type', path: '/users?search=name 00009&user_type=customer' },
  {
    name: 'people by name of a type who are active',
    path: '/users?search=name 00009&user_type=customer&status=active',
  },
  {
    name: 'active partners by user name, of whom there is none',
    path: '/users?search=person&user_type=partner&status=active',
  },
  { name: 'people, none such', path: '/users?search=zzz' },
]
const pages: { name: string; path: string }[] = [
  { name: 'console: clients', path: '/admin/clients' },
  { name: 'console: clients by name', path: '/admin/clients?search=client' },
  { name: 'console: APIs', path: '/admin/apis' },
  { name: 'console: people', path: '/admin/people' },
  { name: 'console: people by name', path: '/admin/people?search=name' },
  { name: 'portal: own applications', path: '/developer' },
]

/** The last ten of each are rare: disabled, partners, the operator's own. */
async function fill({ db }: LocalServer, clients: number, people: number) {
  const client = JSON.stringify(parseClient({ client_id: 'id', client_name: 'name', ...machine }))
  const numbers = (from: number, to: number) =>
    `WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${to})`
  const step = 5_000
  for (let from = 1; from <= clients; from += step) {
    const to = Math.min(from + step - 1, clients)
    const rare = `i > ${clients - 10}`
    await db
      .prepare(
        `${numbers(from, to)} INSERT INTO clients (id, version, record, changed_at, created_at, copied_version)
         SELECT printf('id-%06d', i), 1, json_set(?, '$.client_id', printf('id-%06d', i), '$.client_name',
           printf('Client %06d', i), '$.status', iif(${rare}, 'disabled', 'active')), i, i, 1 FROM n`,
      )
      .bind(client)
      .run()
    await db
      .prepare(
        `${numbers(from, to)} INSERT INTO resources (id, version, record, changed_at, created_at, copied_version)
         SELECT printf('https://api-%06d.example.com', i), 1, json_object('identifier',
           printf('https://api-%06d.example.com', i), 'name', printf('API %06d', i), 'scopes', json('{"read":"Read"}')),
           i, i, 1 FROM n`,
      )
      .run()
  }
  await db.exec(
    `INSERT INTO owners (kind, id, sub) SELECT 'client', id, 'operator' FROM clients ORDER BY id DESC LIMIT 10`,
  )
  for (let from = 1; from <= people; from += step) {
    const to = Math.min(from + step - 1, people)
    const rare = `i > ${people - 10}`
    await db
      .prepare(
        `${numbers(from, to)} INSERT INTO users (sub, version, user_id, login, email_login, user_type, status, claims,
           created_at, changed_at)
         SELECT printf('sub-%06d', i), 1, printf('person-%06d', i), printf('person-%06d', i),
           printf('mail-%06d@example.com', i), iif(${rare}, 'partner', 'customer'), iif(${rare}, 'disabled', 'active'),
           json_object('name', printf('Name %06d', i), 'email', printf('mail-%06d@example.com', i)), i, i FROM n`,
      )
      .run()
  }
}

const secret = 'the secret of the benchmark client'
const machine = {
  grant_types: ['client_credentials' as const],
  scope: ['read'],
  default_scope: ['read'],
  secret_hashes: [await hashSecret(secret)],
}

async function start(clients: number, people: number) {
  const server = await startServer({ secrets: { SEALING_SECRET: 'the-sealing-secret-of-the-benchmark' } })
  const now = Date.now()
  const manager = parseClient({
    client_id: 'manager',
    client_name: 'Manager',
    ...machine,
    resources: [`${server.issuer}/management/v1`],
    scope: [...managementScopeNames],
    default_scope: [...managementScopeNames],
  })
  await new CopiedTable<Client>('clients', server.db, server.clients).put('manager', manager, now)
  const { login, password } = operator
  const password_hash = await hashPassword(password)
  const roles = ['admin', 'developer']
  await new Users(server.db).add(
    { sub: 'operator', user_id: login, password_hash, user_type: 'employee', roles, claims: {} },
    now,
  )
  await fill(server, clients, people)

  const asked = await fetch(`${server.address}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`manager:${encodeURIComponent(secret)}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })
  const { access_token } = (await asked.json()) as { access_token: string }
  const browser = new FormBrowser(server.issuer, fetch)
  await browser.open(`${server.issuer}/admin`)
  await browser.submit({ login, password, action: 'sign-in' })
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')

  const get = async (path: string, headers: Record<string, string>): Promise<string> => {
    const response = await fetch(server.issuer + path, { headers, redirect: 'manual' })
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.text()
  }
  const api = (path: string) =>
    get(`/management/v1${path}`, { authorization: `Bearer ${access_token}` }).then(
      (text) => JSON.parse(text) as { items: unknown[]; next?: string },
    )
  return { server, api, open: (path: string) => get(path, { cookie }) }
}

type Started = Awaited<ReturnType<typeof start>>

/** Each list's request, with the cursor of the page that is wanted. */
async function requests({ api, open }: Started): Promise<Map<string, () => Promise<unknown>>> {
  const all = new Map<string, () => Promise<unknown>>()
  for (const { name, path, page = 0 } of lists) {
    const first = `${path}${path.includes('?') ? '&' : '?'}limit=${limit}`
    let next: string | undefined
    for (let turned = 0; turned < page; turned++)
      next = (await api(next === undefined ? first : `${first}&cursor=${encodeURIComponent(next)}`)).next
    const url = next === undefined ? first : `${first}&cursor=${encodeURIComponent(next)}`
    all.set(name, () => api(url))
  }
  for (const { name, path } of pages) all.set(name, () => open(path))
  return all
}

const timeOf = async (run: () => Promise<unknown>) => {
  const before = performance.now()
  await run()
  return performance.now() - before
}
const median = (times: number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0

const few = await start(100, 100)
const many = await start(10_000, 100_000)
try {
  const [ofFew, ofMany] = await Promise.all([requests(few), requests(many)])
  console.log(
    `Lists of ${limit}, with 100 and with 10,000 clients and APIs and 100,000 people; ${rounds} rounds in turn`,
  )
  console.log('\n| list | ms with few | ms with many | ratio |\n|---|---|---|---|')
  const slow: string[] = []
  for (const [name, askFew] of ofFew) {
    const askMany = ofMany.get(name) ?? askFew
    const times: [number[], number[]] = [[], []]
    for (let round = -5; round < rounds; round++) {
      const pair = [await timeOf(askFew), await timeOf(askMany)] as const
      if (round >= 0) for (const side of [0, 1] as const) times[side].push(pair[side])
    }
    const [ms, msMany] = [median(times[0]), median(times[1])]
    if (msMany / ms > most) slow.push(name)
    console.log(`| ${name} | ${ms.toFixed(1)} | ${msMany.toFixed(1)} | ${(msMany / ms).toFixed(2)} |`)
  }
  if (slow.length > 0) {
    console.error(`\nMore than ${most} times as slow: ${slow.join('; ')}`)
    process.exitCode = 1
  }
} finally {
  await Promise.all([few.server.stop(), many.server.stop()])
}
