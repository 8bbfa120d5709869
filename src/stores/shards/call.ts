/** One way to call a shard: a call that the platform says may be retried is retried once, on a fresh stub. */
import { OAuthError } from '../../protocol/errors.ts'

interface PlatformError {
  retryable?: boolean
  overloaded?: boolean
}

/** @throws {OAuthError} temporarily_unavailable */
export async function callShard<S, T>(stub: () => S, call: (stub: S) => Promise<T>): Promise<T> {
  try {
    return await call(stub())
  } catch (error) {
    const { retryable, overloaded } = error as PlatformError
    if (!retryable || overloaded) throw unavailable(error)
  }
  try {
    return await call(stub())
  } catch (error) {
    throw unavailable(error)
  }
}

const unavailable = (cause: unknown) =>
  new OAuthError('temporarily_unavailable', {
    description: 'A part of the server is busy or restarting; try again',
    cause,
  })
