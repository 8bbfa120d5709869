import fc from 'fast-check'
import { base64url } from 'jose'
import { describe, expect, it } from 'vitest'
import { isCanonical } from '../../../src/protocol/base64url.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const encoded = fc.uint8Array().map((bytes) => base64url.encode(bytes))

describe('RFC 4648 §3.5: canonical base64url', () => {
  it('is what an encoder writes', () => {
    fc.assert(fc.property(fc.array(encoded, { minLength: 1 }), (parts) => isCanonical(parts.join('.'))))
  })
  it('has one spelling: no two canonical strings stand for the same bytes', () => {
    const text = fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 8 })
    fc.assert(
      fc.property(text, (part) => {
        const bytes = part.length % 4 === 1 ? undefined : base64url.decode(part)
        expect(isCanonical(part)).toBe(bytes !== undefined && base64url.encode(bytes) === part)
      }),
    )
  })
  it('refuses a last character that decodes to the same bytes', () => {
    expect(isCanonical('AA')).toBe(true)
    for (const other of ['AB', 'AP', 'A', 'AAB']) expect(isCanonical(other)).toBe(false)
    expect(isCanonical('ok.AB.ok')).toBe(false)
  })
  it.each(['AA==', 'A A', 'AA\n', 'AA+A', 'AA/A', 'AAé', '.A'])('refuses %j', (text) => {
    expect(isCanonical(text)).toBe(false)
  })
})
