import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { initials, plainName, tint } from '../../../src/pages/plain-name.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 120 })

describe('a name that strangers chose', () => {
  it('is one line of at most 64 characters, never empty, and keeps its own direction', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: 'binary', maxLength: 120 })), (name) => {
        const plain = plainName(name)
        expect([...plain].length).toBeGreaterThan(0)
        expect([...plain].length).toBeLessThanOrEqual(64)
        expect(plain).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
        expect(plain).toBe(plain.trim())
      }),
    )
  })
  it('stays as it is where it is a plain one', () => {
    for (const name of ['Web app', 'Bokhandel på nett', '株式会社', "O'Neill & Söhne"])
      expect(plainName(name)).toBe(name)
  })
  it('loses what turns it around, and marks piled on a letter', () => {
    expect(plainName('evil\u202egpj.exe')).toBe('evilgpj.exe')
    expect(plainName(`a${'\u0301'.repeat(50)}b`)).toBe(`a${'\u0301'.repeat(4)}b`)
    expect(plainName(' \n\t\u202e ')).toBe('Unnamed')
  })
  it('has one or two letters to stand for it, and always the same colour', () => {
    expect(['Web app', 'alice', 'Anna Maria Berg', '42 things', '!!!', '株式 会社'].map(initials)).toEqual([
      'WA',
      'A',
      'AB',
      '4',
      '?',
      '株',
    ])
    fc.assert(
      fc.property(text, (name) => {
        expect(initials(name)).not.toBe('')
        expect(tint(name)).toMatch(/^[0-3]$/)
        expect(tint(name)).toBe(tint(name))
      }),
    )
  })
})
