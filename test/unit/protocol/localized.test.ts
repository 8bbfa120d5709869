import { describe, expect, it } from 'vitest'
import { localizedFor } from '../../../src/protocol/localized.ts'

describe('RFC 7591 §2.2, RFC 4647 §3.4: the name for who reads', () => {
  const localized = {
    ja: { client_name: 'クライアント名' },
    'de-CH': { client_name: 'Züri-App' },
    fr: { client_uri: 'https://fr.example.com' },
  }
  it.each([
    ['ja', 'クライアント名'],
    ['ja-Jpan-JP, en;q=0.5', 'クライアント名'],
    ['JA', 'クライアント名'],
    ['de-CH-1996', 'Züri-App'],
    ['en, ja;q=0.1', 'クライアント名'],
    ['de-ch;q=0.2, ja;q=0.7', 'クライアント名'],
    ['de', undefined],
    ['ja;q=0', undefined],
    ['fr', undefined],
    ['*', undefined],
    ['', undefined],
    [undefined, undefined],
    [',;q=,=;;', undefined],
  ])('%s', (accept, name) => {
    expect(localizedFor(localized, 'client_name', accept)).toBe(name)
  })
  it('and where nothing is localized, nothing', () => {
    expect(localizedFor(undefined, 'client_name', 'ja')).toBeUndefined()
  })
})
