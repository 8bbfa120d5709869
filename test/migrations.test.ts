/** The code knows which migrations it was written for: /admin/health holds them against those that are applied. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { migrations } from '../src/stores/schema.ts'

it('src/stores/schema.ts lists every migration there is', () => {
  const files = readdirSync(join(import.meta.dirname, '../src/stores/migrations')).sort()
  expect(migrations).toEqual(files)
})
