/**
 * A code that goes to a mailbox, and comes back typed or by a link: whoever has it can read what is sent there. It is good
 * once, for ten minutes and five tries, and only with what was kept where it was asked for: sealed, bound to one browser.
 */
import { constantTimeEqual } from '../protocol/constant-time.ts'
import { network } from '../protocol/network.ts'
import { makeUserCode, readUserCode, showUserCode } from '../protocol/user-code.ts'
import { randomBytes, randomToken, seconds } from '../runtime.ts'
import type { Limit } from '../stores/shards/replay-decisions.ts'
import type { Server } from '../tokens/server.ts'
import type { Kept } from './sign-in-method.ts'

/** What is kept of it: nothing from which the code follows. Its length says nothing either. */
export interface MailCode {
  readonly id: string
  /** Keyed, of the code and of what it proves. */
  readonly hash: string
  /** Milliseconds. */
  readonly sentAt: number
  /** How many were tried, as far as this page knows: the shard counts. */
  readonly tries: number
}

/** What the way `email` keeps from the page that asks for a code to the one that takes it. */
export interface EmailKept extends Kept {
  readonly login: string
  /** Absent until it is known whose mailbox. */
  readonly code?: MailCode
}

export const codeMinutes = 10
const lifetime = codeMinutes * 60_000
const mostTries = 5
/** Milliseconds before another one may be asked for. */
const pause = 60_000

const toOne: Limit = { free: 3, longestWait: 300, forgetAfter: 3_600 }
/** To one mailbox, for all who are not known there: a flood does not come back every hour. */
const aDay: Limit = { free: 30, longestWait: 86_400, forgetAfter: 86_400 }
const fromOne: Limit = { free: 20, longestWait: 120, forgetAfter: 3_600 }

/** Seconds before this page may ask for another one. */
export const pauseLeft = ({ sentAt }: MailCode, now: number): number =>
  Math.max(0, Math.ceil((sentAt + pause - now) / 1000))

/**
 * Counts a mail before it is known whether there is somebody to send it to: what is answered depends on what was typed,
 * and on nothing else but a browser of theirs.
 * @param asked what was typed
 * @param device the browser's id at the account (`known-devices.ts`): others cannot use up its mails
 * @returns the seconds to wait, 0 where it may be sent
 */
export async function reserveMail(
  server: Server,
  asked: string,
  remoteAddress: string | undefined,
  device?: string,
): Promise<number> {
  const { attempts } = server.stores
  const places = await Promise.all([
    reserveFirst(server, [...ofDevice('for', device), { name: `mail|for|${asked}`, limit: toOne }]),
    ...(remoteAddress ? [reserve(server, `mail|from|${network(remoteAddress)}`, fromOne)] : []),
  ])
  const wait = Math.max(...places.map((place) => place.wait))
  if (wait > 0)
    await Promise.all(places.flatMap(({ key, wait }) => (wait === 0 ? [attempts.takeBack(key)] : [])))
  return wait
}

/**
 * Whether this mailbox may get one more: by whatever names of its account, and from wherever, it was asked for. Where it
 * may not, the page says what it says of nobody's.
 * @param device as in `reserveMail`, where the mailbox is that of its account
 */
export async function mayMail(server: Server, address: string, device?: string): Promise<boolean> {
  const to = address.toLowerCase()
  const own = ofDevice('to', device)
  if (own.length > 0 && (await reserveFirst(server, own)).wait === 0) return true
  const soon = await reserve(server, `mail|to|${to}`, { ...toOne, free: 5 })
  return soon.wait === 0 && (await reserve(server, `mail|day|${to}`, aDay)).wait === 0
}

const ofDevice = (what: 'for' | 'to', device: string | undefined): Counted[] =>
  device === undefined ? [] : [{ name: `mail|${what}|device|${device}`, limit: toOne }]

interface Counted {
  readonly name: string
  readonly limit: Limit
}

/** The first that lets it go; or the wait of the last. */
async function reserveFirst(
  server: Server,
  [first, ...more]: Counted[],
): Promise<{ key: string; wait: number }> {
  if (!first) throw new Error('nothing to count by')
  const place = await reserve(server, first.name, first.limit)
  return place.wait === 0 || more.length === 0 ? place : reserveFirst(server, more)
}

async function reserve({ sealer, stores }: Server, name: string, limit: Limit) {
  const key = await sealer.pseudonym(name)
  const outcome = await stores.attempts.reserve(key, limit)
  return { key, wait: outcome.kind === 'go' ? 0 : outcome.seconds }
}

/**
 * @param proves what whoever has it has shown: whose mailbox it is. Undefined where there is nobody to send it to: then
 * no code is right.
 */
export async function newMailCode(
  server: Server,
  proves: string | undefined,
  now: number,
): Promise<{ code: string; kept: MailCode }> {
  const id = randomToken(12)
  const code = makeUserCode(randomBytes(32))
  const hash = await hashOf(server, id, code, proves ?? randomToken())
  return { code: showUserCode(code), kept: { id, hash, sentAt: now, tries: 0 } }
}

export type RefusedCode =
  | { kind: 'empty' | 'expired' | 'used' | 'used_up' }
  | { kind: 'wrong'; left: number; kept: MailCode }
export type CodeCheck = { kind: 'right' } | RefusedCode

/** @param proves as when it was made */
export async function checkMailCode(
  server: Server,
  kept: MailCode,
  proves: string | undefined,
  typed: string,
  now: number,
): Promise<CodeCheck> {
  if (now >= kept.sentAt + lifetime) return { kind: 'expired' }
  const code = readUserCode(typed)
  if (code === undefined) return { kind: 'empty' }
  const { attempts } = server.stores
  const endsAt = seconds(kept.sentAt + lifetime) + 60
  const mark = async (what: string | number) =>
    attempts.firstSeen(await server.sealer.pseudonym(`mail_code|${kept.id}|${what}`), endsAt)
  // Each try takes a place, and there are five: an older copy of the page brings none back.
  let at = kept.tries + 1
  while (at <= mostTries && !(await mark(at))) at++
  if (at > mostTries) return { kind: 'used_up' }
  const right = constantTimeEqual(kept.hash, await hashOf(server, kept.id, code, proves ?? randomToken()))
  if (right) return { kind: (await mark('used')) ? 'right' : 'used' }
  return at === mostTries
    ? { kind: 'used_up' }
    : { kind: 'wrong', left: mostTries - at, kept: { ...kept, tries: at } }
}

const hashOf = ({ sealer }: Server, id: string, code: string, proves: string) =>
  sealer.pseudonym(`mail_code|${id}|${code}|${proves}`)
