import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logoUrl, ownHref, webUrl } from '../../../src/pages/web-url.ts'

const hostile = [
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'blob:https://a.example/1',
  'file:///etc/passwd',
  '//evil.example',
  '/\\evil.example',
  '',
]

describe('an address that strangers chose', () => {
  it.each(hostile)('%j is none', (value) => {
    expect(webUrl(value)).toBeUndefined()
    expect(logoUrl(value)).toBeUndefined()
    expect(ownHref(value)).toBeUndefined()
  })
  it('is http or https or nothing, whatever it is', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.tuple(fc.constantFrom(...hostile), fc.string()).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(anything, (value) => {
        expect(webUrl(value)?.protocol ?? 'https:').toMatch(/^https?:$/)
        expect(logoUrl(value) ?? 'https://').toMatch(/^https:\/\//)
      }),
    )
  })
  it('of a logo is https only', () => {
    expect(logoUrl('http://a.example/logo.png')).toBeUndefined()
    expect(logoUrl('https://a.example/logo.png')).toBe('https://a.example/logo.png')
  })
  it('of our own may be a path', () => {
    expect(ownHref('/.well-known/openid-configuration')).toBe('/.well-known/openid-configuration')
    expect(ownHref('https://a.example/docs')).toBe('https://a.example/docs')
  })
})
