import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { BundleError, bundle } from './bundle.ts'

/** `npm run build`: the bundle that a deploy uploads, and whether it is still small; the platform takes 3 MB. */
const limit = 860

try {
  const { script, texts } = await bundle()
  const bytes = Buffer.concat([script, ...texts].map((path) => readFileSync(path)))
  const [raw, gzip] = [bytes, gzipSync(bytes, { level: 9 })].map(({ length }) => length / 1000) as [
    number,
    number,
  ]
  console.log(
    `.wrangler/build/index.js ${raw.toFixed(1)} KB, gzip ${gzip.toFixed(1)} KB (at most ${limit} KB)`,
  )
  if (gzip > limit) {
    console.error(`The bundle is too large by ${(gzip - limit).toFixed(1)} KB gzip.`)
    process.exitCode = 1
  }
} catch (error) {
  if (!(error instanceof BundleError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
