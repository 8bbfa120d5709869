/** A Worker's way to a directory: plain, in TLS, or in TLS from the middle on, which `node:tls` cannot do there. */
import { connect } from 'cloudflare:sockets'
import type { Endpoint, Wire } from './ldap-wire.ts'

export async function dial({ host, port, tls }: Endpoint): Promise<Wire> {
  let socket = connect(
    { hostname: host, port },
    { secureTransport: tls === 'starttls' ? tls : tls === 'on' ? 'on' : 'off', allowHalfOpen: false },
  )
  let [reader, writer] = [socket.readable.getReader(), socket.writable.getWriter()]
  const close = () => {
    for (const each of [socket.close(), socket.closed, reader.closed, writer.closed])
      each.catch(() => undefined) // it may be broken already
  }
  try {
    await socket.opened
  } catch (error) {
    close()
    throw error
  }
  return {
    async read() {
      const { done, value } = await reader.read()
      return done ? undefined : (value as Uint8Array)
    },
    write: (bytes) => writer.write(bytes),
    async startTls() {
      reader.releaseLock()
      writer.releaseLock()
      socket.closed.catch(() => undefined)
      socket = socket.startTls()
      ;[reader, writer] = [socket.readable.getReader(), socket.writable.getWriter()]
      await socket.opened
    },
    close,
  }
}
