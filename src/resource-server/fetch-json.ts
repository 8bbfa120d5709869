/** A JSON document from the authorization server: limited in size and time, and never by way of a redirect. */

/** What an API may put in place of the global `fetch`: a service binding, a proxy, a fake in a test. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Milliseconds until an answer must be complete. */
export const patience = 5_000
const longest = 262_144 // bytes

/** @throws {Error} saying what was wrong with the answer; a `SyntaxError` or whatever `fetch` throws */
export async function fetchJson(
  fetch: Fetch,
  url: string,
  init: RequestInit = {},
): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    ...init,
    redirect: 'manual', // whoever can make the server redirect shall not choose our keys
    signal: AbortSignal.timeout(patience),
  })
  if (!response.ok) {
    await response.body?.cancel()
    throw new Error(`${url} answered ${response.status || 'with a redirect'}`)
  }
  const document: unknown = JSON.parse(await limitedText(response, url))
  if (!isObject(document)) throw new Error(`${url} did not answer with a JSON object`)
  return document
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

async function limitedText(response: Response, url: string): Promise<string> {
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader()
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let text = ''
  let size = 0
  for (let next = await reader?.read(); next?.value !== undefined; next = await reader?.read()) {
    size += next.value.byteLength
    if (size > longest) {
      await reader?.cancel()
      throw new Error(`${url} answered with more than ${longest} bytes`)
    }
    text += decoder.decode(next.value, { stream: true })
  }
  return text + decoder.decode()
}
