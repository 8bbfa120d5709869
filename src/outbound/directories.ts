/** The company's directories, asked over a socket of ours or by the bridge beside them. Nothing is thrown. */
import { readLimited, readUtf8 } from '../http/limited-body.ts'
import type { DirectoryAnswer, DirectoryTest } from '../protocol/directory.ts'
import { attributesOf, reachOf } from '../protocol/directory.ts'
import type { DirectorySettings } from '../protocol/settings-directory.ts'
import type { BridgeQuestion } from './bridge-messages.ts'

/** One of the settings, with its secrets in the clear. */
export interface OpenDirectory {
  readonly settings: DirectorySettings
  readonly bindPassword: string | undefined
  readonly bridgeSecret: string | undefined
}

class NoBinding extends Error {}

/** How many may wait for one directory at a time in an isolate: one that hangs fills no memory. */
const mostWaiting = 50

export class Directories {
  readonly #bindings: Readonly<Record<string, unknown>>
  readonly #waiting = new Map<string, number>()

  /** @param bindings of the Worker: a bridge may be reached through one */
  constructor(bindings: object) {
    this.#bindings = bindings as Readonly<Record<string, unknown>>
  }

  authenticate(
    id: string,
    directory: OpenDirectory,
    { login, password }: { login: string; password: string },
    now: number,
  ): Promise<DirectoryAnswer> {
    const attributes = Object.values(attributesOf(directory.settings))
    return this.#ask(id, directory, { op: 'authenticate', login, password, attributes }, now)
  }

  /** @param theirId what `authenticate` said who they are */
  lookUp(id: string, directory: OpenDirectory, theirId: string, now: number): Promise<DirectoryAnswer> {
    const attributes = Object.values(attributesOf(directory.settings))
    return this.#ask(id, directory, { op: 'look-up', id: theirId, attributes }, now)
  }

  async test(
    id: string,
    directory: OpenDirectory,
    login: string | undefined,
    now: number,
  ): Promise<DirectoryTest> {
    const question = { op: 'test', ...(login !== undefined && { login }) } as const
    const answer = await this.#ask<DirectoryTest | DirectoryAnswer>(id, directory, question, now)
    if ('steps' in answer) return answer
    const [at, why] =
      answer.kind === 'unreachable' ? [answer.at, answer.why] : ['bridge' as const, answer.kind]
    return { ok: false, steps: [{ name: at, ok: false, text: why }] }
  }

  async #ask<Answer = DirectoryAnswer>(
    id: string,
    directory: OpenDirectory,
    question: BridgeQuestion,
    now: number,
  ): Promise<Answer | DirectoryAnswer> {
    const waiting = this.#waiting.get(id) ?? 0
    if (waiting >= mostWaiting)
      return { kind: 'unreachable', at: 'connect', why: 'too many are waiting for it already' }
    this.#waiting.set(id, waiting + 1)
    try {
      const { bridge_url } = directory.settings
      return await (bridge_url === undefined
        ? this.#overSocket(directory, question, now)
        : this.#overBridge(directory, bridge_url, question, now))
    } catch (error) {
      // Settings that cannot be, such as a binding that is not there. What it says may name people.
      console.error(
        JSON.stringify({ event: 'directory_failed', directory: id, cause: (error as Error).name }),
      )
      return { kind: 'unreachable', at: 'connect', why: 'cannot be asked with these settings' }
    } finally {
      this.#waiting.set(id, (this.#waiting.get(id) ?? 1) - 1)
    }
  }

  async #overSocket<Answer>(
    { settings, bindPassword }: OpenDirectory,
    question: BridgeQuestion,
    now: number,
  ): Promise<Answer> {
    const [{ answerQuestion }, { dial }] = await Promise.all([
      import('./ldap.ts'),
      import('./ldap-socket.ts'),
    ])
    const reach = reachOf({ ...settings, bind_password: bindPassword })
    return (await answerQuestion({ reach, dial, now }, question)) as Answer
  }

  async #overBridge<Answer>(
    { settings: { bridge_binding, connect_timeout, timeout }, bridgeSecret }: OpenDirectory,
    url: string,
    question: BridgeQuestion,
    now: number,
  ): Promise<Answer | DirectoryAnswer> {
    const unreachable = (why: string): DirectoryAnswer => ({ kind: 'unreachable', at: 'bridge', why })
    if (bridgeSecret === undefined) return unreachable('its secret is not set, or cannot be opened')
    const messages = await import('./bridge-messages.ts')
    const { jti, message } = await messages.questionFor(bridgeSecret, question, now)
    // The bridge gives the directory as long as it takes; this is for the bridge itself.
    const signal = AbortSignal.timeout((connect_timeout + 2 * timeout + 2) * 1000)
    let text: string
    try {
      const response = await this.#fetcher(bridge_binding)(url, {
        method: 'POST',
        headers: { 'content-type': messages.bridgeMediaType, 'user-agent': 'Edgegrant' },
        body: message,
        redirect: 'manual',
        signal,
      })
      if (response.status !== 200) {
        await response.body?.cancel()
        return unreachable(
          `answered ${response.status}${response.status === 400 ? ': not with that secret, or by that clock' : ''}`,
        )
      }
      text = readUtf8(
        await readLimited(response.body, messages.longestBridgeMessage, () => new Error('too long')),
      )
    } catch (error) {
      if (error instanceof NoBinding) return unreachable(`there is no binding ${bridge_binding}`)
      return unreachable(signal.aborted ? 'did not answer in time' : 'cannot be reached')
    }
    try {
      return (await messages.readAnswer(bridgeSecret, jti, text, now)) as Answer
    } catch {
      return unreachable('answered what was not made with that secret')
    }
  }

  #fetcher(binding: string | undefined): typeof fetch {
    if (binding === undefined) return (...request) => fetch(...request)
    const service = this.#bindings[binding] as Fetcher | undefined
    if (typeof service?.fetch !== 'function') throw new NoBinding()
    return (...request) => service.fetch(...(request as Parameters<Fetcher['fetch']>))
  }
}
