/**
 * One connection to a directory, one question at a time (RFC 4511). ldapts writes and reads the messages. Its own client is
 * not used: in a Worker it would log every message, names included, and could not go on in TLS.
 */
import { Buffer } from 'node:buffer'
import {
  type Attribute,
  BindRequest,
  ExtendedRequest,
  type Filter,
  MessageParser,
  SearchEntry,
  SearchReference,
  SearchRequest,
  UnbindRequest,
} from 'ldapts'
import type { DirectoryReach, DirectoryStep } from '../protocol/directory.ts'
import { type Dial, type Endpoint, Unreachable, type Wire, within } from './ldap-wire.ts'

/** All that may come over one connection. */
const mostBytes = 4 * 1024 * 1024
const startTlsOid = '1.3.6.1.4.1.1466.20037' // RFC 4511 §4.14.1

/** RFC 4511 §4.1.9 */
export const success = 0
export const sizeLimitExceeded = 4

export interface Search {
  readonly base: string
  readonly scope: 'base' | 'one' | 'sub'
  readonly filter: Filter
  readonly attributes: readonly string[]
  readonly sizeLimit: number
}

export interface Found {
  readonly dn: string
  readonly attributes: readonly Attribute[]
}

type Request = BindRequest | SearchRequest | ExtendedRequest
type Response = { messageId: number; status: number; errorMessage: string }

export class LdapConnection {
  readonly #wire: Wire
  readonly #timeout: number
  #left = Buffer.alloc(0)
  #received = 0
  #messageId = 0

  private constructor(wire: Wire, timeout: number) {
    this.#wire = wire
    this.#timeout = timeout
  }

  /** @throws {Unreachable} */
  static async open(
    dial: Dial,
    { url, start_tls, connect_timeout, timeout }: DirectoryReach,
  ): Promise<LdapConnection> {
    const endpoint = endpointOf(url, start_tls)
    const at = endpoint.tls === 'on' ? 'tls' : 'connect'
    let late = false
    const dialled = dial(endpoint)
    dialled.then((wire) => late && wire.close()).catch(() => undefined)
    const wire = await within(connect_timeout, at, dialled, () => {
      late = true
    }).catch((error) => {
      throw said(error, at, 'cannot be reached, or its certificate is not good for this host')
    })
    const connection = new LdapConnection(wire, timeout)
    if (endpoint.tls === 'starttls') await connection.#startTls(connect_timeout)
    return connection
  }

  /** @returns the result code: 0 is success */
  async bind(dn: string, password: string): Promise<number> {
    const request = new BindRequest({ messageId: this.#next(), dn, password })
    return (await this.#ask(request, 'bind')).status
  }

  /** @throws {Unreachable} for what is neither success nor more than was asked for */
  async search({
    base,
    sizeLimit,
    attributes,
    ...rest
  }: Search): Promise<{ status: number; found: Found[] }> {
    const request = new SearchRequest({
      ...rest,
      messageId: this.#next(),
      baseDN: base,
      sizeLimit,
      timeLimit: this.#timeout,
      attributes: [...attributes],
    })
    const found: Found[] = []
    // References to other directories are not followed: who they are would be theirs to say.
    const { status, errorMessage } = await this.#ask(request, 'search', ({ name, attributes }) => {
      found.push({ dn: name, attributes })
    })
    if (status !== success && status !== sizeLimitExceeded)
      throw new Unreachable('search', `answered ${status} ${plain(errorMessage)}`.trim())
    return { status, found }
  }

  /** Takes leave, and does not wait for it. */
  close(): void {
    this.#wire
      .write(new UnbindRequest({ messageId: this.#next() }).write())
      .catch(() => undefined)
      .finally(() => this.#wire.close())
  }

  async #startTls(timeout: number): Promise<void> {
    const request = new ExtendedRequest({ messageId: this.#next(), oid: startTlsOid })
    const { status, errorMessage } = await this.#ask(request, 'tls')
    if (status !== success) throw this.#broken('tls', `answered ${status} ${plain(errorMessage)}`.trim())
    // What came in the clear behind the answer would be read as if it had come in TLS.
    if (this.#left.length > 0) throw this.#broken('tls', 'went on in the clear after StartTLS')
    await within(timeout, 'tls', this.#wire.startTls(), () => this.#wire.close()).catch((error) => {
      throw said(error, 'tls', 'failed to go on in TLS; its certificate may not be good for this host')
    })
  }

  /** Sends a request and reads up to the answer that ends it. */
  #ask(request: Request, at: DirectoryStep, each?: (entry: SearchEntry) => void): Promise<Response> {
    const answered = async () => {
      await this.#wire.write(request.write())
      for (;;) {
        const message = await this.#message(at)
        if (message.messageId !== request.messageId) throw this.#broken(at, 'answered what was not asked')
        if (!(message instanceof SearchEntry || message instanceof SearchReference)) return message
        if (message instanceof SearchEntry) each?.(message)
      }
    }
    return within(this.#timeout, at, answered(), () => this.#wire.close()).catch((error) => {
      throw said(error, at, 'broke the connection off')
    })
  }

  async #message(at: DirectoryStep): Promise<Response> {
    for (;;) {
      const length = messageLength(this.#left)
      if (length === 'malformed' || (length ?? 0) > mostBytes)
        throw this.#broken(at, 'answered what is not LDAP')
      if (length !== undefined && this.#left.length >= length) {
        const bytes = this.#left.subarray(0, length)
        this.#left = this.#left.subarray(length)
        return this.#parsed(bytes, at)
      }
      const chunk = await this.#wire.read()
      if (!chunk) throw this.#broken(at, 'closed the connection')
      this.#received += chunk.length
      if (this.#received > mostBytes) throw this.#broken(at, `answered with more than ${mostBytes} bytes`)
      this.#left = Buffer.concat([this.#left, chunk])
    }
  }

  #parsed(bytes: Buffer, at: DirectoryStep): Response {
    const parser = new MessageParser()
    let message: Response | undefined
    parser.on('message', (parsed) => {
      message = parsed
    })
    parser.on('error', () => undefined)
    parser.read(bytes, new Map())
    if (!message) throw this.#broken(at, 'answered what is not LDAP')
    return message
  }

  #broken(at: DirectoryStep, why: string): Unreachable {
    this.#wire.close()
    return new Unreachable(at, why)
  }

  #next(): number {
    this.#messageId += 1
    return this.#messageId
  }
}

function endpointOf(address: string, startTls: boolean): Endpoint {
  const { protocol, hostname, port } = new URL(address)
  const secure = protocol === 'ldaps:'
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 636 : 389) : Number(port),
    tls: secure ? 'on' : startTls ? 'starttls' : 'off',
  }
}

/** What an error of the network says is not for people: it may hold addresses. Ours are. */
const said = (error: unknown, at: DirectoryStep, why: string): Unreachable =>
  error instanceof Unreachable ? error : new Unreachable(at, why)

/** What a directory says of an error, for an operator: a line. */
const plain = (text: string) => text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 200)

/** X.690 §8.1.3: how long the message is that begins here, or undefined where too little has come to say. */
function messageLength(bytes: Buffer): number | 'malformed' | undefined {
  const [tag, first] = bytes
  if (tag === undefined) return undefined
  if (tag !== 0x30) return 'malformed'
  if (first === undefined) return undefined
  if (first < 0x80) return 2 + first
  const digits = first - 0x80
  if (digits === 0 || digits > 4) return 'malformed' // RFC 4511 §5.1: definite form only
  if (bytes.length < 2 + digits) return undefined
  return 2 + digits + bytes.readUIntBE(2, digits)
}
