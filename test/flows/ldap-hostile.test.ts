/** What stands where the directory should be, and is none, or a broken one, or one that means harm. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { BerWriter, BindResponse, ExtendedResponse } from 'ldapts'
import { afterEach, describe, expect, it } from 'vitest'
import { dialer } from '../../bridge/node-wire.ts'
import { authenticate } from '../../src/outbound/ldap.ts'
import { reachOf } from '../../src/protocol/directory.ts'
import { reachSchema } from '../../src/protocol/settings-directory.ts'
import { now as clock } from '../../src/runtime.ts'

let server: Server
const sockets = new Set<Socket>()
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
})

/** Somebody signs in where this answers each message that comes. */
async function signIn(answer: (socket: Socket, nth: number, said: Buffer) => void, more: object = {}) {
  server = createServer((socket) => {
    sockets.add(socket)
    let nth = 0
    socket.on('data', (said: Buffer) => answer(socket, ++nth, said)).on('error', () => undefined)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const url = `ldap://127.0.0.1:${port}`
  const account = { bind_dn: 'cn=us', bind_password: 'our own password' }
  const reach = reachOf(
    reachSchema.parse({ url, base: 'dc=a', ...account, timeout: 1, connect_timeout: 1, ...more }),
  )
  const ask = { reach, dial: dialer([]), attributes: [], now: clock() }
  return authenticate(ask, 'ada', 'a password')
}

/** RFC 4511 §4.1.1, §4.1.9: an LDAPMessage with a result. */
function result(tag: number, messageId: number, code: number): Buffer {
  const writer = new BerWriter()
  writer.startSequence()
  writer.writeInt(messageId)
  writer.startSequence(tag)
  writer.writeEnumeration(code)
  writer.writeString('')
  writer.writeString('')
  writer.endSequence()
  writer.endSequence()
  return writer.buffer
}
const bound = (messageId: number, code = 0) =>
  result(new BindResponse({ messageId }).protocolOperation, messageId, code)
const extended = (messageId: number, code = 0) =>
  result(new ExtendedResponse({ messageId }).protocolOperation, messageId, code)

describe('nobody is let in, and nothing is thrown, where the directory', () => {
  it.each<[string, (socket: Socket, nth: number) => void, string]>([
    [
      'speaks HTTP',
      (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
      'answered what is not LDAP',
    ],
    [
      'claims a message of 4 GB',
      (socket) => socket.write(Buffer.from('3084ffffffff', 'hex')),
      'answered what is not LDAP',
    ],
    [
      'leaves the length open',
      (socket) => socket.write(Buffer.from('3080', 'hex')),
      'answered what is not LDAP',
    ],
    [
      'sends a message that is none',
      (socket) => socket.write(Buffer.from('3003020101', 'hex')),
      'answered what is not LDAP',
    ],
    ['closes the connection', (socket) => socket.end(), 'closed the connection'],
    [
      'closes it in the middle of an answer',
      (socket) => socket.end(bound(1).subarray(0, 5)),
      'closed the connection',
    ],
    ['answers another question', (socket) => socket.write(bound(7)), 'answered what was not asked'],
    ['does not let us in', (socket) => socket.write(bound(1, 49)), 'does not let the bind account in (49)'],
    ['is busy', (socket, nth) => socket.write(nth === 1 ? bound(1) : result(0x65, nth, 51)), 'answered 51'],
    [
      'refers to another',
      (socket, nth) => socket.write(nth === 1 ? bound(1) : result(0x65, nth, 10)),
      'answered 10',
    ],
    ['says no word', (_socket, _nth) => undefined, 'did not answer within 1 s'],
  ])('%s', async (_, answer, why) => {
    expect(await signIn(answer)).toMatchObject({ kind: 'unreachable', why })
  })

  it('answers without an end', async () => {
    const entry = Buffer.from('300c020102640704036364613000', 'hex') // an entry without attributes, again and again
    const answer = (socket: Socket, nth: number) =>
      nth === 1 ? socket.write(bound(1)) : socket.write(Buffer.concat(Array(400_000).fill(entry)))
    expect((await signIn(answer)).kind).toBe('unreachable')
  })

  it('refuses StartTLS: then no password is sent in the clear', async () => {
    const heard: Buffer[] = []
    const answer = (socket: Socket, nth: number) => {
      if (nth === 1) socket.on('data', (bytes: Buffer) => heard.push(bytes))
      socket.write(extended(nth, 53))
    }
    expect(await signIn(answer, { start_tls: true })).toMatchObject({ kind: 'unreachable', at: 'tls' })
    expect(Buffer.concat(heard).toString('latin1')).not.toContain('password')
  })

  it('goes on in the clear after it said yes to StartTLS', async () => {
    const answer = (socket: Socket) => socket.write(Buffer.concat([extended(1), bound(2)]))
    expect(await signIn((socket, _nth) => answer(socket), { start_tls: true })).toEqual({
      kind: 'unreachable',
      at: 'tls',
      why: 'went on in the clear after StartTLS',
    })
  })

  it('says yes to whatever password, and finds somebody without a name', async () => {
    // A bind without a name is anonymous, and always let in.
    const nameless = Buffer.from('3009020102640404003000', 'hex')
    const answer = (socket: Socket, nth: number, said: Buffer) => {
      if (nth === 2) socket.write(Buffer.concat([nameless, result(0x65, 2, 0)]))
      else socket.write(bound(nth, said.includes('cn=nobody') ? 49 : 0))
    }
    expect(await signIn(answer)).toEqual({ kind: 'wrong' })
  })
})
