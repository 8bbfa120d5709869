/** Slows guessing down, by account and by address. An attempt is counted before what was typed is compared. */

import { network } from '../protocol/network.ts'
import type { Settings } from '../protocol/settings.ts'
import type { Limit } from '../stores/shards/replay-decisions.ts'
import type { Server } from '../tokens/server.ts'

const limitOf = ({ free, longest_wait, forget_after }: Settings['throttle']['account']): Limit => ({
  free,
  longestWait: longest_wait,
  forgetAfter: forget_after,
})

export interface Reserved {
  /**
   * To be called once what was typed proved right.
   * @param of `who`, and those of `also`, whose proof it was: at the others it vouches only for itself
   */
  succeeded(of?: readonly string[]): Promise<void>
  /** Where nothing was compared after all. */
  takeBack(): Promise<void>
  /**
   * The account waits, though the name that was typed does not. Nobody must learn which names are one account, or that
   * there is one: whatever was typed is wrong, for the same work.
   */
  readonly unheard: boolean
  /** Where it fails: the next one at this account does not wait, once the challenge is passed. */
  readonly challenge: boolean
}

export interface Waits {
  readonly waitSeconds: number
  /** Whoever passes the challenge does not wait. */
  readonly challenge: boolean
}

export interface Guess {
  /**
   * What is guessed at. Each is counted by itself, so that who makes others wait for the password does not make them wait
   * for the code that a mail brings.
   */
  readonly what?: 'password' | 'one_time_code' | 'recovery_code' | 'email_code'
  /**
   * What was typed to name `who`: the wait that is told is its own, since one account may have several. At the account it
   * is counted as well, but what that refuses is `unheard`.
   */
  readonly typed?: string | undefined
  /** Other names for what may be the same account, such as that of an entry in a directory: counted there as well. */
  readonly also?: readonly string[] | undefined
  /** Of the sign-in that it is a part of: counted there as well. */
  readonly signIn?: string | undefined
  /** The browser's id at the account (`known-devices.ts`): while it has tries of its own, those of others do not count. */
  readonly device?: string | undefined
  /** Asked once, and only where the attempt would have to wait: whether the challenge was passed. */
  readonly challenged?: (() => Promise<boolean>) | undefined
}

/**
 * Keys are pseudonyms: what people type as a login name is not stored.
 * @param who the account, or where there is none, the login name that was typed
 */
export async function reserveAttempt(
  server: Server,
  who: string,
  remoteAddress: string | undefined,
  { what = 'password', typed, also = [], signIn, device, challenged }: Guess = {},
): Promise<Reserved | Waits> {
  const { throttle, known_devices, turnstile } = server.settings
  const kind = limitOf(what === 'password' ? throttle.account : throttle.code)
  const challengeAfter = challenged ? (turnstile?.after_failures ?? Infinity) : Infinity
  // Who does not pass the challenge waits from there on.
  const open = { ...kind, free: Math.min(kind.free, challengeAfter) }
  const subject = what === 'password' ? who : `${what}|${who}`
  const shown = typed === undefined ? `account|${subject}` : `typed|${what}|${typed}`

  const own = device === undefined ? undefined : `device|${device}|${subject}`
  const ofDevice = own === undefined ? undefined : await reserve(server, own, ownOf(known_devices.tries))
  // A browser with tries of its own is at the account by its own name alone.
  const vouched = ofDevice?.wait === 0
  const atName = vouched ? ofDevice : await reserve(server, shown, open)
  const challenge = atName.failures + 1 >= challengeAfter
  // Most of an attack ends here, and has cost one question and nothing to write.
  if (atName.wait > 0 && !(challenge && challenged)) return { waitSeconds: atName.wait, challenge }

  const [others, named, atAccount] = await Promise.all([
    Promise.all([
      ...(remoteAddress
        ? [reserve(server, `address|${network(remoteAddress)}`, limitOf(throttle.address))]
        : []),
      ...(signIn === undefined ? [] : [reserve(server, `sign-in|${what}|${signIn}`, kind)]),
    ]),
    Promise.all(
      (vouched ? [] : also).map(async (name) => ({
        name,
        place: await reserve(server, `account|${name}`, kind),
      })),
    ),
    vouched || typed === undefined ? undefined : reserve(server, `account|${subject}`, ofAll(kind)),
  ])
  const told = [...others, ...named.map(({ place }) => place)]
  const quiet = atAccount ? [atAccount] : []
  // Asked also where only the account could wait: whether it does must not show.
  const matters = challenge && (atName.wait > 0 || quiet.length > 0) && told.every(({ wait }) => wait === 0)
  const passed = matters && (await challenged?.()) === true
  const first =
    passed && atName.wait > 0 ? await reserve(server, `challenged|${typed ?? subject}`, kind) : atName
  const all = [first, ...told, ...quiet]
  const waitSeconds = Math.max(...[first, ...told].map(({ wait }) => wait))
  if (waitSeconds > 0) {
    // What one of them refused was no guess, so it does not count at the others.
    await Promise.all(all.map(({ takeBack }) => takeBack()))
    return { waitSeconds, challenge }
  }
  return {
    challenge,
    unheard: quiet.some(({ wait }) => wait > 0) && !passed,
    async succeeded(of = [who]) {
      // Who owns one account may still be guessing at others: at its address a success vouches only for itself.
      const done = (name: string, place: Place) => (of.includes(name) ? place.forget() : place.takeBack())
      await Promise.all([
        ...[first, ...quiet].map((place) => done(who, place)),
        ...named.map(({ name, place }) => done(name, place)),
        ...others.map(({ takeBack }) => takeBack()),
      ])
    },
    async takeBack() {
      await Promise.all(all.map(({ takeBack }) => takeBack()))
    },
  }
}

/**
 * At the account, under all its names together: a login name and an email address. It lets go a little earlier, so that
 * who uses one of them never waits unseen.
 */
const ofAll = ({ free, longestWait, forgetAfter }: Limit): Limit => ({
  free: 2 * free,
  longestWait: longestWait / 2,
  forgetAfter,
})

/** Then it is counted as any other browser. */
const ownOf = (tries: number): Limit => ({ free: tries, longestWait: 86_400, forgetAfter: 86_400 })

interface Place {
  /** Seconds; 0 where it was counted. */
  readonly wait: number
  /** Before this one. */
  readonly failures: number
  forget(): Promise<void>
  takeBack(): Promise<void>
}

async function reserve({ sealer, stores: { attempts } }: Server, name: string, limit: Limit): Promise<Place> {
  const key = await sealer.pseudonym(name)
  const outcome = await attempts.reserve(key, limit)
  const counted = outcome.kind === 'go'
  return {
    wait: counted ? 0 : outcome.seconds,
    failures: outcome.failures ?? 0,
    forget: async () => attempts.forget(key),
    takeBack: async () => (counted ? attempts.takeBack(key) : undefined),
  }
}
