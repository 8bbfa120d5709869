import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeUserCode, readUserCode, showUserCode } from '../../../src/protocol/user-code.ts'

const letters = 'BCDFGHJKLMNPQRSTVWXZ'
const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 })

describe('RFC 8628 §6.1 user codes', () => {
  it('are eight consonants, of any random bytes that hold eight fair ones', () => {
    fc.assert(
      fc.property(bytes, (random) => {
        fc.pre(random.filter((byte) => byte < 240).length >= 8)
        expect(makeUserCode(random)).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/)
      }),
    )
  })
  it('favour no letter: every byte that counts picks one, each as often as the others', () => {
    const picked = new Map<string, number>()
    for (let byte = 0; byte < 256; byte++) {
      const [letter = 'none'] = makeUserCode(new Uint8Array([byte]))
      picked.set(letter, (picked.get(letter) ?? 0) + 1)
    }
    expect(picked.get('none')).toBe(16)
    picked.delete('none')
    expect([...picked.keys()].sort().join('')).toBe(letters)
    expect(new Set(picked.values())).toEqual(new Set([12]))
  })
  it('read back as they are shown, in either case, with any dashes, dots and spaces between', () => {
    const noise = fc.stringMatching(/^[ \t\-–—_.\u00a0]{0,3}$/)
    fc.assert(
      fc.property(
        bytes,
        fc.array(noise, { minLength: 8, maxLength: 8 }),
        fc.boolean(),
        (random, between, small) => {
          fc.pre(random.filter((byte) => byte < 240).length >= 8)
          const code = makeUserCode(random)
          const typed = [...code].map((letter, index) => letter + between[index]).join('')
          expect(readUserCode(small ? typed.toLowerCase() : typed)).toBe(code)
          expect(readUserCode(showUserCode(code))).toBe(code)
        },
      ),
    )
  })
  it('whatever is typed reads as a code or as nothing, and a code reads as itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (typed) => {
        const read = readUserCode(typed)
        if (read !== undefined)
          expect([read, readUserCode(read)]).toEqual([expect.stringMatching(/^[B-Z]{8}$/), read])
      }),
    )
  })
  it.each(['', 'BCDFGHJ', 'BCDFGHJKL', 'ABCDFGHJ', 'BCDFGHJY', 'BCDF/GHJK', '12345678', 'ＢCDFGHJK'])(
    '%s is none',
    (typed) => {
      expect(readUserCode(typed)).toBeUndefined()
    },
  )
})
