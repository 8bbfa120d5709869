/** What a deploy uploads: it builds with no edit, is small, and holds nothing of the demo. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoClient, demoClients, demoPeople, demoUser } from '../../examples/demo-data.ts'
import { wrangler } from '../../scripts/bundle.ts'

describe('wrangler deploy --dry-run', () => {
  let folder: string
  let printed: { code: number | null; text: string }
  /** Everything that is uploaded: the script and the files beside it, not the source map. */
  let uploaded: Buffer

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'edgegrant-bundle-'))
    printed = await wrangler(['deploy', '--dry-run', '--outdir', folder])
    const files = (await readdir(folder)).filter((name) => !name.endsWith('.map') && name !== 'README.md')
    uploaded = Buffer.concat(await Promise.all(files.map((name) => readFile(join(folder, name)))))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('succeeds', () => {
    expect(printed).toMatchObject({ code: 0, text: expect.stringContaining('--dry-run: exiting now') })
  })

  it('binds what the Worker needs', () => {
    for (const binding of ['env.DB', 'env.CLIENTS', 'env.SUBJECT_SHARD', 'env.REPLAY_SHARD']) {
      expect(printed.text).toContain(binding)
    }
    expect(uploaded.includes('SubjectShard')).toBe(true)
  })

  it('uploads less than 860 KB, gzipped', () => {
    expect(gzipSync(uploaded, { level: 9 }).length).toBeLessThan(860_000)
  })

  it('evaluates what only some sign-ins need when somebody first needs it', async () => {
    const script = await readFile(join(folder, 'index.js'), 'utf8')
    const atStart = evaluatedAtStart(script)
    expect(atStart.some((path) => path.startsWith('src/app.ts') || path.startsWith('src/seal.ts'))).toBe(true)
    for (const library of ['oauth4webapi', '@simplewebauthn/server', 'ldapts', 'otpauth', 'marked']) {
      expect(script).toContain(`node_modules/${library}/`)
      expect(atStart.filter((path) => path.startsWith(`node_modules/${library}/`))).toEqual([])
    }
  })

  it('holds no client, person, password or secret of the demo', () => {
    const ids = demoClients('http://localhost:8080').map((client) => client.client_id)
    const people = demoPeople.flatMap(({ sub, claims }) => [sub, claims.name, claims.email])
    for (const known of ['stevehu', ...Object.values(demoClient), ...ids, ...people]) {
      expect({ known, found: uploaded.includes(known) }).toEqual({ known, found: false })
    }
    // Short words are a part of others: these count where they stand alone in quotes.
    const words = [demoUser, ...demoPeople.map(({ user_id, password }) => ({ login: user_id, password }))]
    const text = uploaded.toString()
    for (const word of words.flatMap(({ login, password }) => [login, password])) {
      for (const quote of ['"', "'", '`']) expect(text).not.toContain(quote + word + quote)
    }
  })
})

/** The modules that esbuild has wrapped, as far as loading the script already evaluates them. */
function evaluatedAtStart(script: string): string[] {
  const wrapped = /^var (init_\w+) = __esm\(\{\n\s*"([^"]+)"\(\) \{\n([\s\S]*?)^\}\);/gm
  const modules = new Map(
    [...script.matchAll(wrapped)].map(([, name = '', path = '', body = '']) => [name, { path, body }]),
  )
  const reached = new Set<string>()
  const waiting = [...script.replace(wrapped, '').matchAll(/^(init_\w+)\(\);/gm)].map(([, name = '']) => name)
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const found = modules.get(name)
    if (!found || reached.has(found.path)) continue
    reached.add(found.path)
    waiting.push(...[...found.body.matchAll(/^ {4}(init_\w+)\(\);/gm)].map(([, next = '']) => next))
  }
  return [...reached]
}
