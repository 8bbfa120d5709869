/** Reading a copy from KV. */

/** KV keeps a copy at each location this long, in seconds (30 is the least it allows). */
export const cacheTtl = 30

/** The copy, or null where there is none; where KV cannot be reached there is none either, and the record in D1 serves. */
export async function readCopy<T>(kv: KVNamespace, key: string): Promise<T | null> {
  try {
    return await kv.get<T>(key, { type: 'json', cacheTtl })
  } catch (error) {
    console.error(JSON.stringify({ event: 'kv_unreachable', cause: String(error) }))
    return null
  }
}
