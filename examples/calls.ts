/** What went over the wire, kept so that the demo can show it. A real application has no need of this file. */
export type Call = {
  method: string
  url: string
  requestHeaders: Record<string, string>
  requestBody: string
  status: number
  /** The challenge of a 401 or 403, RFC 6750 §3. */
  challenge: string | undefined
  responseBody: string
}

type RequestOptions = Pick<RequestInit, 'redirect'> & {
  method: string
  headers: Record<string, string>
  body?: unknown
  signal?: AbortSignal
}

/** A `fetch` that notes each call in `calls`. */
export function recordingFetch(calls: Call[]) {
  return async (url: string, { body, ...options }: RequestOptions): Promise<Response> => {
    const requestBody = body instanceof URLSearchParams ? body.toString() : ''
    const response = await fetch(url, { ...options, ...(requestBody && { body: requestBody }) })
    calls.push({
      method: options.method,
      url,
      requestHeaders: options.headers,
      requestBody,
      status: response.status,
      challenge: response.headers.get('www-authenticate') ?? undefined,
      responseBody: await response.clone().text(),
    })
    return response
  }
}
