/** People through the registry: each change holds in D1, in their shard and in the trail. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { maintain } from '../../../src/app.ts'
import {
  endGrant,
  endGrants,
  endSession,
  endSessions,
  listSessionsAndGrants,
  withdrawConsent,
} from '../../../src/registry/sessions-grants.ts'
import {
  createUser,
  deleteUser,
  getUser,
  listUsers,
  setPassword,
  updateUser,
} from '../../../src/registry/users.ts'
import { hashPassword } from '../../../src/sign-in/password-hash.ts'
import {
  addPerson,
  alice,
  answerTo,
  authorize,
  authorizeUrl,
  later,
  newBrowser,
  newCode,
  populate,
  redeem,
  refresh,
  stopClock,
  userinfo,
} from '../../support/app.ts'
import { change, faultOf, operator, server, trailOf } from '../../support/registry.ts'
import { bindings } from '../../support/shards.ts'

const sub = 'sub-of-alice'
const granted = async (browser = newBrowser()) => {
  const { body } = await redeem(await newCode({ scope: 'openid profile offline_access' }, browser))
  return { ...body, browser }
}
type Granted = Awaited<ReturnType<typeof granted>>
/** userinfo, refresh, and what a browser gets without a page. */
async function stateOf({ access_token, refresh_token, browser }: Granted) {
  const [info, again, silent] = [
    await userinfo(access_token),
    await refresh(refresh_token),
    await answerTo(browser, { scope: 'openid', prompt: 'none' }),
  ]
  return [info.status, again.status, silent?.searchParams.get('error') ?? 'signed in']
}
const alive = [200, 200, 'signed in']
const dead = [401, 400, 'login_required']
const outbox = () => bindings.DB.prepare('SELECT count(*) AS n FROM users_outbox').first('n')

/** One for all: it is dear. */
const hash = hashPassword(alice.password)

beforeAll(populate)
afterEach(() => vi.useRealTimers())
beforeEach(async () => {
  for (const { user } of (await listUsers(server, { limit: 50 })).items)
    await deleteUser(server, change(), user.sub)
  await addPerson({ password_hash: await hash })
  await maintain(bindings, Date.now())
})

describe('a change of a person', () => {
  it('is in their tokens with the next answer, without waiting for cron', async () => {
    const { access_token } = await granted()
    await updateUser(server, change(), sub, { claims: { name: 'Alice Brown', nickname: null } })
    expect((await userinfo(access_token)).body).toMatchObject({ name: 'Alice Brown', given_name: 'Alice' })
    expect(await outbox()).toBe(0)
  })
  it('that disables them ends all that was begun, at once and for good', async () => {
    const before = await granted()
    expect(await stateOf(before)).toEqual(alive)
    await updateUser(server, change(), sub, { status: 'disabled' })
    expect(await stateOf(before)).toEqual(dead)
    await updateUser(server, change(), sub, { status: 'active' })
    expect(await stateOf(before)).toEqual(dead)
    expect(await stateOf(await granted())).toEqual(alive)
  })
  it('stands in the trail, without what their claims say', async () => {
    await updateUser(server, change(), sub, { roles: ['developer'], claims: { email: 'new@example.com' } })
    const [event] = await trailOf(sub)
    expect(event).toMatchObject({
      type: 'user.updated',
      subject: sub,
      detail: { after: { roles: ['developer'] }, changed_claims: ['email'] },
    })
    expect(JSON.stringify(event)).not.toContain('example.com')
  })
  it('is refused where it is not in order, was overtaken, or takes a login that is somebody else’s', async () => {
    await createUser(server, change(), {
      user_id: 'bob',
      user_type: 'partner',
      claims: { email: 'bob@example.com' },
    })
    const [known, trail] = [await getUser(server, sub), await trailOf(sub)]
    const faults = [
      [
        { user_type: 'robot', claims: { emal: 'x' } },
        { kind: 'invalid', fields: [{ path: 'user_type' }, { path: 'claims.emal' }] },
      ],
      [{ user_id: 'BOB' }, { kind: 'conflict' }],
      [{ user_id: 'Bob@Example.com' }, { kind: 'conflict' }],
      [{ claims: { email: 'bob' } }, { kind: 'invalid', fields: [{ path: 'claims.email' }] }],
      [{ password: 'x' }, { kind: 'invalid', fields: [{ path: 'password' }] }],
    ] as const
    for (const [input, fault] of faults)
      expect(await faultOf(updateUser(server, change(), sub, input))).toMatchObject(fault)
    const { version = 0 } = (await getUser(server, sub)) ?? {}
    expect(version).toBe(known?.version)
    const late = updateUser(server, change(), sub, { roles: [] }, { ifVersion: version - 1 })
    expect(await faultOf(late)).toMatchObject({ kind: 'version_mismatch', version })
    expect(await trailOf(sub)).toEqual(trail)
    expect(await faultOf(updateUser(server, change(), 'nobody', {}))).toMatchObject({ kind: 'not_found' })
  })
})

describe('an operator', () => {
  it('is made, changed and deleted only by who may do all that they may', async () => {
    const input = { roles: ['admin'] }
    expect(await faultOf(updateUser(server, change(), sub, input))).toMatchObject({ kind: 'forbidden' })
    const some = { ...change(), manages: ['users:write'] as const }
    const made = { user_id: 'olga', user_type: 'employee', ...input } as const
    expect(await faultOf(createUser(server, some, made))).toMatchObject({ kind: 'forbidden' })
    await updateUser(server, operator(), sub, input)
    for (const attack of [
      () => setPassword(server, some, sub, { password: 'a password of mine' }),
      () => updateUser(server, some, sub, { roles: [] }),
      () => updateUser(server, some, sub, { claims: { email: 'mallory@example.com' } }),
      () => deleteUser(server, some, sub),
    ])
      expect(await faultOf(attack())).toMatchObject({
        kind: 'forbidden',
        scope: expect.arrayContaining(['keys:write']),
      })
    await updateUser(server, operator(), sub, { roles: [] })
  })
})

describe('a password', () => {
  it('that is set is the only one, and ends what was begun with the other', async () => {
    const before = await granted()
    await setPassword(server, change(), sub, { password: 'another long password' })
    expect(await stateOf(before)).toEqual(dead)
    // Once: whoever tries five times waits.
    const browser = newBrowser()
    await browser.open(authorizeUrl({ scope: 'openid' }))
    await browser.submit({ ...alice, action: 'sign-in' })
    expect(browser.text).toContain('The username or the password is not right.')
    const person = { ...alice, password: 'another long password' }
    expect((await authorize(newBrowser(), { scope: 'openid' }, person)).searchParams.get('code')).toBeTruthy()
  })
  it('is made where none is given, told once, and in no trail', async () => {
    const { password = '' } = await setPassword(server, change(), sub)
    expect(password).toMatch(/^[\w-]{20,}$/)
    expect(
      (await authorize(newBrowser(), { scope: 'openid' }, { ...alice, password })).searchParams.get('code'),
    ).toBeTruthy()
    expect(JSON.stringify(await trailOf(sub))).not.toContain(password)
    expect(await faultOf(setPassword(server, change(), sub, { password: 'short' }))).toMatchObject({
      fields: [{ path: 'password' }],
    })
  })
})

describe('a sign-in that is under way when the password is changed', () => {
  it('is not good afterwards, in whatever order they arrive', async () => {
    const carl = { login: 'carl', password: 'a long password' }
    const made = { sub: 'carl', user_id: 'carl', user_type: 'customer', password: carl.password } as const
    await createUser(server, change(), made)
    const attempt = () => authorize(newBrowser(), { scope: 'openid' }, carl).catch(() => undefined)
    await attempt()
    const changing = setPassword(server, change(), 'carl', { password: 'another long password' })
    await Promise.all([attempt(), attempt(), changing, attempt()])
    expect((await listSessionsAndGrants(server, 'carl')).sessions).toEqual([])
  })
})

describe('somebody who is deleted', () => {
  it('is gone at once; who comes back under the same sub lives, and nothing of before does', async () => {
    const before = await granted()
    await deleteUser(server, change(), sub)
    expect(await stateOf(before)).toEqual(dead)
    expect([await getUser(server, sub), await outbox()]).toEqual([undefined, 0])
    await createUser(server, change(), {
      sub,
      user_id: 'alice',
      user_type: 'customer',
      password: alice.password,
    })
    expect(await stateOf(before)).toEqual(dead)
    expect(await listSessionsAndGrants(server, sub)).toEqual({ sessions: [], grants: [], consents: [] })
    const after = await granted()
    expect(await stateOf(after)).toEqual(alive)
    await deleteUser(server, change(), sub)
    expect(await stateOf(after)).toEqual(dead)
  })
  it('and whose shard heard of it only after they were back, is the one who is back', async () => {
    const before = await granted()
    await bindings.DB.prepare('DELETE FROM users WHERE sub = ?').bind(sub).run() // by hand: nothing is pushed
    await addPerson()
    expect((await getUser(server, sub))?.version).toBeGreaterThan(2)
    await maintain(bindings, Date.now())
    expect(await outbox()).toBe(0)
    expect((await userinfo((await granted()).access_token)).status).toBe(200)
    expect((await getUser(server, sub))?.user.not_before).toBeGreaterThanOrEqual(
      Math.floor(Date.now() / 1000) - 60,
    )
    void before
  })
  it('owns nothing any more', async () => {
    await server.stores.commit(server.stores.clients.ownersRevision('web', [sub, 'bob']))
    await deleteUser(server, change(), sub)
    expect(await server.stores.clients.owners('web')).toEqual(['bob'])
  })
})

describe('sessions and grants of a person', () => {
  it('are listed without what a cookie holds, and end one by one', async () => {
    const [one, other] = [await granted(), await granted()]
    const { sessions, grants, consents } = await listSessionsAndGrants(server, sub)
    expect([sessions.length, grants.length]).toEqual([2, 2])
    expect(Object.keys(sessions[0]!)).not.toContain('id')
    expect(grants[0]).toMatchObject({ clientId: 'web', scope: ['openid', 'profile', 'offline_access'] })
    expect(consents).toMatchObject([{ clientId: 'web' }])

    const info = await userinfo(one.access_token)
    expect(info.status).toBe(200)
    const mine = grants.filter((grant) => sessions.some(({ sid }) => sid === grant.sid))
    expect(mine).toHaveLength(2)
    await endGrant(server, change(), sub, grants[0]!.id)
    const left = (await Promise.all([one, other].map(({ access_token }) => userinfo(access_token)))).map(
      (a) => a.status,
    )
    expect(left.sort()).toEqual([200, 401])
    expect(await faultOf(endGrant(server, change(), sub, grants[0]!.id))).toMatchObject({ kind: 'not_found' })
    await endSession(server, change(), sub, sessions[0]!.sid)
    expect((await listSessionsAndGrants(server, sub)).sessions).toEqual([sessions[1]])
    expect(await faultOf(endSession(server, change(), sub, sessions[0]!.sid))).toMatchObject({
      kind: 'not_found',
    })
  })
  it("are nobody else's to end", async () => {
    await createUser(server, change(), {
      sub: 'bob',
      user_id: 'bob',
      user_type: 'customer',
      password: 'bob has a password',
    })
    await authorize(newBrowser(), { scope: 'openid' }, { login: 'bob', password: 'bob has a password' })
    const hers = await granted()
    const { sessions, grants } = await listSessionsAndGrants(server, sub)
    expect(await faultOf(endGrant(server, change(), 'bob', grants[0]!.id))).toMatchObject({
      kind: 'not_found',
    })
    expect(await faultOf(endSession(server, change(), 'bob', sessions[0]!.sid))).toMatchObject({
      kind: 'not_found',
    })
    expect(await stateOf(hers)).toEqual(alive)
  })
  it('end all at once: sessions, grants, or one client’s with its consent', async () => {
    const first = await granted()
    expect(await endSessions(server, change(), sub)).toBe(1)
    expect(await stateOf(first)).toEqual([200, 200, 'login_required'])
    expect(await endGrants(server, change(), sub)).toBe(1)
    expect(await stateOf(first)).toEqual(dead)
    stopClock()
    later(1) // a code of the second in which all grants ended would be one of those that were on their way
    const second = await granted()
    expect(await withdrawConsent(server, change(), sub, 'web')).toBe(1)
    const { consents, sessions } = await listSessionsAndGrants(server, sub)
    expect([consents, sessions.length]).toEqual([[], 1])
    expect((await userinfo(second.access_token)).status).toBe(401)
  })
})

describe('lists of people', () => {
  const shown = (page: { items: readonly { user: { user_id: string } }[] }) =>
    page.items.map(({ user }) => user.user_id)
  beforeEach(async () => {
    const people = [
      ['carol', 'employee', 'Alina Carol', undefined],
      ['dave', 'employee', undefined, 'ALI@dave.example'],
      ['Eve', 'partner', 'Eve Alison', undefined],
      ['ali', 'employee', 'Ali', 'ali@ali.example'],
    ] as const
    for (const [user_id, user_type, name, email] of people) {
      const claims = { ...(name && { name }), ...(email && { email }) }
      await createUser(server, change(), {
        user_id,
        user_type,
        claims,
        status: user_id === 'dave' ? 'disabled' : 'active',
      })
    }
  })
  it('go by user name, and by type and status', async () => {
    expect(shown(await listUsers(server, { limit: 50 }))).toEqual(['ali', 'alice', 'carol', 'dave', 'Eve'])
    expect(shown(await listUsers(server, { limit: 50, user_type: 'employee' }))).toEqual([
      'ali',
      'carol',
      'dave',
    ])
    expect(shown(await listUsers(server, { limit: 50, status: 'disabled' }))).toEqual(['dave'])
    expect(shown(await listUsers(server, { limit: 50, user_type: 'employee', status: 'active' }))).toEqual([
      'ali',
      'carol',
    ])
  })
  it('are searched by user name, then email address, then name; each person once, in pages of any size', async () => {
    const found = ['ali', 'alice', 'dave', 'carol']
    for (const limit of [1, 2, 3, 4, 9]) {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await listUsers(server, { search: ' Ali', limit, cursor })
        expect(page.items.length).toBeGreaterThan(0)
        seen.push(...shown(page))
        cursor = page.next
      } while (cursor !== undefined)
      expect(seen).toEqual(found)
    }
    expect(shown(await listUsers(server, { search: 'ali', user_type: 'employee', limit: 9 }))).toEqual([
      'ali',
      'dave',
      'carol',
    ])
  })
  it('never show a password hash', async () => {
    expect(JSON.stringify(await listUsers(server, { limit: 50 }))).not.toContain('scrypt')
    expect((await getUser(server, sub))?.user).toMatchObject({ has_password: true })
  })
})
