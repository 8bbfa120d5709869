/** A part of the settings that has a page of its own: shown, and saved. */
import type { Problem } from '../../pages/fields.tsx'
import { settingAt } from '../../protocol/setting-paths.ts'
import { readableSettings, type Settings } from '../../protocol/settings.ts'
import { invalid } from '../../registry/errors.ts'
import { readSettings, type SettingsView, settingFaults, updateSettings } from '../../registry/settings.ts'
import type { Server } from '../../tokens/server.ts'
import { goTo, type Visit } from '../portal.ts'
import { problemsOf } from '../refusals.ts'
import { changeOfOperator, typedIn, versionOf } from './desk.ts'
import { fieldsOf, type SettingsForm, settingsForm, type Typed, type Wordings } from './setting-form.ts'

export interface Part {
  readonly path: `/${string}`
  /** Where it stands in the settings; empty for what stands alone. */
  readonly at: string
  readonly form: SettingsForm
}

const partIn = (settings: Settings, at: string) => (at === '' ? settings : settingAt(settings, at))

export const partOf = (path: `/${string}`, at: string, wordings: Wordings): Part => ({
  path,
  at,
  form: settingsForm(fieldsOf(at), wordings),
})

/** How its page is shown: as the settings are, or as somebody typed them. */
export interface PartShown {
  view: SettingsView
  values: Typed
  problems: Problem[]
  saved: boolean
}

export async function partShown(visit: Visit, { at, form }: Part): Promise<PartShown> {
  const view = await readSettings(visit.server)
  const saved = new URL(visit.c.req.url).searchParams.has('saved')
  return { view, values: form.valuesOf(partIn(view.settings, at)), problems: [], saved }
}

/** Saves what was sent. @returns where that led, or what its page shows of what is wrong */
export async function savePart(
  visit: Visit,
  { path, at, form }: Part,
  values: Typed = typedIn(visit.form),
): Promise<Response | PartShown> {
  const { server } = visit
  const view = await readSettings(server)
  const { patch: part, problems } = form.patchOf(values, partIn(view.settings, at))
  const patch = at === '' ? part : { [at]: part }
  const labels = form.labels(at)
  if (problems.length > 0) {
    const others = problemsOf(invalid(...(await settingFaults(server, patch))), labels)
    return { view, values, problems: [...problems, ...others], saved: false }
  }
  try {
    await updateSettings(server, changeOfOperator(visit), patch, { ifVersion: versionOf(visit.form) })
    return goTo(visit, `${path}?saved`)
  } catch (error) {
    return { view: await readSettings(server), values, problems: problemsOf(error, labels), saved: false }
  }
}

/** What is saved, with its secrets sealed: not what this isolate remembers. */
export const savedSettings = async ({ stores }: Server): Promise<Settings> =>
  readableSettings((await stores.settings.stored()).record)
