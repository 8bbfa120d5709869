/**
 * A passkey or one-time codes on their way to somebody: what was offered travels with the page, sealed to the person, and
 * nothing is stored before it has proved that it works.
 */
import type { RegistrationResponseJSON } from '@simplewebauthn/server'
import { randomToken, seconds } from '../runtime.ts'
import type { Sealed } from '../seal.ts'
import type { User } from '../stores/users.ts'
import type { Server } from '../tokens/server.ts'
import { isTimeCode, readDigits } from './one-time-codes.ts'
import { type PasskeyRecord, readPasskeyJson, userHandle } from './passkeys.ts'
import type { MadePasskey } from './webauthn.ts'

const lifetime = 15 * 60

interface Offered {
  readonly sub: string
  readonly challenge?: string
  readonly secret?: string
}

type Whose = Pick<User, 'sub' | 'user_id' | 'claims'>

export interface PasskeyOffer {
  /** For the browser's script: WebAuthn's creation options, as JSON. */
  readonly options: string
  readonly offer: Sealed
}

export async function offerPasskey(
  server: Server,
  { sub, user_id: login, claims }: Whose,
  now: number,
): Promise<PasskeyOffer> {
  const challenge = randomToken()
  const [{ creationOptions }, known, handle] = await Promise.all([
    import('./webauthn.ts'),
    server.stores.credentials.of<PasskeyRecord>(sub, 'passkey'),
    userHandle(sub),
  ])
  const options = await creationOptions(server, {
    person: { handle, login, name: claims.name ?? login },
    known: known.map(({ id, record }) => ({ id, transports: record.transports })),
    challenge,
  })
  return { options: JSON.stringify(options), offer: await sealed(server, { sub, challenge }, now) }
}

/** @returns undefined where it is not what was offered to this person, or was taken already */
export async function takePasskey(
  server: Server,
  sub: string,
  { offer, attestation }: { offer: string | undefined; attestation: string | undefined },
  now: number,
): Promise<MadePasskey | undefined> {
  const { challenge } = (await opened(server, sub, offer, now)) ?? {}
  const response = readPasskeyJson<RegistrationResponseJSON>(attestation)
  if (challenge === undefined || !response) return undefined
  const { checkCreation } = await import('./webauthn.ts')
  const made = await checkCreation(server, response, challenge)
  if (!made) return undefined
  const first = await server.stores.attempts.firstSeen(`enrolment|${challenge}`, seconds(now) + lifetime)
  return first ? made : undefined
}

export interface OneTimeCodeOffer {
  /** Base32 in groups, for whoever types it. */
  readonly secret: string
  readonly uri: string
  /** The same as a QR code: the lines of an SVG path on a field of that size. */
  readonly qr: { readonly size: number; readonly path: string }
  readonly offer: Sealed
}

/** @param again an offer that is still good: the same secret once more, since the app has it already */
export async function offerOneTimeCodes(
  server: Server,
  { sub, user_id: login, claims }: Whose,
  now: number,
  again?: string,
): Promise<OneTimeCodeOffer> {
  const { keyUri, newSecret } = await import('./time-codes.ts')
  const { encode } = await import('uqr')
  const secret = (await opened(server, sub, again, now))?.secret ?? newSecret()
  const uri = keyUri(secret, { issuer: server.settings.server_name, label: claims.email ?? login })
  const { data, size } = encode(uri, { ecc: 'M', border: 0 })
  return {
    secret: secret.match(/.{1,4}/g)?.join(' ') ?? secret,
    uri,
    qr: { size, path: data.map(rowPath).join('') },
    offer: await sealed(server, { sub, secret }, now),
  }
}

/** Dark modules side by side are one line. */
function rowPath(row: readonly boolean[], y: number): string {
  let path = ''
  for (let x = 0; x < row.length; x++) {
    let width = 0
    while (row[x + width]) width++
    if (width > 0) path += `M${x} ${y}h${width}v1h-${width}z`
    x += width
  }
  return path
}

export type TakenOneTimeCodes =
  | { readonly kind: 'taken'; readonly secret: string; readonly step: number }
  /** The code is none, or none of this secret. */
  | { readonly kind: 'empty' | 'wrong' }
  /** The offer is too old, or somebody else's. */
  | { readonly kind: 'expired' }

export async function takeOneTimeCodes(
  server: Server,
  sub: string,
  { offer, code: typed }: { offer: string | undefined; code: string | undefined },
  now: number,
): Promise<TakenOneTimeCodes> {
  const { secret } = (await opened(server, sub, offer, now)) ?? {}
  if (secret === undefined) return { kind: 'expired' }
  const code = readDigits(typed ?? '')
  if (!isTimeCode(code)) return { kind: 'empty' }
  const { stepOf } = await import('./time-codes.ts')
  const step = stepOf(secret, code, now)
  return step === undefined ? { kind: 'wrong' } : { kind: 'taken', secret, step }
}

const sealed = ({ sealer }: Server, offered: Offered, now: number): Promise<Sealed> =>
  sealer.seal<Offered>('enrolment', offered, { now, expiresAt: seconds(now) + lifetime })

async function opened(
  { sealer }: Server,
  sub: string,
  offer: string | undefined,
  now: number,
): Promise<Offered | undefined> {
  const read = offer === undefined ? undefined : await sealer.open<Offered>('enrolment', offer, now)
  return read && !read.expired && read.payload.sub === sub ? read.payload : undefined
}
