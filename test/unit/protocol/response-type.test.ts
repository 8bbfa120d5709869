import { describe, expect, it } from 'vitest'
import {
  grantTypesOf,
  includes,
  isFrontChannel,
  parseResponseType,
  type ResponseType,
  responseTypes,
} from '../../../src/protocol/response-type.ts'

const table: [type: ResponseType, spelled: string[], grants: string[], front: boolean][] = [
  ['code', ['code'], ['authorization_code'], false],
  ['token', ['token'], ['implicit'], true],
  ['id_token', ['id_token'], ['implicit'], true],
  ['id_token token', ['id_token token', 'token id_token'], ['implicit'], true],
  ['code id_token', ['code id_token', 'id_token code'], ['authorization_code', 'implicit'], true],
  ['code token', ['code token', 'token code'], ['authorization_code', 'implicit'], true],
  [
    'code id_token token',
    [
      'code id_token token',
      'code token id_token',
      'id_token code token',
      'id_token token code',
      'token code id_token',
      'token id_token code',
    ],
    ['authorization_code', 'implicit'],
    true,
  ],
]

describe('RFC 6749 §3.1.1, Multiple Response Types §3, OIDC Registration §2: response types', () => {
  it('are all in this table', () => {
    expect(table.map(([type]) => type)).toEqual([...responseTypes])
  })
  it.each(table)('%s: however its words are ordered', (type, spelled, grants, front) => {
    for (const words of spelled) expect(parseResponseType(words)).toBe(type)
    expect(grantTypesOf(type)).toEqual(grants)
    expect(isFrontChannel(type)).toBe(front)
    const words = (['code', 'token', 'id_token'] as const).filter((word) => includes(type, word))
    expect(words.sort()).toEqual(type.split(' ').sort())
  })
  it.each([
    '',
    ' ',
    'none',
    'CODE',
    'code code',
    'code  token',
    ' code',
    'code ',
    'code,token',
    'codetoken',
    'id_token id_token token',
  ])('"%s" is none', (sent) => {
    expect(parseResponseType(sent)).toBeUndefined()
  })
})
