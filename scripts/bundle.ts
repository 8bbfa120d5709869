import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { V4WorkerOptions } from 'miniflare'

/** The repository: every path in scripts/ is taken from here, so that they work from any folder. */
export const root = join(import.meta.dirname, '..')
const work = join(root, '.wrangler')
const output = join(work, 'build')

/** What the bundle is made of. A change in any of these makes a new one. */
export const bundleInputs = ['src', 'docs', 'wrangler.toml', 'tsconfig.json', 'package-lock.json']

export type Bundle = {
  script: string
  /** The texts that the script imports, as files beside it. */
  texts: string[]
  /** The bindings and flags of wrangler.toml in Miniflare's words. */
  worker: Partial<V4WorkerOptions>
  fresh: boolean
}

/** The Worker could not be built; the message is the compiler's, ready to print. */
export class BundleError extends Error {}

/** Bundles the Worker exactly as `wrangler deploy` would upload it, unless that was done for these sources already. */
export async function bundle(): Promise<Bundle> {
  const inputs = await digest(bundleInputs.map((input) => join(root, input)))
  const script = join(output, 'index.js')
  const read = async (name: string) => readFile(join(output, name), 'utf8').catch(() => '')
  const fresh = (await read('inputs')) !== inputs || !existsSync(script)
  if (fresh) await build(inputs)
  const texts = (await readdir(output))
    .filter((name) => /^[0-9a-f]{40}-.*\.md$/.test(name))
    .map((name) => join(output, name))
  return { script, texts, worker: JSON.parse(await read('worker.json')), fresh }
}

/** Builds beside the last bundle and puts it in place when it is whole: a server that reads it sees no half. */
async function build(inputs: string) {
  await mkdir(work, { recursive: true })
  const fresh = await mkdtemp(join(work, 'build-'))
  try {
    const { code, text } = await wrangler(['deploy', '--dry-run', '--outdir', fresh])
    if (code !== 0) throw new BundleError(stripVTControlCharacters(text).trim())
    await writeFile(join(fresh, 'worker.json'), JSON.stringify(await workerOptions()))
    await mkdir(output, { recursive: true })
    await rm(join(output, 'inputs'), { force: true })
    for (const name of await readdir(output)) if (name.endsWith('.md')) await rm(join(output, name))
    for (const name of await readdir(fresh)) await rename(join(fresh, name), join(output, name))
    await writeFile(join(output, 'inputs'), inputs)
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

async function workerOptions(): Promise<Partial<V4WorkerOptions>> {
  process.env.WRANGLER_LOG ??= 'error' // it would tell that it saw .dev.vars
  const { unstable_getMiniflareWorkerOptions, unstable_readConfig } = await import('wrangler')
  const config = join(root, 'wrangler.toml')
  const { workerOptions } = unstable_getMiniflareWorkerOptions(config)
  // The bundle is one file. Of the bindings only [vars]: what .dev.vars says is not kept beside the bundle.
  const { modulesRules, bindings, rootPath, ...options } = workerOptions
  return {
    ...(options as Partial<V4WorkerOptions>),
    bindings: unstable_readConfig({ config }).vars as Bindings,
  }
}

type Bindings = NonNullable<V4WorkerOptions['bindings']>

const quiet = {
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_WRITE_LOGS: 'false',
  WRANGLER_LOG: 'log', // less, and its lists would be empty: a Worker's secrets would seem to be none
}

/**
 * Runs wrangler and collects what it says, `out` without its warnings; `tell` hears it at once, coloured where this
 * terminal shows colours.
 */
export async function wrangler(args: string[], tell?: (chunk: string) => unknown) {
  const colours = tell !== undefined && process.stdout.isTTY && !process.env.NO_COLOR
  const child = spawn(process.execPath, [join(root, 'node_modules/wrangler/bin/wrangler.js'), ...args], {
    cwd: root,
    env: { ...process.env, ...quiet, ...(colours && { FORCE_COLOR: '1' }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end = () => child.kill()
  process.on('exit', end)
  let [text, out] = ['', '']
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      if (stream === child.stdout) out += chunk
      tell?.(chunk)
    })
  }
  const code = await new Promise<number | null>((resolve, reject) =>
    child.on('close', resolve).on('error', reject),
  )
  process.off('exit', end)
  return { code, text, out }
}

async function digest(paths: string[]) {
  const hash = createHash('sha256')
  for (const path of paths) {
    const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined)
    const files = entries
      ?.filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
    for (const file of (files ?? [path]).sort()) {
      hash
        .update(file.slice(root.length))
        .update('\0')
        .update(await readFile(file))
        .update('\0')
    }
  }
  return hash.digest('hex')
}
