import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Makes node_modules what package-lock.json says, if it is not, and returns the Node to run the rest with. */
export async function install(root) {
  if (!isInstalled(root)) {
    await alone(root, async () => {
      if (!isInstalled(root)) await npmCi(root)
    })
  }
  return localNode(root)
}

/** npm notes what it installed in a lock file of its own; packages for other platforms are not in it. */
function isInstalled(root) {
  const wanted = packages(join(root, 'package-lock.json'))
  const found = packages(join(root, 'node_modules/.package-lock.json'))
  if (!wanted) throw new Error('package-lock.json is missing or damaged: restore it from the repository')
  if (!found) return false
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (path === '' || link) return true
    return found[path] ? found[path].version === version : optional === true
  })
}

function packages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

async function npmCi(root) {
  const first = !existsSync(join(root, 'node_modules'))
  process.stdout.write(`Installing (${first ? 'first time only' : 'the lock file changed'}) ... `)
  const since = performance.now()
  const { code, text } = await npm(root, ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  if (code !== 0) {
    process.stdout.write('failed\n')
    throw new Error(`${text.trimEnd()}\nnpm ci failed. What npm says is above.`)
  }
  process.stdout.write(`done in ${Math.ceil((performance.now() - since) / 1000)} s\n`)
}

function npm(root, args) {
  // The npm that called us, not another one that happens to be on PATH.
  const own = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined
  const windows = process.platform === 'win32'
  const child = own
    ? spawn(process.execPath, [own, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    : spawn('npm', args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell: windows })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
    })
  }
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, text: error.message }))
    child.on('close', (code) => resolve({ code, text }))
  })
}

/** `npm start` and `npm test` at once on a fresh clone: one installs, the other waits. */
async function alone(root, work) {
  const lock = join(root, '.wrangler/installing')
  mkdirSync(join(root, '.wrangler'), { recursive: true })
  while (!take(lock)) await sleep(500)
  try {
    await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    const holder = Number(read(lock))
    if (holder > 0 && !isAlive(holder)) rmSync(lock, { force: true })
    return false
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** wrangler needs Node 22 and the scripts are TypeScript: the packages bring one for the usual platforms. */
function localNode(root) {
  const brought = join(root, 'node_modules/.bin/node')
  if (existsSync(brought)) return brought
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath
  throw new Error(
    `Node ${process.versions.node} is too old here, and no newer one could be installed for ` +
      `${process.platform} ${process.arch}. Install Node 22.18 or newer from https://nodejs.org and run this again.`,
  )
}
