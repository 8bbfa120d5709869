/** scrypt (RFC 7914), N=2^14 r=8 p=5: about 125 ms of CPU. One hash runs at a time in an isolate, and few may wait. */
import { scrypt } from 'node:crypto'
import { base64url } from 'jose'
import { constantTimeEqual } from '../protocol/constant-time.ts'
import { OAuthError } from '../protocol/errors.ts'
import { randomBytes } from '../runtime.ts'
import { isLightHash, verifyLightHash } from './light-oauth2-hash.ts'

const cost = { N: 16_384, r: 8, p: 5 }
const mayWait = 4

/** Nobody's password: hashing against it takes as long as hashing against somebody's. */
const nobody = 'scrypt$16384$8$5$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  return written(salt, await derive(password, salt, cost))
}

export interface Verified {
  readonly right: boolean
  /** The right password as it should be kept from now on; absent where it is kept so already. */
  readonly better?: string
}

/**
 * Exactly one scrypt call, whether or not there is a hash to compare with, and of what kind it is. That of somebody who
 * came from light-oauth2 is what their password is kept as afterwards. The older hash, too, is computed for everybody
 * (a millisecond): the time tells nothing.
 * @throws {OAuthError} temporarily_unavailable where too many wait already
 */
export async function verifyPassword(
  password: string,
  passwordHash: string | null | undefined,
): Promise<Verified> {
  const known = passwordHash ?? nobody
  const isLight = isLightHash(known)
  const isScrypt = known.startsWith('scrypt$')
  const [, N, r, p, salt = '', hash = ''] = (isScrypt ? known : nobody).split('$')
  const fresh = randomBytes(16)
  const [derived, lightRight] = [
    await derive(password, isLight ? fresh : base64url.decode(salt), {
      N: Number(N),
      r: Number(r),
      p: Number(p),
    }),
    await verifyLightHash(password, known),
  ]
  if (isLight) return lightRight ? { right: true, better: written(fresh, derived) } : { right: false }
  return { right: constantTimeEqual(derived, hash) && isScrypt && passwordHash != null }
}

/** Whether it is a hash that this server can compare a password with. */
export const isPasswordHash = (text: string): boolean => scryptHash.test(text) || isLightHash(text)

/** Only at the cost that is ours: any other would take another time. */
const scryptHash = /^scrypt\$16384\$8\$5\$[A-Za-z0-9_-]{22}\$[A-Za-z0-9_-]{43}$/

const written = (salt: Uint8Array, hash: string) =>
  ['scrypt', cost.N, cost.r, cost.p, base64url.encode(salt), hash].join('$')

/** Those whose turn has not come, oldest first. */
const queue: { missed: number }[] = []
/** How often those behind may look before the first in line, whose request must have been cancelled, is passed over. */
const lostAfter = 50

/** scrypt blocks the isolate while it runs: between two hashes, other requests get their turn. */
async function derive(password: string, salt: Uint8Array, params: typeof cost): Promise<string> {
  if (queue.length > mayWait) {
    throw new OAuthError('temporarily_unavailable', {
      description: 'Too many people are signing in right now; try again',
    })
  }
  await myTurn()
  return new Promise<string>((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, 32, { ...params, maxmem: 64 * 1024 * 1024 }, (error, key) =>
      error ? reject(error) : resolve(base64url.encode(key)),
    )
  })
}

/** Leaves the line before hashing: a request that is cancelled meanwhile holds up nobody. */
async function myTurn(): Promise<void> {
  const mine = { missed: 0 }
  queue.push(mine)
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1))
    mine.missed = 0
    const first = queue[0]
    if (first === undefined || !queue.includes(mine)) return // passed over, and yet here: go now
    if (first === mine) break
    first.missed += 1
    if (first.missed > lostAfter) queue.shift()
  }
  queue.shift()
}
