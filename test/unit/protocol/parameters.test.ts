import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OAuthError } from '../../../src/protocol/errors.ts'
import { decode, Parameters, parseParameters } from '../../../src/protocol/parameters.ts'

const word = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\0'))
const faultOf = (work: () => unknown): unknown => {
  try {
    work()
    return undefined
  } catch (error) {
    return error
  }
}

describe('RFC 6749 Appendix B: application/x-www-form-urlencoded', () => {
  it('reads back whatever a form encodes, once each', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(word, word), { selector: ([name]) => name }), (pairs) => {
        const parsed = parseParameters(new URLSearchParams(pairs).toString())
        expect(parsed.toRecord()).toEqual(Object.fromEntries(pairs))
        expect(parsed.repeated).toEqual([])
      }),
    )
  })
  it('refuses what it cannot read with invalid_request, and never fails otherwise', () => {
    const piece = fc.constantFrom(
      'a',
      '=',
      '&',
      '%',
      '+',
      '%zz',
      '%C3',
      '%A9',
      '%00',
      '\0',
      '%ED%A0%80',
      'é',
      '__proto__',
    )
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const fault = faultOf(() => parseParameters(pieces.join('')).assertSingle())
        expect(fault === undefined || (fault instanceof OAuthError && fault.code === 'invalid_request')).toBe(
          true,
        )
      }),
    )
  })
  it.each(['a=%', 'a=%4', 'a=%zz', 'a=%C3', 'a=%ED%A0%80', 'a=%FF', '%C3=a'])(
    'refuses broken %s',
    (encoded) => {
      expect(() => parseParameters(encoded)).toThrow('broken')
    },
  )
  it('refuses NUL, in a name too', () => {
    expect(() => parseParameters('a=b%00')).toThrow('NUL')
    expect(() => parseParameters('a%00=b')).toThrow('NUL')
    expect(() => parseParameters('a=b\0')).toThrow('NUL')
  })
  it('takes + for a space and %2B for a plus', () => {
    expect(decode('a+b%2Bc%20d')).toBe('a b+c d')
  })
  it('splits at the first equals sign only', () => {
    expect(parseParameters('a=b=c&d').toRecord()).toEqual({ a: 'b=c' })
  })
})

describe('RFC 6749 §3.1', () => {
  it('a parameter without a value counts as omitted', () => {
    const parsed = parseParameters('a=&b&=c&d=1')
    expect([parsed.get('a'), parsed.get('b'), parsed.get('d')]).toEqual([undefined, undefined, '1'])
    expect(parseParameters('a=&a=1').repeated).toEqual([])
  })
  it('a parameter MUST NOT be included more than once; the error names it', () => {
    const parsed = parseParameters('scope=a&scope=a&state=1')
    expect(parsed.repeated).toEqual(['scope'])
    expect(() => parsed.assertSingle()).toThrow('Sent more than once: scope')
  })
  it('RFC 8707 §2: but resource may, and RFC 8693 §2.1: audience', () => {
    expect(parseParameters('resource=a&resource=b&audience=c&audience=d').repeated).toEqual([])
  })
  it('a required parameter that is missing is named', () => {
    expect(() => parseParameters('a=1').require('grant_type')).toThrow('Missing parameter: grant_type')
  })
  it('names that objects have by themselves are names like others', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect(parseParameters('').get(name)).toBeUndefined()
      const record = parseParameters(`${name}=x`).toRecord()
      expect(Object.entries(record)).toEqual([[name, 'x']])
      expect(Parameters.from(JSON.parse(JSON.stringify(record))).get(name)).toBe('x')
    }
  })
})
