// What the npm scripts call. Plain JavaScript for the Node that the machine has (20 or newer), before anything is
// installed: it installs what the lock file says, then hands over to the Node 22 that comes with it.
import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { install } from './install.mjs'
import { takenPorts } from './ports.mjs'
import { defaultState, endOrphan, runningOn } from './running.mjs'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')
const modules = join(root, 'node_modules')
const [command = '', ...args] = process.argv.slice(2)

const tsc = ['typescript/bin/tsc', '--noEmit']
const biome = ['@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', '--colors=off']
const vitest = ['vitest/vitest.mjs', 'run']
// The condition lets the examples import this package's own export from its sources, with nothing built.
const typescript = ['--disable-warning=ExperimentalWarning', '--conditions=edgegrant-source']

const commands = {
  start,
  check: () => noArguments() ?? check(),
  test: async () => (await check()) || run(vitest, args),
  build: () => noArguments() ?? script('build'),
  deploy: () => script('deploy', args),
  reset: () => noArguments() ?? script('reset'),
  bridge: () => noArguments() ?? script('bridge'),
  prepack: () => noArguments() ?? buildPackage(),
  bench,
}

if (!Object.hasOwn(commands, command))
  refuse(`Usage: npm start, npm test, or npm run ${Object.keys(commands).join(' | ')}`)
const settings = command === 'start' ? startSettings() : undefined
if (settings) {
  refuseTakenData(settings)
  await refuseTakenPorts(settings)
}
const node = await install(root).catch((error) => refuse(error.message))
process.exitCode = await commands[command]()

async function start() {
  const { port, demoPort, state } = settings
  const code = await script('start', ['--port', port, '--demo-port', demoPort, '--state', state])
  endOrphan(resolve(root, state)) // only if it was killed
  return code
}

function startSettings() {
  const usage = 'Usage: npm start -- [--port 8888] [--demo-port 8080] [--state .wrangler/state]'
  const number = (name, text) => {
    if (/^[0-9]+$/.test(text) && Number(text) > 0 && Number(text) < 65536) return String(Number(text))
    return refuse(`--${name} ${text}: a port is a number from 1 to 65535\n${usage}`)
  }
  try {
    const options = {
      port: { type: 'string', default: '8888' },
      'demo-port': { type: 'string', default: '8080' },
      state: { type: 'string', default: defaultState },
    }
    const { values } = parseArgs({ args, options })
    const port = number('port', values.port)
    const demoPort = number('demo-port', values['demo-port'])
    if (port === demoPort) refuse(`The server and the demo cannot both have port ${port}\n${usage}`)
    return { port, demoPort, state: values.state }
  } catch (error) {
    // `npm start --port 8889` keeps the option for npm itself; only what follows a lone -- arrives here.
    return refuse(`${error.message.split('. ')[0]}\n${usage}`)
  }
}

function refuseTakenData({ state }) {
  endOrphan(resolve(root, state))
  const other = runningOn(resolve(root, state))
  if (!other) return
  refuse(`Edgegrant is already running on the data in ${state}: ${other.url} (process ${other.pid}).
Stop that one first, or start this one on data of its own:
  npm start -- --port 8889 --demo-port 8081 --state .wrangler/second`)
}

/** Before an install that takes half a minute, and not after it. */
async function refuseTakenPorts({ port, demoPort }) {
  const wanted = [
    { name: 'the server', option: '--port', port: Number(port) },
    { name: 'the demo', option: '--demo-port', port: Number(demoPort) },
  ]
  const taken = await takenPorts(wanted)
  if (taken.length === 0) return
  const other = wanted.map(
    ({ option, port }) => `${option} ${taken.some((t) => t.port === port) ? port + 1 : port}`,
  )
  const lines = taken.map(
    ({ name, port }) => `Port ${port} (${name}) is taken by another program on this machine.`,
  )
  refuse(
    [...lines, 'Stop that program, or choose another port:', `  npm start -- ${other.join(' ')}`].join('\n'),
  )
}

/** What an operation costs; or, by name, something else that is measured. */
function bench() {
  const [what = '', ...rest] = args
  const named = /^[a-z]+$/.test(what)
  return run([join(root, `test/bench/${named ? what : 'bench'}.ts`)], named ? rest : args)
}

/** Types, lint and format; quiet when all is well. */
async function check() {
  const steps = [
    ['Types', tsc],
    ['Lint and format', biome],
  ]
  const results = await Promise.all(steps.map(([, program]) => run(program, [], { capture: true })))
  for (const [index, { code, text, seconds }] of results.entries()) {
    if (code !== 0) console.error(text.trimEnd())
    console.log(`${steps[index][0]} ${code === 0 ? 'ok' : 'FAILED'} in ${seconds} s`)
  }
  return results.some(({ code }) => code !== 0) ? 1 : 0
}

/** What `npm pack` takes: the second export, without what an earlier build left. */
function buildPackage() {
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  return run(['typescript/bin/tsc', '--project', 'tsconfig.package.json'], [])
}

function script(name, args = []) {
  return run([join(root, 'scripts', `${name}.ts`)], args)
}

function run([program, ...first], rest, { capture = false } = {}) {
  const since = performance.now()
  const file = program.startsWith(root) ? program : join(modules, program)
  const child = spawn(node, [...(file.endsWith('.ts') ? typescript : []), file, ...first, ...rest], {
    cwd: root,
    // The channel tells the child when this process is killed; it then stops by itself.
    stdio: capture ? ['ignore', 'pipe', 'pipe'] : ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      PATH: [join(modules, '.bin'), process.env.PATH].join(delimiter),
      WRANGLER_SEND_METRICS: 'false',
      NO_UPDATE_NOTIFIER: '1',
    },
  })
  // A terminal's Ctrl-C reaches the child as well: it ends first, and then so does this.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  whenNpmEnds(() => child.kill('SIGTERM'))
  let text = ''
  for (const stream of capture ? [child.stdout, child.stderr] : []) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
    })
  }
  return new Promise((resolve) => {
    child.on('error', (error) => refuse(error.message))
    child.on('close', (code) => {
      const seconds = ((performance.now() - since) / 1000).toFixed(1)
      resolve(capture ? { code, text, seconds } : (code ?? 1))
    })
  })
}

/** npm may be killed, or end the shell between us and not us. Nobody is then left to press Ctrl-C. */
function whenNpmEnds(stop) {
  if (!process.env.npm_lifecycle_event) return
  const throughShell = /(^|\/)\w*sh\0-c\0/.test(proc(process.ppid, 'cmdline'))
  const above = () => `${process.ppid} ${throughShell ? parentOf(process.ppid) : ''}`
  const atStart = above()
  const watch = setInterval(() => {
    if (above() === atStart) return
    clearInterval(watch)
    stop()
  }, 500)
  watch.unref()
}

function parentOf(pid) {
  return proc(pid, 'stat').split(') ').at(-1)?.split(' ')[1]
}

/** Empty where there is no /proc: then the parent alone must do. */
function proc(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return ''
  }
}

function noArguments() {
  return args.length === 0 ? undefined : refuse(`npm run ${command} takes no arguments`)
}

function refuse(message) {
  console.error(message)
  process.exit(1)
}
