/** A form to a URL that a stranger supplied, under the rules of `fetch.ts`. What is answered is not read. */
import { strangerUrlFault } from '../protocol/stranger-url.ts'
import { FetchRefused, type StrangerFetch } from './fetch.ts'

/** What may have passed a minute later. 400 too: Back-Channel Logout §2.8 has it for a logout that failed. */
const passing: ReadonlySet<number> = new Set([400, 408, 425, 429])

/** @throws {FetchRefused} */
export async function postForStranger(
  url: string,
  form: URLSearchParams,
  { timeoutMs, ownHost }: Pick<StrangerFetch, 'timeoutMs' | 'ownHost'>,
): Promise<void> {
  const fault = strangerUrlFault(url)
  if (fault !== undefined) throw new FetchRefused(fault)
  if (new URL(url).hostname === ownHost) throw new FetchRefused('leads to this server itself')
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Edgegrant' },
      body: form.toString(),
      redirect: 'manual', // where it leads has not been checked
      signal,
    })
    await response.body?.cancel()
    const { status } = response
    if (status === 200 || status === 204) return
    if (status >= 300 && status < 400) throw new FetchRefused('redirects, which is not followed')
    throw new FetchRefused(`answered ${status}`, { passing: status >= 500 || passing.has(status) })
  } catch (cause) {
    if (cause instanceof FetchRefused) throw cause
    const why = signal.aborted ? `did not answer within ${timeoutMs} ms` : 'cannot be reached'
    throw new FetchRefused(why, { cause, passing: true })
  }
}
