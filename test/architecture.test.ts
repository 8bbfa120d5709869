/** Holds the import order and the other laws of the house, and checks that the checker sees what it should. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en } from '../src/pages/messages/en.ts'
import { importsOf, type Sources, violations, withoutLongTexts } from './support/architecture.ts'

const src = join(import.meta.dirname, '../src')
const house: Sources = Object.fromEntries(
  readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(?<!\.d)\.tsx?$/.test(path))
    .map((path) => [path, readFileSync(join(src, path), 'utf8')]),
)

describe('the house', () => {
  it('is in order', () => {
    expect(Object.keys(house)).toContain('endpoints/token.ts')
    expect(violations(house)).toEqual([])
  })
  it('is read completely: every import of every file is seen', () => {
    for (const [path, text] of Object.entries(house)) {
      const written = withoutLongTexts(text)
        .split('\n')
        .filter((line) => /^import\b(?!:)|\bfrom ['"]|\bimport\(/.test(line.trim()))
      const statements = written.filter((line) => /['"]/.test(line)).length
      expect({ path, imports: importsOf(path, text).length }).toEqual({ path, imports: statements })
    }
  })
})

describe('messages', () => {
  it('are all said somewhere, whole or by the beginning of their key', () => {
    const others = Object.entries(house).filter(([path]) => !path.startsWith('pages/messages/'))
    const text = others.map(([, source]) => source).join('\n')
    const begun = [...text.matchAll(/`([a-z_]+\.[a-z_]*)\$\{/g)].map(([, start]) => start ?? '')
    const unsaid = Object.keys(en).filter(
      (key) =>
        ![`'${key}'`, `"${key}"`].some((said) => text.includes(said)) &&
        !begun.some((start) => key.startsWith(start)),
    )
    expect(unsaid).toEqual([])
  })
})

describe('imports are found', () => {
  const from = (text: string) => importsOf('tokens/code.ts', text).map((each) => each.target ?? each.from)

  it('in every way they are written', () => {
    expect(from("import { a } from './a.ts'")).toEqual(['tokens/a.ts'])
    expect(from("import { a,\n  b as c,\n} from '../seal.ts'")).toEqual(['seal.ts'])
    expect(from("import type { A } from '../stores/keys.ts'")).toEqual(['stores/keys.ts'])
    expect(from("import a, { type B } from '../a.ts'\nimport * as z from 'zod'")).toEqual(['a.ts', 'zod'])
    expect(from("import '../side/effect.ts'")).toEqual(['side/effect.ts'])
    expect(from("export { A } from '../x.ts'; export * from '../y.ts'")).toEqual(['x.ts', 'y.ts'])
    expect(from("const a = await import('../late.ts')")).toEqual(['late.ts'])
    expect(from('import { a } from "../double.ts"')).toEqual(['double.ts'])
  })
  it('and not in comments', () => {
    expect(
      from("// import { a } from './a.ts'\n/* import './b.ts' */\nconst u = 'https://x' // import('./c.ts')"),
    ).toEqual([])
  })
  it('and not in code for others to copy, but in what is put into it', () => {
    const copied =
      "const a = `\nimport { b } from './b.ts'\n@{`@{await import('./c.ts')} {`}\nimport './d.ts'\n`".replaceAll(
        '@',
        '$',
      )
    expect(from(`${copied}\nimport './e.ts'`)).toEqual(['tokens/e.ts', 'tokens/c.ts'])
  })
  it('and told apart where only types are meant', () => {
    const kinds = importsOf(
      'a.ts',
      "import type { A } from './1'\nimport { type A, type B } from './2'\nimport { type A, b } from './3'\nimport c from './4'",
    )
    expect(kinds.map((each) => each.isType)).toEqual([true, true, false, false])
  })
})

describe('a breach is found', () => {
  const index = "import { password } from './password.ts'"
  const planted: [law: string, sources: Sources, found: RegExp][] = [
    [
      'a room imports from its left',
      { 'seal.ts': "import './stores/keys.ts'", 'stores/keys.ts': '' },
      /seal may not/,
    ],
    [
      'a type import from the left',
      { 'protocol/a.ts': "import type { C } from '../http/c.ts'", 'http/c.ts': '' },
      /protocol may not/,
    ],
    [
      'a re-export from the left',
      { 'stores/a.ts': "export * from '../tokens/c.ts'", 'tokens/c.ts': '' },
      /stores may not/,
    ],
    ['a late import from the left', { 'http/a.ts': "import('../app.ts')", 'app.ts': '' }, /http may not/],
    [
      'rooms that share a place',
      { 'portals/a.ts': "import '../management/b.ts'", 'management/b.ts': '' },
      /portals may not/,
    ],
    ['a room without a place', { 'helpers/a.ts': "import 'jose'" }, /no place/],
    [
      'endpoints that import each other',
      { 'endpoints/token.ts': "import './jwks.ts'", 'endpoints/jwks.ts': '' },
      /another endpoint/,
    ],
    [
      'a plug-in that knows its sibling',
      {
        'grant-types/index.ts': "import { a } from './a.ts'\nimport { b } from './b.ts'",
        'grant-types/a.ts': "import type { B } from './b.ts'",
        'grant-types/b.ts': '',
      },
      /a\.ts: only grant-types\/index\.ts may know/,
    ],
    [
      'a stranger that knows a plug-in',
      {
        'sign-in/methods/index.ts': index,
        'sign-in/methods/password.ts': '',
        'interaction/a.ts': "import { password } from '../sign-in/methods/password.ts'",
      },
      /interaction\/a\.ts: only sign-in\/methods\/index\.ts may know/,
    ],
    [
      'the platform far from the stores',
      { 'tokens/a.ts': "import { env } from 'cloudflare:workers'" },
      /cloudflare:/,
    ],
    ['a binding far from the stores', { 'tokens/a.ts': 'const a = (db: D1Database) => db' }, /D1Database/],
    ['a view outside pages', { 'http/a.tsx': '' }, /\.tsx/],
    ['a default export', { 'http/a.ts': 'export default 1' }, /default export/],
    [
      'folders that import each other',
      {
        'sign-in/a.ts': "import './methods/c.ts'",
        'sign-in/methods/b.ts': "import '../d.ts'",
        'sign-in/methods/c.ts': '',
        'sign-in/d.ts': '',
      },
      /sign-in and sign-in\/methods import each other/,
    ],
    ['the clock', { 'http/a.ts': 'const t = Date.now()' }, /Date\./],
    ['a date', { 'http/a.ts': 'const t = new Date()' }, /new Date/],
    ['another clock', { 'http/a.ts': 'const t = performance.now()' }, /performance/],
    ['randomness', { 'stores/a.ts': 'crypto.getRandomValues(a)' }, /getRandomValues/],
    ['weak randomness', { 'stores/a.ts': 'Math.random()' }, /Math\.random/],
    ['random ids', { 'stores/a.ts': 'crypto.randomUUID()' }, /randomUUID/],
    ['a file too long', { 'http/a.ts': 'a\n'.repeat(301) }, /301 lines/],
    ['a page that imports a library', { 'pages/a.tsx': "import { html } from 'hono/html'" }, /hono\/html/],
    [
      'a page that imports a value of the protocol',
      { 'pages/a.tsx': "import { errorTable } from '../protocol/errors.ts'", 'protocol/errors.ts': '' },
      /a page imports/,
    ],
    [
      'a resource server that needs more',
      { 'resource-server/a.ts': "import 'zod'" },
      /resource-server imports/,
    ],
    ['a file that is not there', { 'http/a.ts': "import './b.ts'" }, /not a file/],
  ]
  it.each(planted)('%s', (_, sources, found) => {
    expect(violations(sources)).toEqual([expect.stringMatching(found)])
  })
  it('and what is allowed is not', () => {
    const allowed: Sources = {
      'index.ts': "import { app } from './app.ts'\nexport default app",
      'app.ts': "import { env } from 'cloudflare:workers'\nimport { token } from './endpoints/token.ts'",
      'endpoints/token.ts': "import { grantTypes } from '../grant-types/index.ts'",
      'grant-types/index.ts': "import { a } from './a.ts'\nimport type { GrantType } from './grant-type.ts'",
      'grant-types/a.ts':
        "import type { GrantType } from './grant-type.ts'\nimport { help } from './helper.ts'",
      'grant-types/grant-type.ts': '',
      'grant-types/helper.ts': "import { now } from '../runtime.ts'",
      'pages/page.tsx':
        "import type { Child } from 'hono/jsx'\nimport type { E } from '../protocol/errors.ts'",
      'protocol/errors.ts': '// Date.now() is not used here\nconst updateDate = "new Date"',
      'runtime.ts': 'export const now = () => Date.now()',
      'stores/a.ts': 'const a = (db: D1Database) => db',
    }
    expect(violations(allowed)).toEqual([])
  })
})
