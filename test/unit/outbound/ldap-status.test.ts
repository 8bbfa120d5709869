import { expect, it } from 'vitest'
import { isStopped } from '../../../src/outbound/ldap-status.ts'

const now = Date.UTC(2026, 10, 24)
/** 100 ns since 1601. */
const ticks = (ms: number) => String((BigInt(ms) + 11_644_473_600_000n) * 10_000n)
const stopped = (attributes: Record<string, string>) =>
  isStopped((name) => (attributes[name] === undefined ? [] : [attributes[name]]), now)

it.each([
  [
    'Active Directory: an ordinary account',
    { userAccountControl: '512', accountExpires: '9223372036854775807' },
  ],
  ['that does not expire', { userAccountControl: '66048', accountExpires: '0' }],
  ['that expires tomorrow', { accountExpires: ticks(now + 86_400_000) }],
  [
    'OpenLDAP: locked for some minutes, as anybody can bring about',
    { pwdAccountLockedTime: '20261123235900Z' },
  ],
  ['389 Directory Server: not locked', { nsAccountLock: 'FALSE' }],
  ['what is not a number', { userAccountControl: 'x', accountExpires: 'never' }],
  ['nothing said', {}],
])('%s may sign in', (_, attributes) => expect(stopped(attributes)).toBe(false))

it.each([
  ['Active Directory: disabled', { userAccountControl: '514' }],
  ['disabled, whose password never expires', { userAccountControl: '66050' }],
  ['expired yesterday', { accountExpires: ticks(now - 86_400_000) }],
  ['OpenLDAP: locked for good', { pwdAccountLockedTime: '000001010000Z' }],
  ['389 Directory Server: locked', { nsAccountLock: 'TRUE' }],
  ['eDirectory', { loginDisabled: 'TRUE' }],
])('%s may not', (_, attributes) => expect(stopped(attributes)).toBe(true))
