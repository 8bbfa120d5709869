import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Subject } from '../../../src/protocol/subject.ts'
import { addedClaims, customClaims } from '../../../src/protocol/token-claims.ts'

const alice: Subject = {
  sub: 'sub-of-alice',
  version: 1,
  user_id: 'alice',
  user_type: 'customer',
  roles: ['reader'],
  status: 'active',
  not_before: 0,
  claims: { email: 'alice@example.com', updated_at: 0, email_verified: false },
}
const none = { fixed: {}, attributes: {} }
const reserved = [
  ...[
    'iss',
    'sub',
    'aud',
    'exp',
    'nbf',
    'iat',
    'jti',
    'client_id',
    'scope',
    'auth_time',
    'acr',
    'amr',
    'act',
    'may_act',
  ],
  ...['cnf', 'azp', 'sid', 'nonce', 'at_hash', 'c_hash', 's_hash', 'typ', 'events', 'authorization_details'],
  ...[
    'version',
    'user_id',
    'user_type',
    'roles',
    'active',
    'token_type',
    'username',
    'entitlements',
    'groups',
  ],
  ...['token_introspection', '__proto__'],
]

describe('added claims', () => {
  it('later ones win, attributes over fixed values', () => {
    const first = { fixed: { a: 1, b: 1 }, attributes: { c: 'email' } }
    const second = { fixed: { b: 2, c: 2 }, attributes: { d: 'user_id' } }
    expect(addedClaims([first, second], alice)).toEqual({ a: 1, b: 2, c: 2, d: 'alice' })
  })
  it('an attribute that is false or zero is there, one that is missing is not', () => {
    const attributes = { zero: 'updated_at', no: 'email_verified', nick: 'nickname' }
    expect(addedClaims([{ ...none, attributes }], alice)).toEqual({ zero: 0, no: false })
  })
  it('without a person there are no attributes', () => {
    expect(addedClaims([{ fixed: { a: 1 }, attributes: { b: 'email', c: 'user_id' } }], undefined)).toEqual({
      a: 1,
    })
  })
  it.each(reserved)('%s is never added, even where a record in the database has it', (name) => {
    const stored = JSON.parse(`{"fixed":{"${name}":"x"},"attributes":{"${name}":"email"}}`) as typeof none
    const added = addedClaims([stored], alice)
    expect(Object.keys(added)).toEqual([])
    expect(Object.getPrototypeOf(added)).toBe(Object.prototype)
  })
  it('whatever passes registration and is reserved, none is in a token', () => {
    const names = fc.oneof(fc.string(), fc.constantFrom(...reserved))
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue()), (fixed) => {
        const parsed = customClaims.safeParse({ fixed })
        const added = Object.keys(
          addedClaims(parsed.success ? [parsed.data] : [{ ...none, fixed: fixed as never }], alice),
        )
        expect(added.filter((name) => reserved.includes(name))).toEqual([])
      }),
    )
  })
})
