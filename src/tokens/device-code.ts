/** Device codes: sealed, so that a forged one wakes no object. */
import { OAuthError } from '../protocol/errors.ts'
import { seconds } from '../runtime.ts'
import type { Server } from './server.ts'

export interface DeviceCode {
  id: string
  userCode: string
  clientId: string
  /** NumericDate */
  issuedAt: number
}

export const sealDeviceCode = (server: Server, code: DeviceCode, now: number): Promise<string> =>
  server.sealer.seal('device_code', code, {
    now,
    expiresAt: seconds(now) + server.settings.lifetimes.device_code,
  })

/** @throws {OAuthError} invalid_grant, expired_token */
export async function readDeviceCode(server: Server, sealed: string, now: number): Promise<DeviceCode> {
  const opened = await server.sealer.open<DeviceCode>('device_code', sealed, now)
  if (!opened) throw new OAuthError('invalid_grant', { description: 'Not a device code of this server' })
  if (opened.expired)
    throw new OAuthError('expired_token', { description: 'The device code has expired; begin again' })
  return opened.payload
}
