/**
 * The rest of the web, as a server under test finds it: pages that tests have published, and nothing else. It runs beside
 * workerd, so that what is tested is the server's own `fetch`.
 */

export interface Page {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** `never`: no answer comes. `unannounced`: a megabyte, without its length. */
  readonly behaves?: 'never' | 'unannounced'
}

/** Not a method that the server under test ever sends. */
export const publishMethod = 'PUT'
export const countMethod = 'DELETE'
export const receivedMethod = 'PATCH'

export function startWeb() {
  const pages = new Map<string, Page>()
  const counts = new Map<string, number>()
  const received = new Map<string, string[]>()

  return async (request: Pick<Request, 'method' | 'url' | 'text'>): Promise<Response> => {
    const { method, url } = request
    if (method === publishMethod) {
      pages.set(url, JSON.parse(await request.text()) as Page)
      return new Response(null, { status: 204 })
    }
    if (method === countMethod) return Response.json(counts.get(url) ?? 0)
    if (method === receivedMethod) return Response.json(received.get(url) ?? [])
    if (method === 'POST') received.set(url, [...(received.get(url) ?? []), await request.text()])
    counts.set(url, (counts.get(url) ?? 0) + 1)
    const page = pages.get(url)
    if (page === undefined) return new Response('Not here', { status: 404 })
    if (page.behaves === 'never') return new Promise<Response>(() => {})
    const body = page.behaves === 'unannounced' ? unannounced() : (page.body ?? '')
    return new Response([204, 304].includes(page.status ?? 200) ? null : body, {
      status: page.status ?? 200,
      headers: { 'content-type': 'application/json', ...page.headers },
    })
  }
}

/** A megabyte that does not say so before. Not more: what is not taken waits in memory here. */
function unannounced(): ReadableStream<Uint8Array> {
  const chunk = new TextEncoder().encode(' '.repeat(16_384))
  let sent = 0
  return new ReadableStream({
    pull(controller) {
      if (sent++ < 64) controller.enqueue(chunk)
      else controller.close()
    },
  })
}
