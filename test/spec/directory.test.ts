/** A company directory that says whatever a test has it say: who hears of whom, and what becomes of its people here. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { Directories } from '../../src/outbound/directories.ts'
import type { DirectoryAnswer } from '../../src/protocol/directory.ts'
import { deleteUser, getUser, updateUser } from '../../src/registry/users.ts'
import { Credentials } from '../../src/stores/credentials.ts'
import {
  addPerson,
  authorize,
  authorizeUrl,
  bindings,
  claimsOf,
  issuer,
  later,
  newBrowser,
  populate,
  redeem,
  refresh,
  stopClock,
} from '../support/app.ts'
import { clientId, FakeProvider } from '../support/fake-provider.ts'
import { machine } from '../support/management.ts'
import { set } from '../support/registration.ts'
import { operator, server } from '../support/registry.ts'

const noAnswer = 'The directory that keeps your password does not answer.'
const disabled = 'Your account here is disabled.'

interface Heard {
  directory: string
  login: string
  password: string
}
let heard: Heard[]
/** Its people by directory and login, with their password; whoever is not here is `wrong`. */
let says: (asked: Heard) => DirectoryAnswer
/** What it says of whom it is asked later. */
let saysLater: () => DirectoryAnswer

const entry = (login: string, more: { id?: string; groups?: string[]; mail?: string } = {}) => ({
  kind: 'found' as const,
  entry: {
    dn: `uid=${login},dc=corp`,
    id: more.id ?? `id-of-${login}`,
    login,
    groups: more.groups ?? [],
    attributes: { ...(more.mail && { mail: [more.mail] }) },
  },
})
const password = 'what they have in the directory'
const others = (login: string) => ({ login, password })

const directory = { url: 'ldaps://ldap.corp.example', base: 'dc=corp' }
beforeAll(async () => {
  await populate()
  await set({
    directories: {
      corp: { ...directory, name: 'Corp', roles: { engineer: ['engineers'] } },
      plant: { ...directory, name: 'Plant' },
      quiet: { ...directory, name: 'Quiet', any_login: false },
    },
    sign_in: { realms: [{ domains: ['quiet.example', 'xn--bcher-kva.example'], directory: 'quiet' }] },
  })
})
beforeEach(() => {
  heard = []
  says = (asked) => (asked.password === password ? entry(asked.login) : { kind: 'wrong' })
  saysLater = () => ({ kind: 'gone' })
  vi.spyOn(Directories.prototype, 'authenticate').mockImplementation(async (id, _, typed) => {
    const asked = { directory: id, ...typed }
    heard.push(asked)
    return says(asked)
  })
  vi.spyOn(Directories.prototype, 'lookUp').mockImplementation(async () => saysLater())
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** What the page says to whoever is not let in; undefined where they are. */
async function signIn(person: { login: string; password: string }, more: Record<string, string> = {}) {
  const browser = newBrowser()
  await browser.open(authorizeUrl({ scope: 'openid' }))
  await browser.submit({ ...person, action: 'sign-in', ...more })
  return browser.path === '/sign-in' ? browser.text : undefined
}
const userOf = async (login: string) => {
  const user = await server.stores.users.findByLogin(login)
  if (!user) throw new Error(`no ${login}`)
  return user
}
const recordOf = async (sub: string) => (await new Credentials(bindings.DB).of(sub, 'directory'))[0]?.record
const real = () => heard.filter((each) => each.password === password).map((each) => each.directory)
const fullScope = 'openid offline_access read'

async function tokensOf(login: string) {
  const code = (await authorize(newBrowser(), { scope: fullScope }, others(login))).searchParams.get('code')
  return (await redeem(code ?? '')).body
}

/** The directory says no at the next look. */
async function stopped(login: string) {
  stopClock()
  const tokens = await tokensOf(login)
  later(901)
  saysLater = () => ({ kind: 'gone' })
  expect((await refresh(tokens.refresh_token)).status).toBe(400)
  expect((await userOf(login)).status).toBe('disabled')
}

describe('what a directory says of somebody', () => {
  it('holds for roles and standing though their address is somebody else’s by now', async () => {
    says = ({ login }) => entry(login, { groups: ['engineers'] })
    expect(await signIn(others('rolf'))).toBeUndefined()
    expect((await userOf('rolf')).roles).toEqual(['engineer'])
    // Alice has the address that is his there now, and he has left the group.
    says = ({ login }) => entry(login, { mail: 'alice@example.com' })
    expect(await signIn(others('rolf'))).toBeUndefined()
    const { roles, claims } = await userOf('rolf')
    expect({ roles, email: claims.email }).toEqual({ roles: [], email: undefined })
  })

  it('brings nobody back whom an operator let in again and disabled later', async () => {
    await stopped('stan')
    const { sub } = await userOf('stan')
    await updateUser(server, operator(), sub, { status: 'active' })
    await updateUser(server, operator(), sub, { status: 'disabled' })
    expect(await signIn(others('stan'))).toContain(disabled)
  })

  it('brings nobody back whom an operator disables who was stopped already', async () => {
    await stopped('sven')
    const { sub } = await userOf('sven')
    await updateUser(server, operator(), sub, { status: 'disabled' })
    expect(await signIn(others('sven'))).toContain(disabled)
  })

  it('notes no longer that it stopped somebody once it lets them in', async () => {
    expect(await signIn(others('stig'))).toBeUndefined()
    const { sub } = await userOf('stig')
    await bindings.DB.prepare(
      "UPDATE credentials SET record = json_set(record, '$.stopped', json('true')) WHERE sub = ?",
    )
      .bind(sub)
      .run()
    expect(await signIn(others('stig'))).toBeUndefined()
    expect(await recordOf(sub)).toEqual({ dn: 'uid=stig,dc=corp' })
  })

  it('takes back the roles that its groups gave, also where the settings name them no more', async () => {
    await set({ directories: { corp: { roles: { builder: ['engineers'] } } } })
    says = ({ login }) => entry(login, { groups: ['engineers'] })
    await signIn(others('rita'))
    const { sub, roles } = await userOf('rita')
    expect(roles).toEqual(['engineer', 'builder'])
    await updateUser(server, operator(), sub, { roles: [...roles, 'reader'] })
    await set({ directories: { corp: { roles: { builder: null } } } })
    await signIn(others('rita'))
    expect((await userOf('rita')).roles).toEqual(['reader', 'engineer'])
  })

  it('calls nobody by an address that is not theirs', async () => {
    says = () => entry('boss@elsewhere.example')
    expect(await signIn(others('mallory'))).toBeDefined()
    expect(await server.stores.users.findByLogin('boss@elsewhere.example')).toBeUndefined()
    says = () => entry('paula@quiet.example')
    expect(await signIn(others('paula@quiet.example'))).toBeUndefined()
    expect((await userOf('paula@quiet.example')).user_type).toBe('employee')
  })
})

describe('a password is heard', () => {
  it('of somebody of a directory by that one alone; the others are asked about nobody', async () => {
    says = (asked) =>
      asked.directory === 'plant' && asked.password === password ? entry('petra') : { kind: 'wrong' }
    expect(await signIn(others('petra'))).toBeUndefined()
    heard = []
    expect(await signIn(others('petra'))).toBeUndefined()
    expect(heard.map((each) => each.directory)).toEqual(['corp', 'plant'])
    expect(real()).toEqual(['plant'])
    expect(heard[0]?.login).not.toBe('petra')
  })

  it.each([
    ['whatever form is posted', 'quinn', { method: 'directory:quiet' }, []],
    ['though its domain is written otherwise', 'quinn@QUIET.example.', {}, ['quiet']],
    ['though its domain is not ASCII', 'quinn@bücher.example', {}, ['quiet']],
    ['though another one is posted', 'quinn@quiet.example', { method: 'directory:corp' }, []],
  ])('by the directory that its domain leads to, %s', async (_, login, more, expected) => {
    says = () => ({ kind: 'wrong' })
    await signIn(others(login), more)
    expect(real()).toEqual(expected)
  })

  it('here, where the directory that somebody came from is not in the settings any more', async () => {
    await addPerson({ sub: 'sub-of-olle', user_id: 'olle', password: 'a dozen blue umbrellas', claims: {} })
    const credential = { kind: 'directory', id: 'former 1', sub: 'sub-of-olle', record: { dn: '' } } as const
    await bindings.DB.batch([new Credentials(bindings.DB).insertion(credential, 0)])
    expect(await signIn({ login: 'olle', password: 'a dozen blue umbrellas' })).toBeUndefined()
    expect(heard.map((each) => each.password)).not.toContain('a dozen blue umbrellas')
  })
})

describe('guesses', () => {
  beforeAll(() => set({ throttle: { account: { free: 2 } } }))
  beforeEach(stopClock)
  const guess = (login: string) => signIn({ login, password: 'a guess' })

  /** Whether somebody waits within some tries. */
  async function until(tried: (each: number) => Promise<string | undefined>) {
    for (let each = 0; each < 5; each++) if ((await tried(each))?.includes('Too many tries')) return true
    return false
  }

  it('are counted together, however a name in a directory is written', async () => {
    expect(await until((each) => guess(`gus@${'x'.repeat(each + 1)}.example`))).toBe(true)
  })

  it('at somebody here are not forgotten when somebody of the same name comes from a directory', async () => {
    await addPerson({
      sub: 'sub-of-vic',
      user_id: 'vic',
      claims: { email: 'vic@quiet.example', email_verified: true },
    })
    says = (asked) =>
      asked.directory === 'quiet' && asked.password === password ? entry('vic2') : { kind: 'wrong' }
    const waits = await until(async (each) => {
      if (each % 2 === 1) await signIn(others('vic@quiet.example'))
      return guess('vic')
    })
    expect(waits).toBe(true)
  })

  it('are none while the one directory that is asked does not answer', async () => {
    says = () => ({ kind: 'unreachable', at: 'connect', why: 'is not there' })
    await addPerson({ sub: 'sub-of-ursa', user_id: 'ursa@quiet.example', claims: {} })
    for (const login of ['una@quiet.example', 'ursa@quiet.example'])
      for (let each = 0; each < 5; each++) expect(await guess(login)).toContain(noAnswer)
  })

  it('count for everybody while no directory answers, since the password may be here', async () => {
    await addPerson({ sub: 'sub-of-lena', user_id: 'lena', claims: {} })
    says = () => ({ kind: 'unreachable', at: 'connect', why: 'is not there' })
    for (const login of ['lena', 'una']) {
      const said = [await guess(login), await guess(login), await guess(login)]
      expect(said).toEqual([
        expect.stringContaining(noAnswer),
        expect.stringContaining(noAnswer),
        expect.stringContaining('Too many tries'),
      ])
    }
  })
})

it('who is gone from the directory is not let in by another provider either', async () => {
  const acme = 'https://login.acme.example.net'
  const provider = await FakeProvider.start(acme)
  await set({
    providers: {
      acme: { name: 'Acme', issuer: acme, client_id: clientId, client_secret: 's', create: 'off' },
    },
  })
  stopClock()
  expect(await signIn(others('pia'))).toBeUndefined()
  const { sub } = await userOf('pia')
  const linked = { kind: 'provider', id: 'acme pia', sub, record: { login: 'pia' } } as const
  await bindings.DB.batch([new Credentials(bindings.DB).insertion(linked, 0)])
  later(901)
  const browser = newBrowser()
  await browser.open(authorizeUrl({ scope: 'openid' }))
  const to = new URL((await browser.submit({ method: 'provider:acme', action: 'begin' })) ?? '')
  await provider.vouches(to, { sub: 'pia' })
  const state = to.searchParams.get('state') ?? ''
  await browser.open(`${issuer}/sign-in/callback/acme?${new URLSearchParams({ state, code: 'c' })}`)
  expect(browser.text).toContain(disabled)
})

describe('a credential of a directory', () => {
  it('is taken away by an operator: what its groups gave goes too, and all that was signed in to', async () => {
    says = ({ login }) => entry(login, { groups: ['engineers'] })
    const tokens = await tokensOf('dora')
    const { sub } = await userOf('dora')
    const call = await machine()
    const path = `/users/${sub}/credentials/directory/corp%20id-of-dora`
    expect((await call(`DELETE ${path}`)).status).toBe(204)
    expect((await call(`DELETE ${path}`)).status).toBe(404)
    expect((await getUser(server, sub))?.user).toMatchObject({ roles: [], credentials: [] })
    expect((await refresh(tokens.refresh_token)).body).toMatchObject({ error: 'invalid_grant' })
    await deleteUser(server, operator(), sub)
  })

  it('goes with its directory, and whoever is called by its name next vouches for others', async () => {
    await set({ directories: { brief: { ...directory, name: 'Brief', any_login: false } } })
    await set({ sign_in: { realms: [{ domains: ['brief.example'], directory: 'brief' }] } })
    says = () => entry('bela')
    const tokens = await tokensOf('bela@brief.example')
    const { sub } = await userOf('bela')
    expect(await recordOf(sub)).toBeDefined()
    await set({ directories: { brief: null }, sign_in: { realms: [] } })
    expect(await recordOf(sub)).toBeUndefined()
    // Nobody is asked, and nothing breaks.
    const { status, body } = await refresh(tokens.refresh_token)
    expect(status).toBe(200)
    expect(claimsOf(body.access_token).sub).toBe(sub)
  })
})

it('a secret that a bridge would not take is not taken here', async () => {
  const bridge = { name: 'By a bridge', bridge_url: 'https://bridge.example' }
  await expect(
    set({ directories: { bridged: { ...bridge, bridge_secret: 'x'.repeat(31) } } }),
  ).rejects.toMatchObject({
    fault: {
      fields: [{ path: 'directories.bridged.bridge_secret', message: 'must be at least 32 characters' }],
    },
  })
})
