import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { D1Database, KVNamespace } from '@cloudflare/workers-types'
import { convertV4MiniflareOptions, Miniflare, NoOpLog, type V4WorkerOptions } from 'miniflare'
import { now as clock } from '../src/runtime.ts'
import { SetUp } from '../src/stores/set-up.ts'
import { type Bundle, bundle } from './bundle.ts'
import { applyMigrations } from './migrations.ts'
import { type Outbox, outboxBinding, outboxWorker } from './outbox.ts'
import { findRuntime } from './runtime-process.ts'

export type LogLine = { level: string; message: string }

export type ServerOptions = {
  /** 0 or nothing: a free one. */
  port?: number
  /** Default: `http://localhost:<port>`; null: the variable is not set, as when it was forgotten. */
  issuer?: string | null
  /** Where D1, KV and the Durable Objects are kept. Nothing: a temporary folder that goes with the server. */
  state?: string
  /** What `wrangler secret put` would set, `SEALING_SECRET` above all. */
  secrets?: Record<string, string>
  /** Variables besides ISSUER. */
  vars?: Record<string, string>
  /** A second Worker on the same database, KV and Durable Objects, at an address of its own: for races. */
  twin?: boolean
  /** Answers what the Worker fetches, in place of the web: for tests. */
  web?: (request: Request) => Promise<Response>
  /** Takes what the Worker sends. Nothing: it is bound to no mail. */
  outbox?: Outbox
  /** Every line that the Worker logs. Nothing: dropped. */
  onLog?: (line: LogLine) => void
  /** workerd had ended, and Miniflare has started another one on the same ports and data. */
  onRestart?: () => void
}

export type LocalServer = {
  /** By name, as browsers and the issuer have it. */
  url: string
  /** The same without a name to resolve: straight into the Worker, with no proxy in front. */
  address: string
  twinAddress: string | undefined
  issuer: string
  mf: Miniflare
  /** Take it from here each time: after a restart of workerd it is another one. */
  readonly db: D1Database
  readonly clients: KVNamespace
  /** The process id of workerd, for tests that kill it. Miniflare starts another one by itself. */
  runtimePid(): number | undefined
  /** What the cron trigger would do now. */
  scheduled(): Promise<void>
  /** Takes up changed sources, and says whether there were any. BundleError: they do not compile; the old ones serve on. */
  reload(): Promise<boolean>
  stop(): Promise<void>
}

/** Runs the production bundle in workerd, without wrangler's development proxy. */
export async function startServer(options: ServerOptions = {}): Promise<LocalServer> {
  const port = options.port || (await freePort())
  const issuer = options.issuer ?? `http://localhost:${port}`
  const isHttps = issuer.startsWith('https:')
  const state =
    options.state === undefined ? await mkdtemp(join(tmpdir(), 'edgegrant-')) : resolve(options.state)
  await mkdir(state, { recursive: true })
  const marker = randomUUID()

  function settings({ script, texts, worker }: Bundle) {
    const main: V4WorkerOptions = {
      ...worker,
      name: 'edgegrant',
      modules: [
        { type: 'ESModule', path: script },
        ...texts.map((path) => ({ type: 'Text' as const, path })),
      ],
      modulesRoot: dirname(script),
      email: {}, // the runtime's own stand-in writes files that nobody finds
      ...(options.outbox && { serviceBindings: { ...worker.serviceBindings, ...outboxBinding } }),
      bindings: {
        ...worker.bindings,
        ...options.vars,
        ...options.secrets,
        ...(options.issuer !== null && { ISSUER: issuer }),
      },
      unsafeDirectSockets: [{ host: '127.0.0.1', port, ...(isHttps && { serviceName: 'edgegrant-https' }) }],
      ...(options.web && {
        outboundService: options.web as unknown as NonNullable<V4WorkerOptions['outboundService']>,
      }),
    }
    return convertV4MiniflareOptions({
      workers: [
        main,
        ...(isHttps ? [https] : []),
        ...(hasIpv6() ? [ipv6(port)] : []),
        ...(options.twin ? [twin(main)] : []),
        ...(options.outbox ? [outboxWorker(options.outbox)] : []),
      ],
      cf: false,
      logRequests: false,
      log: new NoOpLog(),
      // wrangler's own place for `--local`, so that its commands see the same data.
      resourcePersistencePath: join(state, 'v3'),
      handleStructuredLogs: ({ level, message }) => options.onLog?.({ level, message }),
      unsafeRuntimeEnv: { EDGEGRANT_RUNTIME: marker },
      async unsafeHandleRuntimeRestart() {
        stores = await openStores(mf)
        options.onRestart?.()
      },
    })
  }

  let stores: Awaited<ReturnType<typeof openStores>>
  const mf = new Miniflare(settings(await bundle()))
  const stop = async () => {
    await mf.dispose()
    if (options.state === undefined) await rm(state, { recursive: true, force: true })
  }
  try {
    await mf.ready
    stores = await openStores(mf)
    await applyMigrations(stores.db)
    // On a laptop nobody need set it up, unless they gave a token to try just that.
    if (!options.secrets?.SETUP_TOKEN) await new SetUp(stores.db, stores.clients).skip(clock())
    return {
      url: `http://localhost:${port}`,
      address: `http://127.0.0.1:${port}`,
      twinAddress: options.twin ? (await mf.unsafeGetDirectURL('edgegrant-twin')).origin : undefined,
      issuer,
      mf,
      get db() {
        return stores.db
      },
      get clients() {
        return stores.clients
      },
      runtimePid: () => findRuntime(marker),
      async scheduled() {
        await (await mf.getWorker('edgegrant')).scheduled({ cron: '*/5 * * * *' })
      },
      async reload() {
        const changed = await bundle()
        if (!changed.fresh) return false
        await mf.setOptions(settings(changed))
        stores = await openStores(mf)
        await applyMigrations(stores.db)
        return true
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function openStores(mf: Miniflare) {
  const db = (await mf.getD1Database('DB')) as unknown as D1Database
  const clients = (await mf.getKVNamespace('CLIENTS')) as unknown as KVNamespace
  return { db, clients }
}

/** A socket on ::1 that leads to the same Worker: `localhost` is ::1 first for many clients. */
function ipv6(port: number): V4WorkerOptions {
  const script = 'export default {}'
  const socket = { host: '::1', port, serviceName: 'edgegrant' }
  return { name: 'edgegrant-ipv6', modules: true, script, unsafeDirectSockets: [socket] }
}

/** Behind something that ends TLS: says, as the platform does, that it was https. */
const https: V4WorkerOptions = {
  name: 'edgegrant-https',
  modules: true,
  script: `export default {
    fetch(request, { SERVER }) {
      const url = request.url.replace(/^http:/, 'https:')
      return SERVER.fetch(new Request(url, new Request(request, { redirect: 'manual' })))
    },
  }`,
  serviceBindings: { SERVER: 'edgegrant' },
}

function hasIpv6() {
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => address === '::1'),
  )
}

function twin(main: V4WorkerOptions): V4WorkerOptions {
  const shared = Object.entries(main.durableObjects ?? {}).map(([binding, value]) => {
    const declared = typeof value === 'string' ? { className: value } : value
    return [binding, { ...declared, scriptName: 'edgegrant' }]
  })
  const unsafeDirectSockets = [{ host: '127.0.0.1', port: 0 }]
  return { ...main, name: 'edgegrant-twin', durableObjects: Object.fromEntries(shared), unsafeDirectSockets }
}

export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done))
  const address = probe.address()
  await new Promise((done) => probe.close(done))
  return typeof address === 'object' && address ? address.port : 0
}
