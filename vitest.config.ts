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

export default defineConfig({
  test: {
    reporters: ['default'],
    maxWorkers: Math.max(2, availableParallelism() - 1), // the default leaves two cores one worker
    silent: 'passed-only', // the Worker logs a line a request
    projects: [
      {
        // Inside workerd, with real D1, KV and Durable Objects; the clock is the test's.
        plugins: [
          cloudflareTest({
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
          }),
        ],
        test: {
          name: 'workerd',
          include: ['test/{spec,unit,shards}/**/*.test.ts'],
          setupFiles: ['test/support/set-up.ts'],
        },
      },
      {
        // From outside: the production bundle on a port, with public clients, Chromium and kill -9.
        resolve: { alias: { 'edgegrant/resource-server': resourceServer } },
        test: {
          name: 'node',
          include: ['test/{flows,browser}/**/*.test.ts', 'test/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          globalSetup: ['test/support/build.ts'],
        },
      },
    ],
  },
})
