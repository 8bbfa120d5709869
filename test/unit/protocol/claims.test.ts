import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { english } from '../../../src/pages/text.ts'
import {
  claimItem,
  claimOfItem,
  claimsOfScopes,
  isStandardScope,
  parseClaimsRequest,
  releasedClaims,
  standardClaimNames,
  standardScopeNames,
} from '../../../src/protocol/claims.ts'
import { OAuthError } from '../../../src/protocol/errors.ts'
import type { Subject } from '../../../src/protocol/subject.ts'

const alice: Subject = {
  sub: 'sub-of-alice',
  version: 1,
  user_id: 'alice',
  user_type: 'customer',
  roles: [],
  status: 'active',
  not_before: 0,
  claims: { name: 'Alice', email: 'a@example.com', email_verified: false, address: { country: 'NO' } },
}

describe('OpenID Connect Core §5.5: the claims parameter', () => {
  it('reads the example', () => {
    const request = {
      userinfo: { given_name: { essential: true }, nickname: null, email: { essential: false } },
      id_token: { auth_time: { essential: true }, acr: { values: ['a', 'b'] }, sub: { value: 'me' } },
    }
    expect(parseClaimsRequest(JSON.stringify(request))).toEqual({
      userinfo: {
        given_name: { essential: true },
        nickname: { essential: false },
        email: { essential: false },
      },
      id_token: {
        auth_time: { essential: true },
        acr: { essential: false, values: ['a', 'b'] },
        sub: { essential: false, values: ['me'] },
      },
    })
  })
  it('is nothing where it was not sent, or says null', () => {
    expect(parseClaimsRequest(undefined)).toEqual({})
    expect(parseClaimsRequest('{"userinfo":null}')).toEqual({})
  })
  it('members that are not understood MUST be ignored', () => {
    expect(parseClaimsRequest('{"verified":{},"userinfo":{"name":{"purpose":"x"}}}')).toEqual({
      userinfo: { name: { essential: false } },
    })
  })
  it.each([
    '',
    'x',
    '[]',
    '1',
    'null',
    '"a"',
    '{"userinfo":[]}',
    '{"userinfo":{"name":1}}',
    '{"id_token":{"acr":{"values":1}}}',
  ])('refuses %s', (parameter) => {
    expect(() => parseClaimsRequest(parameter)).toThrow(expect.objectContaining({ code: 'invalid_request' }))
  })
  it('never fails in another way, whatever JSON is sent', () => {
    fc.assert(
      fc.property(fc.json(), fc.jsonValue(), (text, value) => {
        for (const parameter of [
          text,
          JSON.stringify({ userinfo: value }),
          JSON.stringify({ id_token: { acr: value } }),
        ]) {
          try {
            parseClaimsRequest(parameter)
          } catch (error) {
            expect(error).toBeInstanceOf(OAuthError)
          }
        }
      }),
    )
  })
})

describe('OpenID Connect Core §5.4: scopes ask for claims', () => {
  it('each claim belongs to one scope', () => {
    expect(new Set(standardClaimNames).size).toBe(standardClaimNames.length)
    expect(claimsOfScopes(standardScopeNames)).toEqual(standardClaimNames)
  })
  it('email asks for email and email_verified; a foreign scope for nothing', () => {
    expect(claimsOfScopes(['email', 'read', 'constructor'])).toEqual(['email', 'email_verified'])
    expect(isStandardScope('toString')).toBe(false)
  })
})

describe('released claims', () => {
  it('are those asked for that the person has, also where they are false', () => {
    expect(releasedClaims(alice, ['email_verified', 'nickname', 'address', 'sub'])).toEqual({
      email_verified: false,
      address: { country: 'NO' },
    })
  })
  it('are never more than what was asked for', () => {
    fc.assert(
      fc.property(fc.subarray([...standardClaimNames]), (names) => {
        expect(names).toEqual(expect.arrayContaining(Object.keys(releasedClaims(alice, names))))
      }),
    )
  })
})

describe('a claim asked for by name', () => {
  it('has a sentence on the consent page, and none is a scope', () => {
    for (const name of standardClaimNames) {
      expect(claimOfItem(claimItem(name))).toBe(name)
      expect(english(`claim.${name}`)).toMatch(/^See .*your [a-z ]+$/)
      expect(claimItem(name)).toContain(' ')
    }
    expect(claimOfItem('email')).toBeUndefined()
    expect(claimOfItem(claimItem('roles'))).toBeUndefined()
  })
})
