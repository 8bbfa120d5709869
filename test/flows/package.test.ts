/** What `npm pack` yields, in an empty project: the second export, typed, with jose and nothing else. */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const tsc = join(root, 'node_modules/typescript/bin/tsc')
let project: string

/** Without what the npm that runs these tests tells its children. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)))
const run = (file: string, args: string[], cwd = project) =>
  promisify(execFile)(file, args, { cwd, env: environment }).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }) => Promise.reject(new Error(`${file} ${args.join(' ')}\n${stdout}${stderr}`)),
  )

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'edgegrant-package-'))
  await run('npm', ['pack', '--pack-destination', project], root)
  const [tarball = ''] = (await readdir(project)).filter((name) => name.endsWith('.tgz'))
  await writeFile(join(project, 'package.json'), '{ "type": "module", "private": true }')
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`])
})
afterAll(() => rm(project, { recursive: true, force: true }))

const compiled = (options: object, code: string) => async () => {
  await writeFile(join(project, 'api.ts'), code)
  const compilerOptions = { noEmit: true, strict: true, exactOptionalPropertyTypes: true, ...options }
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['api.ts'] }))
  await run(process.execPath, [tsc, '-p', project])
}

const api = `
import { AccessRefused, protectResource, scopesOf } from 'edgegrant/resource-server'

export const protect = protectResource({
  issuer: 'https://id.example.com',
  audience: 'https://api.example.com',
  scopes: ['customer.r'],
})

export async function handle(request: Request): Promise<Response> {
  try {
    const claims = await protect(request, { anyOf: ['account.r', 'account.w'] })
    const sub: string = claims.sub
    return Response.json({ sub, scopes: scopesOf(claims) })
  } catch (error) {
    if (error instanceof AccessRefused) return error.getResponse()
    throw error
  }
}
// @ts-expect-error: an API holds no secret that could sign
protectResource({ issuer: '', audience: '', algorithms: ['HS256'] })
`

describe('the package', () => {
  it('pulls in jose alone', async () => {
    const installed = (await readdir(join(project, 'node_modules'))).filter((name) => !name.startsWith('.'))
    expect(installed.sort()).toEqual(['edgegrant', 'jose'])
  })

  it('holds the second export and what it needs, no source of the server', async () => {
    const folder = join(project, 'node_modules/edgegrant')
    expect((await readdir(folder)).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json'])
    expect((await readdir(join(folder, 'dist'))).sort()).toEqual([
      'protocol',
      'resource-server',
      'runtime.d.ts',
      'runtime.js',
    ])
    const texts = (await readdir(join(folder, 'dist'), { recursive: true })).filter((name) =>
      name.endsWith('.js'),
    )
    const imported = new Set<string>()
    for (const name of texts) {
      const text = await readFile(join(folder, 'dist', name), 'utf8')
      for (const [, from = ''] of text.matchAll(/^(?:import|export)\b.* from '([^'.][^']*)'/gm))
        imported.add(from)
    }
    expect([...imported]).toEqual(['jose'])
  })

  it('type-checks as a module of Node', compiled({ module: 'nodenext', target: 'es2022' }, api))

  it('type-checks for a bundler', compiled({ module: 'esnext', moduleResolution: 'bundler' }, api))

  it('runs', async () => {
    const code = `
      import { protectResource } from 'edgegrant/resource-server'
      const protect = protectResource({ issuer: 'https://id.example.com', audience: 'https://api.example.com' })
      const refused = await protect(new Request('https://api.example.com')).catch((error) => error)
      console.log(refused.status, refused.getResponse().headers.get('www-authenticate'))
    `
    await writeFile(join(project, 'run.mjs'), code)
    expect(await run(process.execPath, ['run.mjs'])).toMatch(
      /^401 Bearer realm="https:\/\/api\.example\.com"/,
    )
  })
})
