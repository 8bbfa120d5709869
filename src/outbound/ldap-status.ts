/** Whether an entry says by itself that its person may not sign in any more, in the words of several kinds of directory. */

export const statusAttributes = [
  'userAccountControl', // Active Directory
  'accountExpires',
  'pwdAccountLockedTime', // OpenLDAP's password policy
  'nsAccountLock', // 389 Directory Server, FreeIPA
  'loginDisabled', // eDirectory
] as const

/** By an operator of the directory, for good: not for some minutes, since anybody can bring that about by guessing. */
const lockedForGood = '000001010000Z'
const accountDisabled = 0x2
/** 100 ns since 1601, as Windows counts. */
const windowsEpoch = 11_644_473_600_000n
const never = 9_223_372_036_854_775_807n

export function isStopped(
  valuesOf: (attribute: (typeof statusAttributes)[number]) => readonly string[],
  now: number,
): boolean {
  const [control = '0'] = valuesOf('userAccountControl')
  const [expires = '0'] = valuesOf('accountExpires')
  const isTrue = (attribute: 'nsAccountLock' | 'loginDisabled') =>
    valuesOf(attribute).some((value) => value.toLowerCase() === 'true')
  return (
    (Number(control) & accountDisabled) !== 0 ||
    hasExpired(expires, now) ||
    valuesOf('pwdAccountLockedTime').includes(lockedForGood) ||
    isTrue('nsAccountLock') ||
    isTrue('loginDisabled')
  )
}

function hasExpired(ticks: string, now: number): boolean {
  const at = /^\d{1,19}$/.test(ticks) ? BigInt(ticks) : 0n
  return at !== 0n && at < never && at / 10_000n - windowsEpoch <= BigInt(now)
}
