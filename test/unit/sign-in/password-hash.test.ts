/** Password hashes: scrypt, and those of people who come from light-oauth2. */
import { pbkdf2Sync } from 'node:crypto'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { hashPassword, isPasswordHash, verifyPassword } from '../../../src/sign-in/password-hash.ts'
import { addPerson, alice, authorize, newBrowser, populate } from '../../support/app.ts'
import { attempt } from '../../support/guesser.ts'
import { bindings } from '../../support/shards.ts'

const password = 'pässword of 2017'
/** As Java's HashUtil there makes it; its salt is the text of an array of signed bytes. */
function lightHash(of: string, bytes = Int8Array.of(-12, 7, 0, 127, -128)): string {
  const salt = Buffer.from(`[${[...bytes].join(', ')}]`, 'utf8')
  return `1000:${salt.toString('hex')}:${pbkdf2Sync(of, salt, 1_000, 64, 'sha1').toString('hex')}`
}

describe('a hash of light-oauth2', () => {
  it('is verified as Java made it, and yields the scrypt hash that replaces it', async () => {
    const { right, better = '' } = await verifyPassword(password, lightHash(password))
    expect(right).toBe(true)
    expect(await verifyPassword(password, better)).toEqual({ right: true })
    expect(await verifyPassword('another', better)).toEqual({ right: false })
  })
  it('of another password is none, and is not replaced', async () => {
    expect(await verifyPassword('another', lightHash(password))).toEqual({ right: false })
    const [, salt = '', hash = ''] = lightHash(password).split(':')
    for (const wrong of [`1000:${salt}:`, `1000::${hash}`, `9999:${salt}:${hash}`, `1000:${salt}:${hash}00`])
      expect([isPasswordHash(wrong), (await verifyPassword(password, wrong)).right]).toEqual([false, false])
  })
  it('and ours are the only ones there are', async () => {
    expect(isPasswordHash(lightHash(password))).toBe(true)
    expect(isPasswordHash(await hashPassword(password))).toBe(true)
    const dear = (await hashPassword(password)).replace('16384', '1048576')
    expect([isPasswordHash(dear), isPasswordHash(''), isPasswordHash('plain')]).toEqual([false, false, false])
  })
})

describe('somebody who came from light-oauth2', () => {
  beforeAll(populate)

  it('signs in with the old password, and has an scrypt hash from then on', async () => {
    await bindings.DB.prepare('UPDATE users SET password_hash = ?').bind(lightHash(alice.password)).run()
    const hash = () => bindings.DB.prepare('SELECT password_hash FROM users').first<string>('password_hash')
    expect((await attempt(alice.login, 'wrong')).signedIn).toBe(false) // once: whoever tries five times waits
    expect(await hash()).toBe(lightHash(alice.password))
    expect((await authorize(newBrowser())).searchParams.get('code')).toBeTruthy()
    await vi.waitFor(async () => expect(await hash()).toMatch(/^scrypt\$/))
    expect((await authorize(newBrowser())).searchParams.get('code')).toBeTruthy()
  })
  it('keeps a password that was set while the old one was being replaced', async () => {
    await addPerson({ sub: 'bob', user_id: 'bob', claims: {} })
    const { Users } = await import('../../../src/stores/users.ts')
    await new Users(bindings.DB).upgradePasswordHash('bob', lightHash('old'), 'scrypt$of the old one')
    expect((await new Users(bindings.DB).findBySub('bob'))?.passwordHash).not.toContain('old one')
  })
})
