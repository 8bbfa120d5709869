import * as fc from 'fast-check'
import { FilterParser } from 'ldapts'
import { describe, expect, it } from 'vitest'
import {
  canonicalDn,
  escapeDnValue,
  escapeFilterValue,
  filled,
  firstValue,
  isPlainLogin,
} from '../../../src/protocol/ldap-text.ts'

describe('RFC 4515 §3 filters', () => {
  it('hold a value as it was typed, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (value) => {
        const filter = FilterParser.parseString(`(&(a=b)(uid=${escapeFilterValue(value)}))`)
        expect(filter).toMatchObject({
          filters: [
            { attribute: 'a', value: 'b' },
            { attribute: 'uid', value },
          ],
        })
      }),
    )
  })
  it('are not changed by what is put into them', () => {
    const filter = filled('(uid={login})', { login: '*)(uid=*' }, escapeFilterValue)
    expect(filter).toBe('(uid=\\2a\\29\\28uid=\\2a)')
  })
  it('hold what was typed, and no template in it', () => {
    expect(filled('({login}|{name}|{dn})', { login: '{dn}@{name}' }, String)).toBe('({dn}@{name}|{dn}|{dn})')
  })
  it('take a login by its name alone', () => {
    expect(filled('{name}', { login: 'ada@corp.example' }, String)).toBe('ada')
    expect(filled('{name}', { login: '@corp.example' }, String)).toBe('@corp.example')
    expect(filled('{name}', { login: 'ada' }, String)).toBe('ada')
  })
})

describe('RFC 4514 names', () => {
  it('§2.4 hold a value as it was typed', () => {
    expect(escapeDnValue(' #a+b,c;d<e>f="g"\\ ')).toBe('\\ #a\\+b\\,c\\;d\\<e\\>f\\=\\"g\\"\\\\\\ ')
    expect(escapeDnValue('#a\0')).toBe('\\#a\\00')
  })
  it('a value that was put into a name is read from it again', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (value) => {
        expect(firstValue(`cn=${escapeDnValue(value)},dc=example`)).toBe(value)
      }),
    )
  })
  it.each([
    ['CN=Engineers, OU=Groups,DC=example', 'cn=engineers,ou=groups,dc=example'],
    ['cn=a\\2Cb,dc=example', 'cn=a\\,b,dc=example'],
    ['cn=\\C3\\A9t\\C3\\A9,dc=example', 'cn=été,dc=example'],
    [' cn = a , dc = example ', 'cn=a,dc=example'],
  ])('%s is one spelling of %s', (one, other) => {
    expect(canonicalDn(one)).toBe(canonicalDn(other))
  })
  it('a comma inside a value ends nothing', () => {
    expect(canonicalDn('cn=a\\,dc=b,dc=c')).not.toBe(canonicalDn('cn=a,dc=b,dc=c'))
    expect(firstValue('cn=Doe\\, Jane,dc=c')).toBe('Doe, Jane')
  })
})

it('a name that is no distinguished one holds nothing that would make it another', () => {
  expect(['ada', 'ada.lovelace', 'été', 'a-b_c'].every(isPlainLogin)).toBe(true)
  for (const login of ['a@b', 'CORP\\ada', 'a b', 'a,b', 'a=b', 'a\0', '', 'a/b', '*'])
    expect(isPlainLogin(login), login).toBe(false)
})
