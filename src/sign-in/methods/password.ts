/**
 * A password against D1, or against a directory that is asked about anybody. Neither wording nor work tells whether the
 * account exists, or where.
 */
import { normalizeLogin } from '../../stores/users.ts'
import { passesChallenge } from '../challenge.ts'
import {
  directoriesOfAnybody,
  inDirectory,
  namesInDirectories,
  proveInDirectories,
  provenNames,
} from '../directories.ts'
import { knownDevice } from '../known-devices.ts'
import { type Verified, verifyPassword } from '../password-hash.ts'
import { realmOf } from '../realms.ts'
import type { SignInMethod } from '../sign-in-method.ts'
import { reserveAttempt } from '../throttle.ts'

const longest = 1024

export const password: SignInMethod = {
  value: 'password',
  name: 'password',
  steps: ['first'],
  offered: () => true,

  async complete(attempt, server) {
    const { form, now, remoteAddress, knownDevice: sent, interactionId, client, background } = attempt
    const login = form.get('login') ?? ''
    const secret = form.get('password') ?? ''
    if (login.trim() === '' || secret === '') {
      return { kind: 'retry', status: 400, problem: ['password.empty'] }
    }
    const wrong = {
      kind: 'retry',
      status: 400,
      problem: ['password.wrong'],
      refused: { why: 'wrong_credentials' },
    } as const
    if (login.length > longest || secret.length > longest) return wrong

    const user = await server.stores.users.findByLogin(login)
    const who = user && { subject: user.sub }
    const own = await inDirectory(server, user)
    // Who came from a directory has their password there. Who is here is looked for there in name only.
    const here = user !== undefined && own === undefined
    // Without a page nobody becomes somebody here.
    const asked = interactionId === undefined ? [] : directoriesOfAnybody(server, client)
    const led = realmOf(server, login)
    const directories = asked.filter((id) => led === undefined || led.directory === id)
    const name = user?.sub ?? normalizeLogin(login)
    // Whoever is here, too: which names wait must not tell.
    const names = namesInDirectories(directories, login)
    const reserved = await reserveAttempt(server, name, remoteAddress, {
      typed: normalizeLogin(login),
      also: [...names.values()],
      device: await knownDevice(server, sent, user, now),
      challenged: () => passesChallenge(server, form, 'sign-in', remoteAddress, now),
    })
    const { challenge } = reserved
    if ('waitSeconds' in reserved) {
      const { waitSeconds } = reserved
      const refused = { why: 'throttled', ...who } as const
      const problem = ['sign_in.wait', { seconds: waitSeconds }] as const
      return { kind: 'retry', status: 429, problem, retryAfter: waitSeconds, refused, challenge }
    }
    const { unheard } = reserved
    const meant = here || unheard ? [] : directories.filter((id) => own === undefined || own.directory === id)
    const elsewhere =
      directories.length > 0
        ? proveInDirectories(server, directories, { login, password: secret, now, meant })
        : undefined
    if (elsewhere) background(elsewhere)
    let verified: Verified
    try {
      verified = await verifyPassword(secret, here ? user.passwordHash : null)
    } catch (error) {
      background(reserved.takeBack()) // nothing was guessed
      throw error
    }
    const { right, better } = verified
    if (!user || !right || unheard || user.status !== 'active') {
      const told = await elsewhere
      if (told?.kind === 'identified') {
        const proven = provenNames(told.identity, { user, own }, name, names)
        return { ...told, amr: ['pwd'], accepted: () => reserved.succeeded(proven) } // RFC 8176 §2
      }
      if (told?.why === 'unreachable') {
        // It counts, for everybody: whether it was held against a password here must not show.
        return {
          kind: 'retry',
          status: 400,
          problem: ['directory.unreachable'],
          refused: { why: told.why, ...who },
        }
      }
      // The page says the same; the audit trail says what it was.
      const why = unheard ? 'throttled' : right ? 'disabled' : 'wrong_credentials'
      return { ...wrong, challenge, refused: { why, ...who } }
    }
    if (better && user.passwordHash)
      background(server.stores.users.upgradePasswordHash(user.sub, user.passwordHash, better))
    return { kind: 'authenticated', user, amr: ['pwd'], accepted: () => reserved.succeeded() } // RFC 8176 §2
  },
}
