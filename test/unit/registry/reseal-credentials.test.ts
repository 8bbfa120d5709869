/** A change of the sealing secret costs nobody their one-time codes. */
import { expect, it } from 'vitest'
import { resealCredentials } from '../../../src/registry/reseal-credentials.ts'
import { Sealer } from '../../../src/seal.ts'
import { openTotp, sealTotp, type TotpRecord } from '../../../src/sign-in/one-time-codes.ts'
import { addPerson } from '../../support/app.ts'
import { server } from '../../support/registry.ts'

const { issuer, sealingSecret } = server.config
const now = Date.now()
const [before, gone] = ['a secret of before', 'a secret that nobody has'].map(
  (secret) => new Sealer({ issuer, sealingSecret: secret, otherSealingSecrets: [] }),
)
const renewing = {
  ...server,
  sealer: new Sealer({ issuer, sealingSecret, otherSealingSecrets: ['a secret of before'] }),
}

it('keys that a former secret sealed are sealed anew; those of one that is gone hold nobody up', async () => {
  const { credentials, commit } = server.stores
  const key = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  const sealers = { 'sub-a': gone!, 'sub-b': before!, 'sub-c': server.sealer }
  for (const [sub, sealer] of Object.entries(sealers)) {
    await addPerson({ sub, user_id: sub, claims: {} })
    const record = await sealTotp(sealer, sub, key, now)
    await commit([credentials.insertion({ kind: 'totp', id: sub, sub, record, mark: 7 }, now)])
  }
  const kept = await credentials.find<TotpRecord>('totp', 'sub-c')
  await resealCredentials(renewing, now)

  const renewed = await credentials.find<TotpRecord>('totp', 'sub-b')
  expect(renewed?.mark).toBe(7)
  expect(await openTotp(server.sealer, 'sub-b', renewed!.record, now)).toBe(key)
  expect(await credentials.find('totp', 'sub-c')).toEqual(kept)
  const left = await credentials.sealedByOthers(await server.sealer.name(), '', 10)
  expect(left.map(({ id }) => id)).toEqual(['sub-a'])
})
