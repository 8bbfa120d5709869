/** What stands where the directory should be, and is none, or a broken one, or one that means harm. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { BerReader, BerWriter, BindResponse, ExtendedResponse } from 'ldapts'
import { afterEach, describe, expect, it } from 'vitest'
import { dialer } from '../../bridge/node-wire.ts'
import { authenticate, lookUp, testDirectory } from '../../src/outbound/ldap.ts'
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

/** A toy directory: passwords by the name that is bound as; entries by what must stand in a search for them. */
async function toy(
  passwords: Record<string, string>,
  entries: { dn: string; where: RegExp; attributes: Record<string, string> }[],
  more: object,
) {
  const asked: string[] = []
  server = createServer((socket) => {
    sockets.add(socket)
    socket
      .on('error', () => undefined)
      .on('data', (said: Buffer) => {
        const reader = new BerReader(said)
        reader.readSequence()
        const id = reader.readInt() as number
        const text = `${said.toString('latin1')} ${said.toString('hex')}`
        const tag = reader.peek() as number
        if (tag === 0x60) {
          reader.readSequence(0x60)
          reader.readInt()
          const name = reader.readString() as string
          socket.write(bound(id, passwords[name] === reader.readString(0x80) ? 0 : 49))
        } else if (tag === 0x63) {
          asked.push(text)
          const found = entries.filter(({ where }) => where.test(text))
          socket.write(
            Buffer.concat([
              ...found.map(({ dn, attributes }) => entryOf(id, dn, attributes)),
              result(0x65, id, 0),
            ]),
          )
        }
      })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `ldap://127.0.0.1:${(server.address() as AddressInfo).port}`
  const reach = reachOf(reachSchema.parse({ url, base: 'dc=corp', timeout: 1, ...more }))
  return { ask: { reach, dial: dialer([]), attributes: [], now: clock() }, asked }
}

/** RFC 4511 §4.5.2: a SearchResultEntry. */
function entryOf(messageId: number, dn: string, attributes: Record<string, string>): Buffer {
  const writer = new BerWriter()
  writer.startSequence()
  writer.writeInt(messageId)
  writer.startSequence(0x64)
  writer.writeString(dn)
  writer.startSequence()
  for (const [type, value] of Object.entries(attributes)) {
    writer.startSequence()
    writer.writeString(type)
    writer.startSequence(0x31)
    writer.writeString(value)
    writer.endSequence()
    writer.endSequence()
  }
  for (let open = 0; open < 3; open++) writer.endSequence()
  return writer.buffer
}

describe('a direct bind', () => {
  const chief = {
    dn: 'CN=Chief Eve,DC=corp',
    where: /eve@group\.example/,
    attributes: { objectGUID: 'CHIEFCHIEFCHIEF1', sAMAccountName: 'eve.chief' },
  }
  const clerk = {
    dn: 'CN=Eve,DC=corp',
    where: /(?<!\.)eve(?!@)/,
    attributes: { objectGUID: 'CLERKCLERKCLERK1', sAMAccountName: 'eve' },
  }
  const passwords = {
    'eve@corp.example': 'of the clerk',
    [clerk.dn]: 'of the clerk',
    [chief.dn]: 'of the chief',
  }
  const more = { preset: 'active_directory', dn_template: '{name}@corp.example' }

  it('as one person lets nobody in as another one whom the search finds', async () => {
    const { ask } = await toy(passwords, [chief], more)
    expect(await authenticate(ask, 'eve@group.example', 'of the clerk')).toEqual({ kind: 'wrong' })
  })

  it('lets in whose password it is', async () => {
    const { ask } = await toy(passwords, [clerk], more)
    expect(await authenticate(ask, 'eve', 'of the clerk')).toMatchObject({
      kind: 'found',
      entry: { login: 'eve' },
    })
  })
})

describe('whoever is looked up', () => {
  const account = { bind_dn: 'svc', bind_password: 'ours' }
  const ada = { dn: 'uid=ada,dc=corp', attributes: { entryUUID: 'an-id', uid: 'ada' } }

  it('is not gone where nothing can be seen, not even the base: something is wrong with our account', async () => {
    const { ask } = await toy({ svc: 'ours' }, [], account)
    const nothing = { kind: 'unreachable', at: 'search', why: 'shows nothing at dc=corp' }
    expect(await lookUp(ask, 'an-id')).toEqual(nothing)
    expect(await testDirectory(ask, undefined)).toMatchObject({ ok: false })
  })

  it('is gone where the base is there and they are not', async () => {
    const base = { dn: 'dc=corp', where: /0a01000a0100/, attributes: {} } // a search at the base
    const { ask } = await toy({ svc: 'ours' }, [base], account)
    expect(await lookUp(ask, 'an-id')).toEqual({ kind: 'gone' })
  })

  it('is stopped once they no longer match the filter by which people are found', async () => {
    const filter = '(&(mail={login})(memberOf=cn=staff))'
    const left = await toy({ svc: 'ours' }, [{ ...ada, where: /an-id/ }], { ...account, filter })
    expect(await lookUp(left.ask, 'an-id')).toMatchObject({ kind: 'disabled' })
    expect(left.asked.at(-1)).toMatch(/mail.*ada.*cn=staff/s)
    server.close()
    // By what they are called, or by whatever they may have typed: here, that there is a mail (RFC 4511 §4.5.1).
    const still = await toy({ svc: 'ours' }, [{ ...ada, where: /an-id|87046d61696c/ }], {
      ...account,
      filter,
    })
    expect(await lookUp(still.ask, 'an-id')).toMatchObject({ kind: 'found' })
  })
})
