import { describe, expect, it } from 'vitest'
import { isCommonPassword } from '../../../src/protocol/common-passwords.ts'

describe('a password that is guessed first', () => {
  it.each([
    'password1234',
    'Password123!',
    'p@ssw0rd2026',
    'passwordpassword',
    'monkeymonkeymonkeymonkey',
    '123456789012',
    '210987654321',
    'abcabcabcabcabc',
    'qwertyuiop12',
    '1qaz2wsx3edc',
    '1q2w3e4r5t6y',
    'qazwsxedcrfv',
    'Summer2026!!!',
    'letmein letmein',
    'iloveyou1234!',
    'administrator1',
    'ｐａｓｓｗｏｒｄ１２３４', // full width, which is normalized away
  ])('%s', (password) => expect(isCommonPassword(password)).toBe(true))

  it('is found in no time, however long it is', () => {
    for (const password of ['a'.repeat(1024), 'password'.repeat(128), '12'.repeat(512)])
      expect(isCommonPassword(password)).toBe(true)
  })

  it.each([
    'correct horse battery staple',
    'nanoseconds are 11.8 inches long',
    'a fine long password',
    'seven brass doorknobs',
    'kWq0vTn3yC5Jx1mRb8ZpLg',
    'Xq7-bLm2-Tz9w',
    '密码是一个很长的句子没有人知道',
    'my password is not short',
  ])('but not %s', (password) => expect(isCommonPassword(password)).toBe(false))

  it('is also their own name, and what they sign in with', () => {
    const own = ['ada', 'ada.lovelace@example.com', 'Ada Lovelace']
    for (const password of ['adalovelace1', 'Lovelace2026!', 'lovelace-ada-', 'ada@example.com'])
      expect([password, isCommonPassword(password, own)]).toEqual([password, true])
    expect(isCommonPassword('Lovelace2026!')).toBe(false)
    expect(isCommonPassword('ada wrote the first program', own)).toBe(false)
  })
})
