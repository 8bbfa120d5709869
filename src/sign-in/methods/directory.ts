/** A password against one of the company's directories: the one that the domain of the login leads to. */
import { normalizeLogin } from '../../stores/users.ts'
import { passesChallenge } from '../challenge.ts'
import {
  directoryOf,
  inDirectory,
  namesInDirectories,
  proveInDirectories,
  provenNames,
} from '../directories.ts'
import { knownDevice } from '../known-devices.ts'
import type { SignInMethod } from '../sign-in-method.ts'
import { reserveAttempt } from '../throttle.ts'

const longest = 1024

export const directory: SignInMethod = {
  value: 'directory',
  name: 'directory',
  steps: ['first'],
  offered: ({ settings }) => Object.values(settings.directories).some(({ enabled }) => enabled),
  sources: ({ settings }) =>
    Object.entries(settings.directories).flatMap(([id, { name, enabled }]) =>
      enabled ? [{ id, name }] : [],
    ),

  async complete({ form, now, source = '', remoteAddress, knownDevice: sent, background }, server) {
    const login = form.get('login') ?? ''
    const secret = form.get('password') ?? ''
    if (login.trim() === '' || secret === '') {
      return { kind: 'retry', status: 400, problem: ['password.empty'] }
    }
    const wrong = { kind: 'retry', status: 400, problem: ['password.wrong'] } as const
    if (login.length > longest || secret.length > longest || !directoryOf(server, source))
      return { ...wrong, refused: { why: 'wrong_credentials' } }

    const user = await server.stores.users.findByLogin(login)
    const who = user && { subject: user.sub }
    const name = user?.sub ?? normalizeLogin(login)
    const names = namesInDirectories([source], login)
    const own = await inDirectory(server, user)
    // Before the bind: who guesses here does not lock anybody out there.
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
    // Who is of another directory has their password there alone.
    const theirs = own === undefined || own.directory === source
    const meant = theirs && !reserved.unheard ? [source] : []
    const told = await proveInDirectories(server, [source], { login, password: secret, now, meant })
    if (told.kind === 'identified') {
      const proven = provenNames(told.identity, { user, own }, name, names)
      return { ...told, amr: ['pwd'], accepted: () => reserved.succeeded(proven) } // RFC 8176 §2
    }
    const refused = { why: reserved.unheard ? ('throttled' as const) : told.why, ...who }
    if (told.why !== 'unreachable') return { ...wrong, refused, challenge }
    background(reserved.takeBack()) // nothing was guessed, whoever it is
    return { kind: 'retry', status: 400, problem: ['directory.unreachable'], refused }
  },
}
