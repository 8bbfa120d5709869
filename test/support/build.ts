/** The Worker is bundled once, before files that start servers of it run side by side. */
import { bundle } from '../../scripts/bundle.ts'

export default async function setup(): Promise<void> {
  await bundle()
}
