/** What people have besides a password, looked after at /account and by operators: who may take what away, and when. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  listCredentials,
  removeSecondFactor,
  renamePasskey,
  resetSecondFactors,
} from '../../src/registry/credentials.ts'
import { addPasskey, renewRecoveryCodes, switchOnOneTimeCodes } from '../../src/registry/enrolment.ts'
import { newSecret } from '../../src/sign-in/time-codes.ts'
import {
  addPerson,
  authorize,
  bindings,
  issuer,
  later,
  newBrowser,
  populate,
  redeem,
  refresh,
  stopClock,
} from '../support/app.ts'
import { addOneTimeCode, codeOf, sealedByTests } from '../support/one-time-code.ts'
import { Visitor } from '../support/portal.ts'
import { change, faultOf, operator, server, trailOf } from '../support/registry.ts'

const password = 'a password of some length'
const made = (id: string) => ({
  ...{ id, counter: 0, public_key: 'pQECAyYg', synced: true, backed_up: true },
  ...{ transports: ['internal'], aaguid: '00000000-0000-0000-0000-000000000000', name: `Passkey ${id}` },
})
const kindsOf = async (sub: string) =>
  [...new Set((await listCredentials(server, sub)).map(({ kind }) => kind))].sort()
const asThemself = (sub: string) => ({ ...operator(), actor: { kind: 'person' as const, id: sub } })

let count = 0
async function person(roles: string[] = [], withPassword = true): Promise<{ sub: string; login: string }> {
  const login = `cleo-${++count}`
  const sub = `sub-of-${login}`
  await addPerson({ sub, user_id: login, password, roles, claims: { name: `Cleo ${count}` } })
  if (!withPassword)
    await bindings.DB.prepare('UPDATE users SET password_hash = NULL WHERE sub = ?').bind(sub).run()
  return { sub, login }
}

describe('the records', () => {
  beforeAll(populate)

  it('hold no more of a recovery code than its hash, and nothing of a key but what is sealed', async () => {
    const { sub } = await person()
    const secret = newSecret()
    const codes = await switchOnOneTimeCodes(server, change(), sub, { secret, step: 1 })
    const { results } = await bindings.DB.prepare('SELECT * FROM credentials WHERE sub = ?').bind(sub).all()
    const all = JSON.stringify(results)
    for (const told of [secret, ...codes, ...codes.map((code) => code.replaceAll('-', ''))])
      expect(all).not.toContain(told)
    const { results: events } = await bindings.DB.prepare('SELECT * FROM audit WHERE subject = ?')
      .bind(sub)
      .all()
    expect(JSON.stringify(events)).not.toContain(secret)
  })

  it('new recovery codes take the place of the old; without a second factor there are none', async () => {
    const { sub } = await person()
    expect(await faultOf(renewRecoveryCodes(server, change(), sub))).toMatchObject({ kind: 'conflict' })
    const before = await switchOnOneTimeCodes(server, change(), sub, { secret: newSecret(), step: 1 })
    const after = await renewRecoveryCodes(server, change(), sub)
    expect(after.filter((code) => before.includes(code))).toEqual([])
    expect((await listCredentials(server, sub)).filter(({ kind }) => kind === 'recovery_code')).toHaveLength(
      10,
    )
  })

  it('recovery codes go with the last second factor, not before', async () => {
    const { sub } = await person()
    await switchOnOneTimeCodes(server, change(), sub, { secret: newSecret(), step: 1 })
    await addPasskey(server, change(), sub, made(`of-${sub}`))
    await removeSecondFactor(server, asThemself(sub), sub, 'totp')
    expect(await kindsOf(sub)).toEqual(['passkey', 'recovery_code'])
    await removeSecondFactor(server, asThemself(sub), sub, 'passkey', `of-${sub}`)
    expect(await kindsOf(sub)).toEqual([])
  })

  it('an operator never takes away their own last second factor, of two at once either', async () => {
    const { sub } = await person(['admin'])
    await switchOnOneTimeCodes(server, operator(), sub, { secret: newSecret(), step: 1 })
    await addPasskey(server, operator(), sub, made(`of-${sub}`))
    const outcomes = await Promise.allSettled([
      removeSecondFactor(server, asThemself(sub), sub, 'totp'),
      removeSecondFactor(server, asThemself(sub), sub, 'passkey', `of-${sub}`),
    ])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const left = (await kindsOf(sub)).filter((kind) => kind !== 'recovery_code')
    expect(left).toHaveLength(1)
  })

  it('nobody takes away the only way in that they have', async () => {
    const { sub } = await person([], false)
    await addPasskey(server, change(), sub, made(`first-of-${sub}`))
    expect(
      await faultOf(removeSecondFactor(server, asThemself(sub), sub, 'passkey', `first-of-${sub}`)),
    ).toMatchObject({
      kind: 'conflict',
      path: 'last_way',
    })
    await addPasskey(server, change(), sub, made(`second-of-${sub}`))
    await removeSecondFactor(server, asThemself(sub), sub, 'passkey', `first-of-${sub}`)
    expect(await kindsOf(sub)).toEqual(['passkey'])
  })

  it('of somebody else are not there: neither named nor removed', async () => {
    const [mine, theirs] = [await person(), await person()]
    await addPasskey(server, change(), theirs.sub, made(`of-${theirs.sub}`))
    const id = `of-${theirs.sub}`
    expect(await faultOf(renamePasskey(server, change(), mine.sub, id, 'Mine'))).toMatchObject({
      kind: 'not_found',
    })
    expect(await faultOf(removeSecondFactor(server, change(), mine.sub, 'passkey', id))).toMatchObject({
      kind: 'not_found',
    })
    expect(await faultOf(addPasskey(server, change(), mine.sub, made(id)))).toMatchObject({ path: 'taken' })
  })

  it.each(['', '   ', 'x'.repeat(65), 'two\nlines'])('a passkey is not called %j', async (name) => {
    const { sub } = await person()
    await addPasskey(server, change(), sub, made(`of-${sub}`))
    expect(await faultOf(renamePasskey(server, change(), sub, `of-${sub}`, name))).toMatchObject({
      kind: 'invalid',
    })
  })

  it('nobody has more than twenty passkeys', async () => {
    const { sub } = await person()
    for (let i = 0; i < 20; i++) await addPasskey(server, change(), sub, made(`${i}-of-${sub}`))
    expect(await faultOf(addPasskey(server, change(), sub, made(`one-more-of-${sub}`)))).toMatchObject({
      path: 'too_many',
    })
  })

  it('only an operator changes an operator', async () => {
    const { sub } = await person(['admin'])
    await switchOnOneTimeCodes(server, operator(), sub, { secret: newSecret(), step: 1 })
    for (const tried of [
      resetSecondFactors(server, change(), sub),
      removeSecondFactor(server, change(), sub, 'totp'),
      renewRecoveryCodes(server, change(), sub),
      switchOnOneTimeCodes(server, change(), sub, { secret: newSecret(), step: 1 }),
      addPasskey(server, change(), sub, made(`of-${sub}`)),
    ])
      expect(await faultOf(tried)).toMatchObject({ kind: 'forbidden' })
  })

  it('a reset takes all of them away, ends what was granted, and is told', async () => {
    const { sub, login } = await person()
    const granted = await authorize(newBrowser(), { scope: 'openid offline_access' }, { login, password })
    const code = granted.searchParams.get('code') ?? ''
    const { refresh_token } = (await redeem(code)).body
    await switchOnOneTimeCodes(server, change(), sub, { secret: newSecret(), step: 1 })
    await addPasskey(server, change(), sub, made(`of-${sub}`))
    await resetSecondFactors(server, operator(), sub)
    expect(await kindsOf(sub)).toEqual([])
    expect((await refresh(refresh_token)).body.error).toBe('invalid_grant')
    expect((await trailOf(sub)).map(({ type }) => type)).toContain('user.second_factors_reset')
  })
})

describe('the account page', () => {
  beforeAll(populate)
  beforeEach(stopClock)
  afterEach(() => {
    vi.useRealTimers()
  })

  async function signedIn(secret?: string, who?: { sub: string; login: string }) {
    const { sub, login } = who ?? (await person())
    const browser = newBrowser()
    await browser.open(`${issuer}/account/security`)
    await browser.submit({ login, password, method: '', action: 'sign-in' })
    if (secret) await browser.submit({ method: 'totp', code: codeOf(secret), action: 'sign-in' })
    const at = new Visitor(browser, sub)
    await at.open('/account/security')
    return { at, sub, login }
  }

  it.each(['/account/passkeys/new', '/account/one-time-codes/new'])(
    '%s asks for a recent sign-in',
    async (path) => {
      const { at } = await signedIn()
      later(10 * 60)
      const seen = await at.open(path)
      expect(at.browser.path).toBe('/sign-in')
      expect(seen.text).toContain('Confirm it is you')
    },
  )

  it('a password alone takes away no second factor, however recent', async () => {
    const who = await person()
    const { at } = await signedIn(undefined, who) // before there was one
    await addOneTimeCode({ db: bindings.DB, ...sealedByTests }, who.sub)
    await at.open('/account/one-time-codes')
    const sent = await at.post('/account/one-time-codes', { action: 'off' })
    expect(sent.location).toMatch(/^\/second-factor/)
    for (const path of ['/account/passkeys/new', '/account/one-time-codes/new']) {
      await at.open(path)
      expect(at.browser.path).toBe('/second-factor')
    }
    expect(await kindsOf(who.sub)).toEqual(['totp'])
  })

  it('with the second factor it is switched off', async () => {
    const who = await person()
    const secret = await addOneTimeCode({ db: bindings.DB, ...sealedByTests }, who.sub)
    const { at } = await signedIn(secret, who)
    await at.open('/account/one-time-codes')
    const seen = await at.send('/account/one-time-codes', { action: 'off' })
    expect(seen.text).toContain('One-time codes are off.')
    expect(await kindsOf(who.sub)).toEqual([])
  })

  it('a form of another session, or an offer of another person, changes nothing', async () => {
    const { at, sub } = await signedIn()
    const other = await signedIn()
    await other.at.open('/account/one-time-codes/new')
    const { offer = '' } = other.at.browser.hidden()
    const secret = /<code>([A-Z2-7 ]+)</.exec(other.at.browser.html)?.[1]?.replaceAll(' ', '') ?? ''
    await at.open('/account/one-time-codes/new')
    const taken = await at.post('/account/one-time-codes/new', { offer, code: codeOf(secret) })
    expect(taken.status).toBe(400)
    at.token = other.at.token
    expect((await at.post('/account/one-time-codes', { action: 'recovery' })).status).toBe(400)
    expect(await kindsOf(sub)).toEqual([])
  })

  it('the data of a person say what they sign in with, and nothing that signs in', async () => {
    const who = await person()
    const secret = newSecret()
    await switchOnOneTimeCodes(server, change(), who.sub, { secret, step: 1 })
    await addPasskey(server, change(), who.sub, made(`of-${who.sub}`))
    const { at } = await signedIn(secret, who)
    await at.open('/account/data')
    const { html } = await at.post('/account/data')
    const { credentials } = JSON.parse(html) as { credentials: { kind: string }[] }
    expect(credentials.map(({ kind }) => kind).sort()).toEqual([
      'passkey',
      ...Array(10).fill('recovery_code'),
      'totp',
    ])
    for (const kept of ['pQECAyYg', 'eyJhbGciOiJkaXIi', secret]) expect(html).not.toContain(kept)
  })
})
