import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { unstable_splitSqlQuery } from 'wrangler'
import { startWeb } from './test/support/web-service.ts'

const migrations = readdirSync('src/stores/migrations')
  .sort()
  .flatMap((name) => unstable_splitSqlQuery(readFileSync(`src/stores/migrations/${name}`, 'utf8')))

// As tsconfig.json and the condition in package.json have it: the package's own export, from its sources.
const resourceServer = join(import.meta.dirname, 'src/resource-server/protect-resource.ts')

const inWorkerd = {
  main: './src/index.ts',
  wrangler: { configPath: './wrangler.toml' },
  miniflare: {
    outboundService: startWeb(),
    bindings: {
      ISSUER: 'https://id.example.com',
      SEALING_SECRET: 'a-sealing-secret-for-tests-long-enough',
      TEST_MIGRATIONS: migrations,
    },
  },
}

/** What comes in hundreds of modules comes as one: a runtime a file fetches all of them anew. */
const bundled = [
  'zod',
  'jose',
  'hono',
  'hono/cookie',
  'hono/jsx',
  'hono/jsx/jsx-runtime',
  'hono/jsx/jsx-dev-runtime',
  'fast-check',
  '@simplewebauthn/server',
]

const fromOutside = {
  resolve: { alias: { 'edgegrant/resource-server': resourceServer } },
  test: { testTimeout: 60_000, hookTimeout: 120_000 },
}

/** Files that touch no binding and leave nothing behind: no store, no mocked module. */
const pure = [
  'test/unit/{protocol,pages,interaction,resource-server}/**/*.test.ts',
  'test/unit/stores/*-decisions.test.ts',
]

export default defineConfig({
  test: {
    reporters: ['default'],
    maxWorkers: Math.max(3, availableParallelism() - 1), // much of it waits: for a browser, for another process
    silent: 'passed-only', // the Worker logs a line a request
    projects: [
      {
        // Inside workerd, with real D1, KV and Durable Objects, a runtime a file; the clock is the test's.
        plugins: [cloudflareTest(inWorkerd)],
        test: {
          name: 'workerd',
          include: ['test/{spec,unit,shards}/**/*.test.ts'],
          exclude: pure,
          setupFiles: ['test/support/set-up.ts'],
          deps: { optimizer: { ssr: { enabled: true, include: bundled } } },
        },
      },
      {
        // Inside workerd too, but with nothing that is kept: one runtime for many files, which is most of what they cost.
        plugins: [cloudflareTest(inWorkerd)],
        test: { name: 'pure', include: pure, isolate: false, testTimeout: 30_000 },
      },
      {
        // From outside: the production bundle on a port, with public clients and kill -9.
        ...fromOutside,
        test: {
          ...fromOutside.test,
          name: 'node',
          include: ['test/flows/**/*.test.ts', 'test/*.test.ts'],
          globalSetup: ['test/support/build.ts'],
        },
      },
      {
        // The same with Chromium, which files in one process share, together with what they import.
        ...fromOutside,
        test: {
          ...fromOutside.test,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          isolate: false,
          globalSetup: ['test/support/build.ts'],
        },
      },
    ],
  },
})
