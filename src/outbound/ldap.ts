/**
 * What is asked of a company directory, in a Worker and in the bridge alike. Evaluated when a directory is first asked:
 * ldapts comes with it.
 */
import { Buffer } from 'node:buffer'
import { EqualityFilter, OrFilter } from 'ldapts'
import type {
  DirectoryAnswer,
  DirectoryEntry,
  DirectoryReach,
  DirectoryStep,
  DirectoryTest,
} from '../protocol/directory.ts'
import { escapeDnValue, type Filling, filled, isPlainLogin } from '../protocol/ldap-text.ts'
import type { BridgeQuestion } from './bridge-messages.ts'
import { type Found, LdapConnection, type Search, sizeLimitExceeded, success } from './ldap-connection.ts'
import { anybody, anyName, filterOf, meantBy, personFilter, present } from './ldap-filters.ts'
import { isStopped, statusAttributes } from './ldap-status.ts'
import { type Dial, Unreachable, within } from './ldap-wire.ts'

export interface Ask {
  readonly reach: DirectoryReach
  readonly dial: Dial
  /** Besides those that say who somebody is. */
  readonly attributes: readonly string[]
  /** Milliseconds. */
  readonly now: number
}

/** Whatever of these it is: for the bridge, too. */
export function answerQuestion(
  ask: Omit<Ask, 'attributes'>,
  question: BridgeQuestion,
): Promise<DirectoryAnswer | DirectoryTest> {
  switch (question.op) {
    case 'authenticate':
      return authenticate({ ...ask, attributes: question.attributes }, question.login, question.password)
    case 'look-up':
      return lookUp({ ...ask, attributes: question.attributes }, question.id)
    case 'test':
      return testDirectory({ ...ask, attributes: [] }, question.login)
  }
}

const mostGroups = 1_000

/** Whether that is the password of exactly one person. The same questions are asked whether or not there is one. */
export function authenticate(ask: Ask, login: string, password: string): Promise<DirectoryAnswer> {
  // RFC 4513 §5.1.2: a bind with a name and no password succeeds, and proves nothing.
  if (password === '' || login.trim() === '') return Promise.resolve({ kind: 'wrong' })
  return asked(ask, async (connection) => {
    const { dn_template } = ask.reach
    return dn_template === undefined
      ? searchThenBind(ask, connection, login, password)
      : directBind(ask, connection, dn_template, login, password)
  })
}

/** Whether who has that id may still sign in. */
export function lookUp(ask: Ask, id: string): Promise<DirectoryAnswer> {
  // Without an account of our own there is nobody to ask as; an anonymous search that finds nobody says nothing.
  if (ask.reach.bind_dn === undefined) return Promise.resolve({ kind: 'untold' })
  return asked(ask, async (connection) => {
    await bindOurselves(ask, connection)
    const { base, scope, id_attribute } = ask.reach
    const value = isBinary(id_attribute) ? Buffer.from(id, 'hex') : id
    const [entry, another] = await find(ask, connection, {
      ...{ base, scope, filter: new EqualityFilter({ attribute: id_attribute, value }), sizeLimit: 2 },
    })
    if (another) throw new Unreachable('search', `found several with the same ${id_attribute}`)
    if (entry) return meant(ask, connection, entry)
    await seeBase(connection, base)
    return { kind: 'gone' }
  })
}

/** Step by step, up to the first that fails. */
export async function testDirectory(ask: Ask, login: string | undefined): Promise<DirectoryTest> {
  const { reach } = ask
  const steps: { name: DirectoryStep; ok: boolean; text: string }[] = []
  const told = (name: DirectoryStep, text: string) => steps.push({ name, ok: true, text })
  const answer = await asked(ask, async (connection) => {
    told('connect', `${reach.url} answers`)
    if (reach.start_tls || reach.url.startsWith('ldaps:')) told('tls', 'its certificate is good')
    await bindOurselves(ask, connection)
    told('bind', reach.bind_dn === undefined ? 'nobody to bind as' : 'the bind account is let in')
    const { base, scope } = reach
    await seeBase(connection, base)
    const filter = login === undefined ? anybody(reach) : personFilter(reach, login)
    const { status, found } = await connection.search({
      base,
      scope,
      filter,
      attributes: ['1.1'],
      sizeLimit: 50,
    })
    const many = status === sizeLimitExceeded ? 'more than ' : ''
    told('search', `${many}${found.length} found${login === undefined ? '' : ' by that name'} below ${base}`)
    return { kind: 'gone' }
  })
  if (answer.kind === 'unreachable') steps.push({ name: answer.at, ok: false, text: answer.why })
  return { ok: answer.kind !== 'unreachable', steps }
}

/** Connects, asks within the time there is, and takes leave. Nothing is thrown. */
async function asked(
  { reach, dial }: Ask,
  work: (connection: LdapConnection) => Promise<DirectoryAnswer>,
): Promise<DirectoryAnswer> {
  let connection: LdapConnection | undefined
  try {
    const opened = await LdapConnection.open(dial, reach)
    connection = opened
    return await within(2 * reach.timeout, 'search', work(opened), () => opened.close())
  } catch (error) {
    if (error instanceof Unreachable) return { kind: 'unreachable', at: error.at, why: error.message }
    throw error
  } finally {
    connection?.close()
  }
}

async function searchThenBind(
  ask: Ask,
  connection: LdapConnection,
  login: string,
  password: string,
): Promise<DirectoryAnswer> {
  const { base, scope } = ask.reach
  await bindOurselves(ask, connection)
  const filter = personFilter(ask.reach, login)
  const [entry, another] = await find(ask, connection, { base, scope, filter, sizeLimit: 2 })
  const one = another ? undefined : entry
  // A name that nobody has: a password is compared, or said to be, for everybody.
  const right = await bindAs(connection, one?.dn ?? `cn=nobody-${ask.now.toString(36)},${base}`, password)
  if (another) return { kind: 'wrong', several: true }
  if (!one || !right) return { kind: 'wrong' }
  if (needsUsAgain(ask.reach)) await bindOurselves(ask, connection)
  return standing(ask, connection, one)
}

async function directBind(
  ask: Ask,
  connection: LdapConnection,
  template: string,
  login: string,
  password: string,
): Promise<DirectoryAnswer> {
  const { reach } = ask
  const isDn = template.includes('=')
  if (!isDn && !isPlainLogin(login.replace(/(?<=.)@[^@]*$/s, ''))) return { kind: 'wrong' }
  const name = filled(template, { login }, isDn ? escapeDnValue : (value) => value)
  if (!(await bindAs(connection, name, password))) return { kind: 'wrong' }
  if (reach.bind_dn !== undefined) await bindOurselves(ask, connection)
  // Whoever is let in must also be one of those who are meant.
  const filter = filterOf(meantBy(reach), { login })
  const where = isDn
    ? { ...atName(name), filter }
    : { base: reach.base, scope: reach.scope, filter, sizeLimit: 2 }
  const [entry, another] = await find(ask, connection, where)
  if (!entry || another) return { kind: 'wrong', ...(another && { several: true as const }) }
  // The name that was bound as and what was searched for may be two people: it is whose password this is.
  if (!isDn) {
    if (!(await bindAs(connection, entry.dn, password))) return { kind: 'wrong' }
    if (needsUsAgain(reach)) await bindOurselves(ask, connection)
  }
  return standing(ask, connection, entry)
}

/** Whether they would still be found at a sign-in; with which of their names, is not known any more. */
async function meant(ask: Ask, connection: LdapConnection, entry: Found): Promise<DirectoryAnswer> {
  const template = meantBy(ask.reach)
  const answer = await standing(ask, connection, entry)
  if (answer.kind !== 'found' || template === present) return answer
  const filter = new OrFilter({
    filters: [filterOf(template, { login: answer.entry.login }), filterOf(template, anyName, String)],
  })
  const { found } = await connection.search({ ...atName(entry.dn), filter, attributes: ['1.1'] })
  return found.length > 0 ? answer : { kind: 'disabled', entry: answer.entry }
}

/** Where nothing at all can be seen, something is wrong with our account, and nobody is gone. @throws {Unreachable} */
async function seeBase(connection: LdapConnection, base: string): Promise<void> {
  const { found } = await connection.search({
    ...atName(base),
    filter: filterOf(present, {}),
    attributes: ['1.1'],
  })
  if (found.length === 0) throw new Unreachable('search', `shows nothing at ${base}`)
}

async function standing(ask: Ask, connection: LdapConnection, entry: Found): Promise<DirectoryAnswer> {
  const { active_filter } = ask.reach
  const known = await entryOf(ask, connection, entry)
  if (isStopped((name) => valuesOf(entry, name), ask.now)) return { kind: 'disabled', entry: known }
  if (active_filter !== undefined) {
    const filter = filterOf(active_filter, { login: known.login })
    const { found } = await connection.search({ ...atName(entry.dn), filter, attributes: ['1.1'] })
    if (found.length === 0) return { kind: 'disabled', entry: known }
  }
  return { kind: 'found', entry: known }
}

async function entryOf(ask: Ask, connection: LdapConnection, entry: Found): Promise<DirectoryEntry> {
  const { id_attribute, login_attribute, group_attribute } = ask.reach
  const id = idOf(entry, id_attribute)
  const [login] = valuesOf(entry, login_attribute)
  if (id === undefined) throw new Unreachable('search', `found somebody without ${id_attribute}`)
  if (login === undefined) throw new Unreachable('search', `found somebody without ${login_attribute}`)
  return {
    ...{ dn: entry.dn, id, login },
    attributes: Object.fromEntries(ask.attributes.map((name) => [name.toLowerCase(), valuesOf(entry, name)])),
    groups: [
      ...valuesOf(entry, group_attribute),
      ...(await groupsOf(ask, connection, { dn: entry.dn, login })),
    ].slice(0, mostGroups),
  }
}

async function groupsOf({ reach }: Ask, connection: LdapConnection, who: Filling): Promise<string[]> {
  const { group_base, group_filter } = reach
  if (group_base === undefined || group_filter === undefined) return []
  const filter = filterOf(group_filter, who)
  const search = {
    base: group_base,
    scope: 'sub',
    filter,
    attributes: ['1.1'],
    sizeLimit: mostGroups,
  } as const
  return (await connection.search(search)).found.map(({ dn }) => dn)
}

/** After a bind as the person: as whom the rest is asked. */
const needsUsAgain = ({ bind_dn, group_base, active_filter }: DirectoryReach) =>
  bind_dn !== undefined && (group_base !== undefined || active_filter !== undefined)

async function bindOurselves({ reach }: Ask, connection: LdapConnection): Promise<void> {
  const { bind_dn, bind_password } = reach
  if (bind_dn === undefined || bind_password === undefined) return
  const code = await connection.bind(bind_dn, bind_password)
  if (code !== success) throw new Unreachable('bind', `does not let the bind account in (${code})`)
}

/** RFC 4511 §4.1.9: that the directory itself is in no state to say. Every other code is a no. */
const cannotSay: ReadonlySet<number> = new Set([1, 2, 3, 7, 8, 10, 13, 51, 52, 54, 80])

async function bindAs(connection: LdapConnection, dn: string, password: string): Promise<boolean> {
  const code = await connection.bind(dn, password)
  if (cannotSay.has(code)) throw new Unreachable('bind', `answered ${code} to a bind`)
  return code === success
}

async function find(
  ask: Ask,
  connection: LdapConnection,
  search: Omit<Search, 'attributes'>,
): Promise<Found[]> {
  const { id_attribute, login_attribute, group_attribute } = ask.reach
  const named = [id_attribute, login_attribute, group_attribute, ...ask.attributes, ...statusAttributes]
  const { found } = await connection.search({ ...search, attributes: [...new Set(named)] })
  return found.filter(({ dn }) => dn !== '') // a bind without a name would be anybody's
}

const atName = (base: string) => ({ base, scope: 'base', sizeLimit: 1 }) as const

function valuesOf({ attributes }: Found, name: string): string[] {
  const values = attributes.find(({ type }) => type.toLowerCase() === name.toLowerCase())?.values ?? []
  return [...values].filter((value) => typeof value === 'string')
}

function idOf({ attributes }: Found, name: string): string | undefined {
  const attribute = attributes.find(({ type }) => type.toLowerCase() === name.toLowerCase())
  const [bytes] = attribute?.parsedBuffers ?? []
  if (bytes === undefined || bytes.length === 0) return undefined
  return isBinary(name) ? bytes.toString('hex') : bytes.toString('utf8')
}

const isBinary = (attribute: string) => ['objectguid', 'objectsid', 'guid'].includes(attribute.toLowerCase())
