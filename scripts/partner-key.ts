import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'

export type PartnerKey = { privateKey: JWK; publicKey: JWK }

/** The key pair with which the demo's partner signs assertions: made once, kept beside the local data, only readable by us. */
export async function partnerKey(state: string): Promise<PartnerKey> {
  const file = join(state, 'partner-key.json')
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text !== undefined) return JSON.parse(text) as PartnerKey
  const made = await makePartnerKey()
  await writeFile(file, JSON.stringify(made), { mode: 0o600 })
  return made
}

export async function makePartnerKey(): Promise<PartnerKey> {
  const pair = await generateKeyPair('ES256', { extractable: true })
  const publicKey = { ...(await exportJWK(pair.publicKey)), alg: 'ES256' }
  const kid = await calculateJwkThumbprint(publicKey)
  return {
    privateKey: { ...(await exportJWK(pair.privateKey)), alg: 'ES256', kid },
    publicKey: { ...publicKey, kid },
  }
}
