/** What authenticators say, checked (WebAuthn §7.1, §7.2). Evaluated when the first passkey is needed. */
import {
  type AuthenticationResponseJSON,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { base64url } from 'jose'
import type { Server } from '../tokens/server.ts'
import { type PasskeyRecord, relyingParty } from './passkeys.ts'

/** COSE: EdDSA, ES256, RS256. */
const algorithms = [-8, -7, -257]

export interface Creation {
  readonly person: { readonly handle: string; readonly login: string; readonly name: string }
  /** Ids of the passkeys that they have. */
  readonly known: readonly { id: string; transports: readonly string[] }[]
  /** Base64url. */
  readonly challenge: string
}

/** What `navigator.credentials.create` is asked for. */
export function creationOptions(server: Server, { person, known, challenge }: Creation) {
  const { id, name } = relyingParty(server)
  return generateRegistrationOptions({
    rpID: id,
    rpName: name,
    userID: base64url.decode(person.handle) as Uint8Array<ArrayBuffer>,
    userName: person.login,
    userDisplayName: person.name,
    challenge: base64url.decode(challenge) as Uint8Array<ArrayBuffer>,
    attestationType: 'none',
    excludeCredentials: known.map(({ id, transports }) => ({ id, transports: [...transports] })),
    // A sign-in begins with it, without a login being typed.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  })
}

export type MadePasskey = Omit<PasskeyRecord, 'name'> & { readonly id: string; readonly counter: number }

/** @returns undefined where anything about it is not as it was asked for */
export async function checkCreation(
  server: Server,
  response: RegistrationResponseJSON,
  challenge: string,
): Promise<MadePasskey | undefined> {
  const { id: rpId, origin } = relyingParty(server)
  const { registrationInfo } = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch(() => ({ registrationInfo: undefined })) // it throws at whatever is not right
  if (!registrationInfo) return undefined
  const { credential, credentialDeviceType, credentialBackedUp, aaguid } = registrationInfo
  return {
    id: credential.id,
    counter: credential.counter,
    public_key: base64url.encode(credential.publicKey),
    synced: credentialDeviceType === 'multiDevice',
    backed_up: credentialBackedUp,
    transports: knownTransports(credential.transports),
    aaguid,
  }
}

/** Written by the browser's script: only what a browser understands again. */
const knownTransports = (said: unknown): string[] =>
  Array.isArray(said) ? transports.filter((each) => said.includes(each)) : []
const transports = ['usb', 'nfc', 'ble', 'smart-card', 'cable', 'hybrid', 'internal']

/** @returns undefined where anything about it is not as it was asked for. The counter is not compared yet. */
export async function checkAssertion(
  server: Server,
  response: AuthenticationResponseJSON,
  { record, challenge }: { record: PasskeyRecord; challenge: string },
): Promise<{ counter: number; backedUp: boolean } | undefined> {
  const { id: rpId, origin } = relyingParty(server)
  const checked = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
    credential: {
      id: response.id,
      publicKey: base64url.decode(record.public_key) as Uint8Array<ArrayBuffer>,
      counter: 0, // held against the one on record when it is used, where only one of two at once can win
    },
  }).catch(() => undefined)
  if (!checked?.verified) return undefined
  const { newCounter, credentialBackedUp, credentialDeviceType } = checked.authenticationInfo
  // WebAuthn §7.2, step 18: whether it can be backed up never changes.
  if ((credentialDeviceType === 'multiDevice') !== record.synced) return undefined
  return { counter: newCounter, backedUp: credentialBackedUp }
}
