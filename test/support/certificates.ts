/** An authority of our own, and certificates by it: RFC 5280 §4.1, as much of it as TLS libraries ask for. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { der, sequence } from './https.ts'

export interface Certificate {
  readonly key: string
  readonly cert: string
}

const ecdsaWithSha256 = sequence(Buffer.from('06082a8648ce3d040302', 'hex'))
const commonName = Buffer.from('0603550403', 'hex')
const subjectAltName = Buffer.from('0603551d11', 'hex')
const basicConstraints = Buffer.from('0603551d13', 'hex')
const yes = der(0x01, Buffer.from([0xff]))

export class Authority {
  readonly #key: KeyObject
  readonly cert: string
  #serial = 1

  constructor() {
    const { privateKey, publicKey } = newKey()
    this.#key = privateKey
    const isAuthority = sequence(basicConstraints, yes, der(0x04, sequence(yes)))
    this.cert = this.#certificate('Authority of the tests', publicKey, isAuthority)
  }

  certificateFor(host: string): Certificate {
    const { privateKey, publicKey } = newKey()
    const names = sequence(der(0x82, Buffer.from(host)))
    const extension = sequence(subjectAltName, der(0x04, names))
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    return { key, cert: this.#certificate(host, publicKey, extension) }
  }

  #certificate(name: string, publicKey: KeyObject, extension: Buffer): string {
    const signed = sequence(
      der(0xa0, der(0x02, Buffer.from([2]))), // v3
      der(0x02, Buffer.from([this.#serial++])),
      ecdsaWithSha256,
      nameOf('Authority of the tests'),
      sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z'))),
      nameOf(name),
      publicKey.export({ type: 'spki', format: 'der' }),
      der(0xa3, sequence(extension)),
    )
    const signature = der(0x03, Buffer.from([0]), sign('sha256', signed, this.#key))
    const all = sequence(signed, ecdsaWithSha256, signature).toString('base64')
    return `-----BEGIN CERTIFICATE-----\n${all.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n`
  }
}

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })

const nameOf = (name: string) => sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from(name)))))
