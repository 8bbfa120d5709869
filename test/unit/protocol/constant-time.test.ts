import fc from 'fast-check'
import { expect, it } from 'vitest'
import { constantTimeEqual } from '../../../src/protocol/constant-time.ts'

it('tells what === tells', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(constantTimeEqual(a, b)).toBe(a === b)
      expect(constantTimeEqual(a, `${a}`)).toBe(true)
      expect(constantTimeEqual(a, `${a}x`)).toBe(false)
    }),
  )
})
it('sees every single character', () => {
  const secret = 'a-secret-of-some-length'
  for (let at = 0; at < secret.length; at++) {
    expect(constantTimeEqual(secret, `${secret.slice(0, at)}#${secret.slice(at + 1)}`)).toBe(false)
  }
})
