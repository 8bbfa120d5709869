/**
 * The only way to a URL that a stranger supplied. The address is held to `strangerUrlFault`, redirects are not followed,
 * and neither size nor time is theirs to choose. A name that resolves to a private address is the platform's to refuse:
 * `global_fetch_strictly_public` does, once deployed.
 */
import { readLimited, readUtf8 } from '../http/limited-body.ts'
import { strangerUrlFault } from '../protocol/stranger-url.ts'

export interface StrangerFetch {
  /** Media types that count: `application/json` stands for `application/*+json` too. */
  readonly accept: readonly string[]
  readonly maxBytes: number
  /** Until the whole of the answer is here. */
  readonly timeoutMs: number
  /** This server's own host, which is no stranger: fetching it could go in circles. */
  readonly ownHost: string
}

export interface Fetched {
  readonly text: string
  readonly headers: Headers
}

/** Says what was wrong, fit for whoever supplied the URL. */
export class FetchRefused extends Error {
  /** Whether another try may do better: the host does not answer, or says that it cannot right now. */
  readonly passing: boolean

  constructor(why: string, options: { cause?: unknown; passing?: boolean } = {}) {
    super(why, { cause: options.cause })
    this.passing = options.passing ?? false
  }
}

/** @throws {FetchRefused} */
export async function fetchForStranger(url: string, options: StrangerFetch): Promise<Fetched> {
  const fault = strangerUrlFault(url)
  if (fault !== undefined) throw new FetchRefused(fault)
  if (new URL(url).hostname === options.ownHost) throw new FetchRefused('leads to this server itself')
  const signal = AbortSignal.timeout(options.timeoutMs)
  try {
    const response = await fetch(url, {
      headers: { accept: options.accept.join(', '), 'user-agent': 'Edgegrant' },
      redirect: 'manual', // where it leads has not been checked
      signal,
    })
    return { text: await read(response, options), headers: response.headers }
  } catch (cause) {
    if (cause instanceof FetchRefused) throw cause
    const why = signal.aborted ? `did not answer within ${options.timeoutMs} ms` : 'cannot be reached'
    throw new FetchRefused(why, { cause, passing: true })
  }
}

async function read(response: Response, { accept, maxBytes }: StrangerFetch): Promise<string> {
  const refuse = async (why: string, passing = false) => {
    await response.body?.cancel()
    return new FetchRefused(why, { passing })
  }
  if (response.status >= 300 && response.status < 400) throw await refuse('redirects, which is not followed')
  const busy = response.status >= 500 || response.status === 429
  if (response.status !== 200) throw await refuse(`answered ${response.status}`, busy)
  const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (!accept.some((each) => each === type || (each === 'application/json' && isJson(type)))) {
    throw await refuse(`answered with the type ${type.slice(0, 80) || '(none)'}, not ${accept.join(' or ')}`)
  }
  const tooLarge = () => new FetchRefused(`answered with more than ${maxBytes} bytes`)
  const body = await readLimited(response.body, maxBytes, tooLarge)
  try {
    return readUtf8(body)
  } catch (cause) {
    throw new FetchRefused('answered with what is not UTF-8', { cause })
  }
}

const isJson = (type: string) => /^application\/[\w.!#$&^-]+\+json$/.test(type)
