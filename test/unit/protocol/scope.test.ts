import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatScope, grantableScope, parseScope } from '../../../src/protocol/scope.ts'

const allowed = Array.from({ length: 0x7e - 0x21 + 1 }, (_, index) =>
  String.fromCharCode(0x21 + index),
).filter((character) => character !== '"' && character !== '\\')
const token = fc.string({ unit: fc.constantFrom(...allowed), minLength: 1, maxLength: 20 })

describe('RFC 6749 §3.3 scope', () => {
  it('reads back what it writes, each value once, in the order sent', () => {
    fc.assert(
      fc.property(fc.array(token, { minLength: 1, maxLength: 30 }), (tokens) => {
        expect(parseScope(formatScope(tokens))).toEqual([...new Set(tokens)])
      }),
    )
  })
  it('refuses every character that a scope-token may not have', () => {
    fc.assert(
      fc.property(
        token,
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
        token,
        (before, odd, after) => {
          fc.pre(odd !== ' ' && !allowed.includes(odd))
          expect(() => parseScope(before + odd + after)).toThrow(
            expect.objectContaining({ code: 'invalid_scope' }),
          )
        },
      ),
    )
  })
  it.each(['', ' ', '   '])('refuses %j, which names nothing', (scope) => {
    expect(() => parseScope(scope)).toThrow(expect.objectContaining({ code: 'invalid_scope' }))
  })
  it('values are case-sensitive', () => {
    expect(parseScope('read Read')).toEqual(['read', 'Read'])
  })
  it('refuses a megabyte', () => {
    expect(() => parseScope('a '.repeat(500_000))).toThrow(expect.objectContaining({ code: 'invalid_scope' }))
  })
})

describe('what a client may be granted', () => {
  const client = { scope: ['openid', 'read', 'write'], default_scope: ['read'] }

  it('is what it asks for, within its registration', () => {
    expect(grantableScope(client, 'write openid')).toEqual(['write', 'openid'])
  })
  it('is the registered default where it asks for nothing', () => {
    expect(grantableScope(client, undefined)).toEqual(['read'])
  })
  it('is never more: the error names what is foreign, and what it may ask for', () => {
    expect(() => grantableScope(client, 'read delete')).toThrow(
      'Not in the registration of this client: delete. It may ask for: openid read write',
    )
  })
  it('is always a part of the registration', () => {
    fc.assert(
      fc.property(fc.array(token), fc.array(token), (registered, asked) => {
        let granted: string[] = []
        try {
          granted = grantableScope({ scope: registered, default_scope: [] }, asked.join(' '))
        } catch {}
        expect(granted.every((scope) => registered.includes(scope))).toBe(true)
      }),
    )
  })
})
