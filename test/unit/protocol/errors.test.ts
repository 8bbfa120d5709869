import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ErrorCode, errorEntry, errorTable, OAuthError } from '../../../src/protocol/errors.ts'

describe('the error table', () => {
  it.each(Object.entries(errorTable))('%s has a status, a section and a meaning', (code, entry) => {
    expect(code).toMatch(/^[a-z_]+$/)
    expect(entry.status).toBeGreaterThanOrEqual(400)
    expect(entry.section).toMatch(/§/)
    expect(entry.meaning).toMatch(/\.$/)
    // RFC 9110 §15.5.2: a 401 comes with a challenge.
    if (entry.status === 401) expect(errorEntry(code as ErrorCode).challenge).toBeDefined()
  })
})

it('RFC 6749 §5.2: a description has only the characters it may have, and an end', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
      const { description } = new OAuthError('invalid_request', { description: text })
      expect(description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]{0,600}$/)
    }),
  )
})
