/**
 * What is said between this server and the bridge beside a directory: encrypted and authenticated under a key that both
 * derive from one secret (JWE, `dir`, A256GCM), since what carries it may be anybody's. A question is good for half a
 * minute and once; an answer is to that one question.
 */
import { EncryptJWT, jwtDecrypt } from 'jose'
import type { DirectoryAnswer, DirectoryTest } from '../protocol/directory.ts'
import { date, randomToken, seconds } from '../runtime.ts'

export type BridgeQuestion =
  | { op: 'authenticate'; login: string; password: string; attributes: readonly string[] }
  | { op: 'look-up'; id: string; attributes: readonly string[] }
  | { op: 'test'; login?: string }

export interface AskedOfBridge {
  readonly jti: string
  /** NumericDate */
  readonly iat: number
  readonly question: BridgeQuestion
}

export const bridgeMediaType = 'application/jose'
export const longestBridgeMessage = 256 * 1024
/** Seconds that a question is good for, and by how much two clocks may differ. */
export const bridgeLife = 30
export const bridgeTolerance = 30

const text = new TextEncoder()

type Direction = 'question' | 'answer'

async function keyOf(secret: string, direction: Direction): Promise<CryptoKey> {
  const root = await crypto.subtle.importKey('raw', text.encode(secret), 'HKDF', false, ['deriveKey'])
  const info = text.encode(`edgegrant directory bridge 1 ${direction}`) // RFC 5869 §3.2
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info }
  return crypto.subtle.deriveKey(hkdf, root, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

async function sealed(secret: string, direction: Direction, payload: Record<string, unknown>, now: number) {
  return new EncryptJWT(payload)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setIssuedAt(seconds(now))
    .setExpirationTime(seconds(now) + bridgeLife)
    .encrypt(await keyOf(secret, direction))
}

/** @throws {Error} for whatever was not made with this secret, for this direction, just now */
async function opened(secret: string, direction: Direction, message: string, now: number) {
  const { payload } = await jwtDecrypt(message, await keyOf(secret, direction), {
    keyManagementAlgorithms: ['dir'],
    contentEncryptionAlgorithms: ['A256GCM'],
    requiredClaims: ['iat', 'exp'],
    maxTokenAge: bridgeLife,
    currentDate: date(now),
    clockTolerance: bridgeTolerance,
  })
  return payload
}

export async function questionFor(secret: string, question: BridgeQuestion, now: number) {
  const jti = randomToken(16)
  return { jti, message: await sealed(secret, 'question', { jti, question }, now) }
}

export async function readQuestion(secret: string, message: string, now: number): Promise<AskedOfBridge> {
  const { jti, iat, question } = await opened(secret, 'question', message, now)
  if (typeof jti !== 'string' || typeof iat !== 'number') throw new Error('not a question')
  return { jti, iat, question: question as BridgeQuestion }
}

export const answerTo = (
  secret: string,
  jti: string,
  answer: DirectoryAnswer | DirectoryTest,
  now: number,
): Promise<string> => sealed(secret, 'answer', { to: jti, answer }, now)

/** @throws {Error} also for the answer to another question */
export async function readAnswer(
  secret: string,
  jti: string,
  message: string,
  now: number,
): Promise<unknown> {
  const { to, answer } = await opened(secret, 'answer', message, now)
  if (to !== jti || typeof answer !== 'object' || answer === null) throw new Error('not the answer to that')
  return answer
}
