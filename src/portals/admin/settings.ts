/** The settings as a form, made from their schema; and as a file. Those with pages of their own are not in it. */
import { SettingsPage } from '../../pages/admin/settings.tsx'
import type { Problem } from '../../pages/fields.tsx'
import { settingAt } from '../../protocol/setting-paths.ts'
import { settingGroups } from '../../protocol/settings-fields.ts'
import { eventOf } from '../../registry/change.ts'
import { invalid } from '../../registry/errors.ts'
import {
  exportSettings,
  readSettings,
  type SettingsView,
  settingFaults,
  updateSettings,
} from '../../registry/settings.ts'
import { goTo, show, type Visit } from '../portal.ts'
import { problemsOf } from '../refusals.ts'
import { changeOfOperator, minuteOf, typedIn, versionOf } from './desk.ts'
import { settingsForm, type Typed } from './setting-form.ts'
import { labelOf } from './setting-words.ts'

/** What /admin/sign-in and the pages below it are for. */
const elsewhere = ['sign_in', 'providers', 'directories', 'mail', 'sign_up', 'theme', 'languages']
const isHere = (path: string) => !elsewhere.includes(path.split('.')[0] ?? '')

const groups = settingGroups()
  .map((group) => ({ ...group, fields: group.fields.filter(({ path }) => isHere(path)) }))
  .filter(({ fields }) => fields.length > 0)
const form = settingsForm(groups.flatMap(({ fields }) => fields))

export async function showSettings(visit: Visit): Promise<Response> {
  const view = await readSettings(visit.server)
  const saved = new URL(visit.c.req.url).searchParams.has('saved')
  return settingsPage(visit, view, form.valuesOf(view.settings), [], saved ? 'Saved.' : undefined)
}

export async function submitSettings(visit: Visit): Promise<Response> {
  const { server } = visit
  const view = await readSettings(server)
  const typed = typedIn(visit.form)
  const { patch, problems } = form.patchOf(typed, view.settings)
  for (const group of Object.entries(wholeOrNot)) settle(group, patch, typed, view)
  if (problems.length > 0) {
    const others = await settingFaults(server, patch)
    return settingsPage(visit, view, typed, [...problems, ...problemsOf(invalid(...others), form.labels())])
  }
  try {
    await updateSettings(server, changeOfOperator(visit), patch, { ifVersion: versionOf(visit.form) })
    return goTo(visit, '/admin/settings?saved')
  } catch (error) {
    return settingsPage(visit, await readSettings(server), typed, problemsOf(error, form.labels()))
  }
}

export async function exportSettingsFile(visit: Visit): Promise<Response> {
  const { c, server } = visit
  const record = await exportSettings(server)
  await server.stores.audit.record([
    eventOf(changeOfOperator(visit), { type: 'export', detail: { what: 'settings' } }),
  ])
  c.header('Cache-Control', 'no-store')
  c.header('Content-Type', 'application/json; charset=utf-8')
  c.header('Content-Disposition', 'attachment; filename="settings.json"')
  return c.body(`${JSON.stringify(record, null, 2)}\n`)
}

/** Groups that are whole or not there: the one field that is empty where they are not, and the secret beside it. */
const wholeOrNot = {
  analytics: ['account_id', 'api_token'],
  turnstile: ['site_key', 'secret_key'],
} as const

function settle(
  [name, [first, secret]]: [string, readonly [string, string]],
  patch: Record<string, unknown>,
  typed: Typed,
  { settings }: SettingsView,
): void {
  if (typed[`${name}.${first}`]?.trim()) return
  if (settingAt(settings, name) !== undefined) patch[name] = null
  else if (!typed[`${name}.${secret}`]) delete patch[name]
}

function settingsPage(
  visit: Visit,
  view: SettingsView,
  values: Typed,
  problems: Problem[],
  notice?: string,
): Response {
  const shown = new Map(form.shown(values, view.settings).map((setting) => [setting.path, setting]))
  const page = SettingsPage({
    frame: visit.frame,
    groups: groups.map(({ path, description, fields }) => ({
      title: path === '' ? 'This server' : path.split('.').map(labelOf).join(': '),
      about: path === '' ? '' : `${description.charAt(0).toUpperCase()}${description.slice(1)}.`,
      settings: fields.flatMap((field) => shown.get(field.path) ?? []),
    })),
    version: view.version,
    changed: view.changedAt === 0 ? undefined : minuteOf(view.changedAt),
    problems,
    notice,
  })
  return show(visit, page, problems.length > 0 ? 400 : 200)
}
