/**
 * What a deploy needs of Cloudflare's API, on loopback: Workers, secrets, KV namespaces, and D1 on a real SQLite.
 * wrangler talks to it when CLOUDFLARE_API_BASE_URL says so. What it does not know it answers as the platform would.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'

interface Answer {
  readonly status: number
  readonly body: unknown
}

interface Binding {
  readonly name: string
  readonly type: string
  readonly text?: string
  readonly id?: string
  readonly namespace_id?: string
}

export const account = 'an-account'
const script = 'edgegrant'

const ok = (result: unknown): Answer => ({
  status: 200,
  body: {
    success: true,
    errors: [],
    messages: [],
    result,
    result_info: { page: 1, per_page: 100, count: 0 },
  },
})
const refused = (status: number, code: number, message: string): Answer => ({
  status,
  body: { success: false, errors: [{ code, message }], messages: [], result: null },
})

export class FakePlatform {
  /** Every request, as `PUT /workers/scripts/edgegrant`, in order. */
  readonly calls: string[] = []
  /** What the bindings were at each upload of the Worker. */
  readonly uploads: Binding[][] = []
  readonly secrets = new Map<string, string>()
  readonly namespaces: { id: string; title: string }[] = []
  readonly databases = new Map<string, { uuid: string; jurisdiction: string; tables: DatabaseSync }>()
  readonly domains: string[] = []
  hasAnalytics = false
  maySendMail = false
  /** Requests whose path says so are refused, as for a token without the permission. */
  forbidden: RegExp | undefined
  /** What every request is refused with. */
  refusal: string | undefined
  /** Is told of each request before it is answered; false: the answer never comes. */
  onCall: (call: string, body: string) => boolean = () => true
  private readonly server: Server

  constructor() {
    this.server = createServer(async (request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost')
      const path = url.pathname.replace(`/accounts/${account}`, '')
      const body = await read(request)
      const call = `${request.method} ${path}`
      this.calls.push(call)
      if (!this.onCall(call, body.toString())) return
      const isForbidden = this.refusal !== undefined || this.forbidden?.test(path)
      const forbidden = isForbidden ? refused(403, 10000, this.refusal ?? 'Authentication error') : undefined
      const answer = forbidden ?? (await this.answer(call, body, request))
      response
        .writeHead(answer.status, { 'content-type': 'application/json' })
        .end(JSON.stringify(answer.body))
    })
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done))
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((done) => this.server.close(done))
    for (const { tables } of this.databases.values()) tables.close()
  }

  private async answer(call: string, body: Buffer, request: IncomingMessage): Promise<Answer> {
    const [method = '', path = ''] = call.split(' ')
    const worker = `/workers/scripts/${script}`
    if (call === `PUT ${worker}`) return this.upload(body, request)
    if (path.startsWith('/storage/kv/namespaces')) return this.kv(method, body, isLaterPage(request))
    if (path.startsWith('/d1/database')) return this.d1(method, path, body)
    if (path === '/workers/subdomain') return ok({ subdomain: 'somebody' })
    if (this.uploads.length === 0) return refused(404, 10007, 'This Worker does not exist on your account.')
    switch (path) {
      case `${worker}/secrets`:
        return ok([...this.secrets.keys()].map((name) => ({ name, type: 'secret_text' })))
      case `/workers/services/${script}`:
        return ok({ default_environment: { environment: 'production', script: { tag: 'tag', tags: [] } } })
      case `/workers/workers/${script}`:
      case `${worker}/subdomain`:
        return ok({ enabled: true, previews_enabled: false, subdomain: { enabled: true } })
      case `${worker}/settings`:
        return ok({ bindings: this.uploads.at(-1) })
      case `${worker}/deployments`:
        return ok({ deployments: [{ id: 'deployment', versions: [{ version_id: 'v1', percentage: 100 }] }] })
      case `${worker}/versions/v1`:
        return ok({ id: 'v1', number: 1, metadata: {}, resources: { bindings: this.uploads.at(-1) } })
      case `${worker}/domains/changeset`:
        return ok({ added: [], removed: [], updated: [], conflicting: [] })
      case `${worker}/domains/records`:
        this.domains.push(
          ...parse<{ origins: { hostname: string }[] }>(body).origins.map((at) => at.hostname),
        )
        return ok(null)
      case `${worker}/schedules`:
      case `${worker}/script-settings`:
        return ok({})
    }
    return refused(404, 7003, `Could not route to ${path}`)
  }

  /** Bindings may be inherited from the upload before, and secrets always are. */
  private async upload(body: Buffer, request: IncomingMessage): Promise<Answer> {
    const headers = { 'content-type': request.headers['content-type'] ?? '' }
    const form = await new Response(new Uint8Array(body), { headers }).formData()
    const { bindings } = parse<{ bindings: Binding[] }>(String(form.get('metadata')))
    if (!this.hasAnalytics && bindings.some(({ type }) => type === 'analytics_engine'))
      return refused(403, 10089, 'You need to enable Analytics Engine.')
    if (!this.maySendMail && bindings.some(({ type }) => type === 'send_email'))
      return refused(403, 10203, 'Email Sending is not enabled for this account.')
    const before = this.uploads.at(-1) ?? []
    const orphan = bindings.find(
      ({ type, name }) => type === 'inherit' && !before.some((known) => known.name === name),
    )
    if (orphan) return refused(400, 10057, `inherit binding '${orphan.name}' is invalid`)
    for (const { name, type, text } of bindings)
      if (type === 'secret_text' && text !== undefined) this.secrets.set(name, text)
    this.uploads.push(
      bindings.map(
        (each) => before.find(({ name }) => each.type === 'inherit' && name === each.name) ?? each,
      ),
    )
    return ok({ id: script, etag: 'etag', deployment_id: '0'.repeat(32), startup_time_ms: 1 })
  }

  private kv(method: string, body: Buffer, isLaterPage: boolean): Answer {
    if (method === 'GET') return ok(isLaterPage ? [] : this.namespaces)
    const { title } = parse<{ title: string }>(body)
    if (this.namespaces.some((known) => known.title === title))
      return refused(400, 10014, 'a namespace with this account ID and title already exists')
    this.namespaces.push({ id: `kv-${this.namespaces.length}`, title })
    return ok(this.namespaces.at(-1))
  }

  private d1(method: string, path: string, body: Buffer): Answer {
    const [, , , key, query] = path.split('/')
    const known = [...this.databases].map(([name, { uuid }]) => ({ name, uuid }))
    if (key === undefined && method === 'GET') return ok(known)
    if (key === undefined) {
      const { name, jurisdiction = '' } = parse<{ name: string; jurisdiction?: string }>(body)
      if (this.databases.has(name)) return refused(400, 7502, `database with name '${name}' already exists`)
      const uuid = crypto.randomUUID()
      this.databases.set(name, { uuid, jurisdiction, tables: new DatabaseSync(':memory:') })
      return ok({ uuid, name })
    }
    const found = known.find(({ name, uuid }) => key === name || key === uuid)
    if (!found) return refused(404, 7404, `The database ${key} could not be found`)
    if (query !== 'query') return ok(found)
    const { sql } = parse<{ sql: string }>(body)
    try {
      return ok([{ success: true, results: this.execute(found.name, sql), meta: { duration: 0 } }])
    } catch (error) {
      return refused(400, 7500, String(error))
    }
  }

  /** A script of several statements is one transaction, as in D1. */
  private execute(name: string, sql: string): unknown[] {
    const tables = this.databases.get(name)?.tables
    if (/^\s*SELECT\b/i.test(sql)) return tables?.prepare(sql).all() ?? []
    try {
      tables?.exec(`BEGIN; ${sql}\n; COMMIT`)
    } finally {
      if (tables?.isTransaction) tables.exec('ROLLBACK')
    }
    return []
  }

  /** The names of the migrations that D1 has. */
  get migrations(): string[] {
    const { tables } = this.databases.get('edgegrant') ?? {}
    return (
      tables
        ?.prepare('SELECT name FROM d1_migrations ORDER BY id')
        .all()
        .map((row) => String(row.name)) ?? []
    )
  }
}

const isLaterPage = ({ url }: IncomingMessage) => /[?&]page=([2-9]|\d\d)/.test(url ?? '')
const parse = <T>(text: Buffer | string): T => JSON.parse(text.toString()) as T

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
