import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acrOf, acrValues, amrOf, reaches } from '../../../src/protocol/credential.ts'
import { defaultSettings, parseSettings } from '../../../src/protocol/settings.ts'
import { userTypes } from '../../../src/protocol/subject.ts'
import { neededAcr } from '../../../src/sign-in/level.ts'

const customer = { user_type: 'customer', roles: [] } as const
const nothing = { acrValues: [], forOperators: false }
const strict = parseSettings({ sign_in: { second_factor: { customer: 'required' } } })

describe('the level that is needed', () => {
  it.each([
    ['one factor, where nobody asks for more', nothing, customer, '1'],
    ['what the request asks for', { ...nothing, acrValues: ['2'] }, customer, '2'],
    ['the weakest of those that will do', { ...nothing, acrValues: ['phr', '2'] }, customer, '2'],
    ['nothing for what is not known here', { ...nothing, acrValues: ['urn:x'] }, customer, '1'],
    ['two for who has switched on codes', nothing, { ...customer, credentials: ['totp'] }, '2'],
    ['one for who has a passkey too', nothing, { ...customer, credentials: ['passkey'] }, '1'],
    [
      'two for an operator at the console',
      { ...nothing, forOperators: true },
      { ...customer, roles: ['admin'] },
      '2',
    ],
    ['one for an operator elsewhere', nothing, { ...customer, roles: ['admin'] }, '1'],
    ['one for anybody else there: they are refused', { ...nothing, forOperators: true }, customer, '1'],
    [
      'the stronger of two',
      { acrValues: ['phr'], forOperators: true },
      { ...customer, roles: ['admin'] },
      'phr',
    ],
  ] as const)('is %s', (_, wanted, whose, level) => {
    expect(neededAcr(wanted, whose, defaultSettings)).toBe(level)
  })

  it('is not raised by a stranger’s application for who has no second factor, only for who has one', () => {
    const wanted = { acrValues: ['2'], forOperators: false, byStranger: true }
    const level = (credentials?: string[]) =>
      neededAcr(wanted, { ...customer, ...(credentials && { credentials }) }, defaultSettings)
    expect([level([]), level(['recovery_code']), level(['passkey']), level(['totp'])]).toEqual([
      '1',
      '1',
      '2',
      '2',
    ])
    expect(level()).toBe('2') // what they have is not known yet
    expect(neededAcr(wanted, { ...customer, credentials: [] }, strict)).toBe('2') // the settings ask it
  })

  it('is two factors for a type of people of whom the settings ask it, and for no other', () => {
    for (const user_type of userTypes)
      expect(neededAcr(nothing, { user_type, roles: [] }, strict)).toBe(user_type === 'customer' ? '2' : '1')
  })

  it('is always one that can be reached, and never less than any reason for it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...acrValues, 'urn:x')),
        fc.boolean(),
        fc.subarray(['admin', 'reader']),
        fc.subarray(['totp', 'passkey']),
        (asked, forOperators, roles, credentials) => {
          const level = neededAcr(
            { acrValues: asked, forOperators },
            { ...customer, roles, credentials },
            strict,
          )
          expect(acrValues).toContain(level)
          expect(reaches(level, '2')).toBe(true)
          if (asked.some((each) => each !== 'urn:x'))
            expect(asked.some((each) => reaches(level, each))).toBe(true)
        },
      ),
    )
  })
})

describe('two proofs together', () => {
  it.each([
    ['a password', ['pwd'], undefined, '1', ''],
    ['a password and a code', ['pwd'], ['otp'], '2', 'mfa'],
    ['a code by mail and one of an app', ['otp'], ['otp'], '2', 'mca'],
    ['a password and a passkey', ['pwd'], ['hwk', 'user', 'mfa'], 'phr', 'mfa'],
    ['a passkey', ['swk', 'user', 'mfa'], undefined, 'phr', 'mfa'],
    ['a provider that says nothing', [], undefined, '1', ''],
    ['one that says nothing, and a code', [], ['otp'], '2', 'mca'],
    ['one that says nothing, and a passkey', [], ['hwk', 'user', 'mfa'], 'phr', 'mfa'],
    ['one that saw a password, and a code', ['pwd'], ['otp'], '2', 'mfa'],
    ['one that saw a key and verified nobody, and a code', ['hwk'], ['otp'], '2', 'mca'],
    ['one that saw a password and a key, and a code', ['pwd', 'hwk'], ['otp'], '2', 'mca'],
    ['one that saw two factors', ['pwd', 'otp', 'mfa'], undefined, '2', 'mfa'],
  ])('%s: %j %j reach %s', (_, first, second, level, together) => {
    const amr = amrOf(first, second)
    expect(acrOf(amr)).toBe(level)
    expect(amr.filter((each) => each === 'mfa' || each === 'mca').join()).toBe(together)
  })
})
