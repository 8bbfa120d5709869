/** A browser without JavaScript, as small as a test needs: cookies, redirects within the server, forms. */

export type Fetch = (request: Request) => Promise<Response>

export class FormBrowser {
  readonly cookies: Map<string, string>
  /** The page shown now. */
  url = ''
  html = ''
  status = 0

  readonly #issuer: string
  readonly #send: Fetch
  readonly #headers: Readonly<Record<string, string>>

  constructor(
    issuer: string,
    send: Fetch,
    headers: Readonly<Record<string, string>> = {},
    cookies = new Map<string, string>(),
  ) {
    this.cookies = cookies
    this.#issuer = issuer
    this.#send = send
    this.#headers = headers
  }

  /** Opens a URL and follows redirects. Stops at the first that leaves the server, and returns its location. */
  async open(url: string, init: RequestInit = {}): Promise<string | undefined> {
    let next = new URL(url, this.url || this.#issuer).href
    let request = init
    for (let hop = 0; hop < 10; hop++) {
      const response = await this.fetch(next, request)
      const location = response.headers.get('location')
      this.status = response.status
      if (location === null) {
        this.url = next
        this.html = await response.text()
        return undefined
      }
      await response.body?.cancel()
      next = new URL(location, next).href
      if (new URL(next).origin !== this.#issuer) return next
      request = {}
    }
    throw new Error(`too many redirects at ${next}`)
  }

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers({ ...this.#headers, ...(init.headers as Record<string, string>) })
    if (this.cookies.size > 0)
      headers.set('cookie', [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; '))
    const response = await this.#send(new Request(url, { ...init, headers, redirect: 'manual' }))
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      const equals = pair.indexOf('=')
      if (/max-age=0/i.test(cookie)) this.cookies.delete(pair.slice(0, equals))
      else this.cookies.set(pair.slice(0, equals), pair.slice(equals + 1))
    }
    return response
  }

  /** Another tab of the same browser: the same cookies, a page of its own. */
  newTab(): FormBrowser {
    return new FormBrowser(this.#issuer, this.#send, this.#headers, this.cookies)
  }

  /** The path of the page shown now. */
  get path(): string {
    return new URL(this.url).pathname
  }

  /**
   * Submits a form with its hidden fields, these, and the button that is pressed: the form of that `method` where one is
   * named, or else the page's first.
   */
  async submit(fields: Record<string, string>): Promise<string | undefined> {
    const forms = this.html.match(/<form[\s\S]*?<\/form>/g) ?? []
    const named = forms.find((each) => fields.method !== undefined && hiddenIn(each).method === fields.method)
    const form = named ?? forms[0]
    if (form === undefined) throw new Error(`no form on ${this.url} (${this.status}):\n${this.text}`)
    const body = new URLSearchParams({ ...hiddenIn(form), ...fields })
    return this.open(attribute(form, 'action') || this.url, {
      method: 'POST',
      body: body.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(this.#issuer).origin },
    })
  }

  /** Of the page's first form where it carries a request on; of all forms but that of the language where none does. */
  hidden(): Record<string, string> {
    const first = hiddenIn(/<form[\s\S]*?<\/form>/.exec(this.html)?.[0] ?? '')
    if (first.request !== undefined) return first
    return hiddenIn(this.html.replace(/<form method="post" action="\/language">[\s\S]*?<\/form>/, ''))
  }

  /** What a person reads. */
  get text(): string {
    return decodeEntities(this.html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')).trim()
  }
}

function hiddenIn(html: string): Record<string, string> {
  const inputs = html.match(/<input[^>]*type="hidden"[^>]*>/g) ?? []
  return Object.fromEntries(inputs.map((input) => [attribute(input, 'name'), attribute(input, 'value')]))
}

const attribute = (tag: string, name: string) =>
  decodeEntities(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '')

const decodeEntities = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
