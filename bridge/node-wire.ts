/** The sockets of Node, for the same LDAP client that a Worker has. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Dial, Wire } from '../src/outbound/ldap-wire.ts'

/** @param ca certificates that count besides those that everybody trusts, as PEM */
export const dialer =
  (ca: readonly string[]): Dial =>
  async ({ host, port, tls }): Promise<Wire> => {
    const secured = (socket?: Socket) => {
      const options = { host, servername: isIp(host) ? '' : host, ...(ca.length > 0 && { ca: [...ca] }) }
      return connectTls(socket ? { ...options, socket } : { ...options, port })
    }
    let source = await opened(tls === 'on' ? secured() : connect({ host, port }), tls === 'on')
    return {
      read: () => source.read(),
      write: (bytes) => source.write(bytes),
      async startTls() {
        source.release()
        source = await opened(secured(source.socket), true)
      },
      close: () => source.socket.destroy(),
    }
  }

const isIp = (host: string) => /^[\d.]+$/.test(host) || host.includes(':')

async function opened(socket: Socket, secure: boolean): Promise<Source> {
  const source = new Source(socket)
  const ended = once(socket, 'close').then(() => {
    throw new Error('closed')
  })
  ended.catch(() => undefined)
  try {
    await Promise.race([once(socket, secure ? 'secureConnect' : 'connect'), ended])
    return source
  } catch (error) {
    socket.destroy()
    throw error
  }
}

/** What comes over a socket, asked for a piece at a time. */
class Source {
  readonly socket: Socket
  /** Somebody else reads from now on. */
  readonly release: () => void
  #wake: (() => void) | undefined

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('error', () => undefined) // whoever reads or writes hears of it
    const wake = () => this.#wake?.()
    for (const event of ['readable', 'end', 'close']) socket.on(event, wake)
    this.release = () => {
      for (const event of ['readable', 'end', 'close']) socket.off(event, wake)
    }
  }

  async read(): Promise<Uint8Array | undefined> {
    for (;;) {
      const bytes = this.socket.read() as Buffer | null
      if (bytes) return bytes
      if (this.socket.destroyed || this.socket.readableEnded) return undefined
      await new Promise<void>((wake) => {
        this.#wake = wake
      })
    }
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) =>
      this.socket.write(bytes, (error) => (error ? reject(error) : resolve())),
    )
  }
}
