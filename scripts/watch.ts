import { type FSWatcher, watch } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleInputs, root } from './bundle.ts'

/**
 * Calls `changed` a moment after the last of a row of changes to what the bundle is made of. Folder by folder: Node's
 * recursive watch on Linux loses a file when an editor replaces it.
 */
export async function watchSources(changed: () => void): Promise<{ close(): void }> {
  const watchers = new Map<string, FSWatcher>()
  let timer: NodeJS.Timeout | undefined
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(async () => {
      await watchNewFolders()
      changed()
    }, 150)
  }

  async function watchNewFolders() {
    const entries = await readdir(join(root, 'src'), { recursive: true, withFileTypes: true })
    const folders = entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name))
    for (const folder of [join(root, 'src'), ...folders]) {
      if (watchers.has(folder)) continue
      const forget = () => watchers.delete(folder)
      watchers.set(folder, watch(folder, soon).on('error', forget))
    }
  }

  await watchNewFolders()
  watchers.set(
    root,
    watch(root, (_event, name) => name && bundleInputs.includes(name) && soon()),
  )
  return {
    close() {
      clearTimeout(timer)
      for (const watcher of watchers.values()) watcher.close()
    },
  }
}
