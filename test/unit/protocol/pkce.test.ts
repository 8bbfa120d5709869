import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  codeChallengeMethods,
  isCodeChallenge,
  isCodeVerifier,
  verifies,
} from '../../../src/protocol/pkce.ts'

const unreserved = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'
const verifier = fc.string({ unit: fc.constantFrom(...unreserved), minLength: 43, maxLength: 128 })
const example = {
  verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
}

describe('RFC 7636', () => {
  it('Appendix B: the example verifies', async () => {
    expect(await verifies(example.verifier, example.challenge)).toBe(true)
  })
  it('§4.1: a verifier has 43 to 128 unreserved characters', () => {
    fc.assert(fc.property(verifier, (made) => isCodeVerifier(made)))
    for (const wrong of ['a'.repeat(42), 'a'.repeat(129), `${'a'.repeat(43)}+`, `${'a'.repeat(43)}\n`, '']) {
      expect(isCodeVerifier(wrong)).toBe(false)
    }
  })
  it('§4.2: a challenge is a SHA-256 in base64url', () => {
    expect(isCodeChallenge(example.challenge)).toBe(true)
    for (const wrong of [
      example.challenge.slice(1),
      `${example.challenge}=`,
      `${example.challenge.slice(1)}~`,
    ]) {
      expect(isCodeChallenge(wrong)).toBe(false)
    }
  })
  it('§4.6: no other verifier verifies', async () => {
    await fc.assert(
      fc.asyncProperty(verifier, async (made) => {
        expect(await verifies(made, example.challenge)).toBe(made === example.verifier)
      }),
    )
  })
  it('plain is not among the methods', () => {
    expect(codeChallengeMethods).toEqual(['S256'])
  })
})
