/** https in front of a port of this machine, under any name that Chromium is told to look for here. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { type AddressInfo, connect } from 'node:net'
import { createServer } from 'node:tls'

export interface HttpsFront {
  readonly port: number
  /** Where it leads. It is not needed before the first request. */
  to: number
  stop(): Promise<void>
}

export async function startHttps(): Promise<HttpsFront> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' })
  const front = { to: 0 }
  const server = createServer({ key, cert: certificate(privateKey, publicKey) }, (socket) => {
    const onward = connect(front.to, '127.0.0.1')
    socket.pipe(onward).pipe(socket)
    socket.on('error', () => onward.destroy())
    onward.on('error', () => socket.destroy())
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return Object.assign(front, {
    port: (server.address() as AddressInfo).port,
    stop: () => new Promise<void>((done) => server.close(() => done())),
  })
}

/** RFC 5280 §4.1, the least of it: nobody vouches for it, and browsers must be told to take it. */
function certificate(privateKey: KeyObject, publicKey: KeyObject): string {
  const ecdsaWithSha256 = sequence(Buffer.from('06082a8648ce3d040302', 'hex'))
  const nobody = sequence()
  const signed = sequence(
    der(0x02, Buffer.from([1])), // serialNumber
    ecdsaWithSha256,
    nobody,
    sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z'))),
    nobody,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', signed, privateKey))
  const all = sequence(signed, ecdsaWithSha256, signature)
  return `-----BEGIN CERTIFICATE-----\n${all.toString('base64')}\n-----END CERTIFICATE-----\n`
}

export const sequence = (...parts: Buffer[]) => der(0x30, ...parts)

export function der(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const { length } = body
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}
