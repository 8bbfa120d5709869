/** After a change of the sealing secret: the keys of one-time codes are sealed under the new one, whoever uses them. */
import { openTotp, sealTotp, type TotpRecord } from '../sign-in/one-time-codes.ts'
import type { Server } from '../tokens/server.ts'

const batch = 200
const batchesInOneRun = 20

/** @param now milliseconds */
export async function resealCredentials({ sealer, stores }: Server, now: number): Promise<void> {
  const name = await sealer.name()
  let after = ''
  for (let round = 0; round < batchesInOneRun; round++) {
    const found = await stores.credentials.sealedByOthers<TotpRecord>(name, after, batch)
    const statements = await Promise.all(
      found.map(async (credential) => {
        const key = await openTotp(sealer, credential.sub, credential.record, now)
        if (key === undefined) return [] // sealed under a secret that is gone
        return [stores.credentials.replacement(credential, await sealTotp(sealer, credential.sub, key, now))]
      }),
    )
    if (statements.flat().length > 0) await stores.commit(statements.flat())
    after = found.at(-1)?.id ?? after
    if (found.length < batch) return
  }
}
