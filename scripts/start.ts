import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { demoClient, demoOperator, demoUser } from '../examples/demo-data.ts'
import { serveDemo } from '../examples/server.ts'
import { BundleError, root } from './bundle.ts'
import { localSecrets } from './local-secrets.ts'
import { type LocalServer, startServer } from './local-server.ts'
import { folderOutbox } from './outbox.ts'
import { type PartnerKey, partnerKey } from './partner-key.ts'
import { formatLog } from './request-log.ts'
import { defaultState, endOrphan, noteRunning, noteStopped } from './running.mjs'
import { watchSources } from './watch.ts'

/** `npm start`: the server, the demo and their data on this machine, until Ctrl-C. run.mjs looked at ports and data before. */

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8888' },
    'demo-port': { type: 'string', default: '8080' },
    state: { type: 'string', default: defaultState },
  },
})
const port = Number(values.port)
const demoPort = Number(values['demo-port'])
const { state } = values
const issuer = `http://localhost:${port}`
const demoOrigin = `http://localhost:${demoPort}`
const colour = process.stdout.isTTY === true && !process.env.NO_COLOR

/** What was begun, to be ended in reverse. */
const begun: (() => unknown)[] = []
let stopping = false
let stoppingSince = 0

stopOnSignals()
process.on('disconnect', () => stop(0)) // npm above us was killed
process.stdout.on('error', () => stop(0)) // npm start | head

await start().catch((error: unknown) => {
  if (!stopping) console.error(reason(error))
  return stop(1)
})

async function start() {
  endOrphan(state)
  await mkdir(state, { recursive: true })
  begun.push(() => noteStopped(state))
  note()

  const onLog = (line: Parameters<typeof formatLog>[0]) => console.log(formatLog(line, colour))
  const onRestart = () => note(server)
  const outbox = folderOutbox(join(state, 'outbox'))
  const server = await startServer({ port, issuer, state, outbox, secrets: localSecrets(), onLog, onRestart })
  stopOnSignals() // Miniflare has put its own in front, which end the process at once
  begun.push(() => server.stop())
  note(server)

  const keys = await partnerKey(state)
  await loadDemoData(server, keys)
  const signInAs = `${demoUser.login} / ${demoUser.password}`
  const demo = await serveDemo({
    issuer,
    port: demoPort,
    ...demoClient,
    outbox: outbox.list,
    demo: { signInAs, showSecret: true, partnerKey: keys.privateKey },
  })
  begun.push(() => demo.stop())
  await welcome()
  await reloadOnChange(server)
  // The cron trigger of wrangler.toml: signing keys rotate on a laptop as well.
  setInterval(() => server.scheduled().catch((error: unknown) => console.error(reason(error))), 5 * 60_000)
}

/** Says whose the data are, and which workerd to end should this process be killed. */
function note(server?: LocalServer) {
  noteRunning(state, { pid: process.pid, runtime: server?.runtimePid(), url: issuer })
}

function stopOnSignals() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.removeAllListeners(signal).on(signal, () => stop(0))
  }
}

/** A second Ctrl-C does not wait, and neither does a server that will not end. */
async function stop(code: number) {
  // One Ctrl-C arrives more than once: from the terminal, and passed on by npm.
  if (stopping && performance.now() - stoppingSince < 500) return
  if (stopping) process.exit(code)
  stopping = true
  stoppingSince = performance.now()
  setTimeout(() => process.exit(code), 5_000).unref()
  for (const end of begun.reverse()) await end()
  process.exit(code)
}

async function loadDemoData({ db, clients }: LocalServer, { publicKey }: PartnerKey) {
  const { seed } = await import('./seed.ts')
  await seed({ DB: db, CLIENTS: clients }, { demoOrigin, partnerKey: publicKey })
}

async function welcome() {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const clear = state === defaultState ? ' (npm run reset clears it)' : ''
  const bold = (text: string) => (colour ? `\x1b[1m${text}\x1b[0m` : text)
  console.log(`Edgegrant ${version}, local. Data: ${state}${clear}
  Start here  ${bold(demoOrigin)}   demo app: press "Sign in"
  Server      ${bold(issuer)}
  Sign in as  ${bold(`${demoUser.login} / ${demoUser.password}`)}
  Mail        ${bold(`${demoOrigin}/outbox`)}   what the server sent; none of it leaves this machine
  Your own    ${bold(`${issuer}/developer`)}   register an application, as the same
  Console     ${bold(`${issuer}/admin`)}   as ${demoOperator.login} / ${demoOperator.password}
  Token now   curl -u ${demoClient.client_id}:${demoClient.client_secret} \\
                -d grant_type=client_credentials ${issuer}/oauth2/token
Ctrl-C stops everything. Requests:`)
}

/** A saved file is served a second later; one that does not compile is shown, and the last good version goes on. */
async function reloadOnChange(server: LocalServer) {
  const reload = async () => {
    if (stopping) return
    const since = performance.now()
    try {
      if (!(await server.reload())) return
      note(server)
      console.log(`Reloaded in ${((performance.now() - since) / 1000).toFixed(1)} s`)
    } catch (error) {
      console.error(`${reason(error)}\nThe last version that compiled goes on serving.`)
    }
  }
  let work = Promise.resolve()
  const next = () => {
    work = work.then(reload)
  }
  const sources = await watchSources(next)
  begun.push(() => sources.close())
  next() // what changed while this started
}

function reason(error: unknown) {
  if (error instanceof BundleError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
