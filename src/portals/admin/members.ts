/** Providers and directories: groups of named ones in the settings, each with a page to add, change, try and remove it. */
import { MemberPage, type MemberPageProps, MembersPage } from '../../pages/admin/members.tsx'
import type { Problem } from '../../pages/fields.tsx'
import { settingAt } from '../../protocol/setting-paths.ts'
import { nameOfMember } from '../../protocol/setting-schemas.ts'
import type { Settings } from '../../protocol/settings.ts'
import { conflict, invalid } from '../../registry/errors.ts'
import {
  forgottenBy,
  readSettings,
  type SettingsView,
  settingFaults,
  updateSettings,
} from '../../registry/settings.ts'
import type { Server } from '../../tokens/server.ts'
import { goTo, missing, show, type Visit } from '../portal.ts'
import { problemsOf } from '../refusals.ts'
import { changeOfOperator, typedIn, versionOf } from './desk.ts'
import { fieldsOf, settingsForm, type Typed, usualOf, type Wordings } from './setting-form.ts'
import { savedSettings } from './settings-part.ts'
import { counted } from './sign-in-realms.ts'
import { signInTabs } from './sign-in-tabs.ts'

export interface Tried {
  readonly ok: boolean
  /** One sentence, or several; never with a secret. */
  readonly text: string
}

export interface Preset {
  readonly name: string
  readonly about: string
  /** How the other side is set up. */
  readonly intro: string
  /** What a new one begins with. */
  readonly begin: Readonly<Record<string, unknown>>
  readonly sections: readonly Section[]
}

export interface Section {
  readonly title: string
  readonly about: string
  readonly fields: readonly string[]
  readonly folded?: true
}

/** A kind of named settings. */
export interface Kind {
  readonly part: 'providers' | 'directories'
  readonly title: string
  readonly lead: string
  readonly none: string
  readonly presets: Readonly<Record<string, Preset>>
  readonly wordings: Wordings
  /** What is said of the form as a whole, and of the button that tries it. */
  readonly test: { readonly button: string; readonly about: string }
  presetOf(member: unknown): string
  /** What a list says of one, below its name. */
  detailOf(member: unknown): string
  /** To copy into the other side. */
  valuesOf(server: Server, id: string): MemberPageProps['values']
  tried(server: Server, id: string, now: number): Promise<Tried>
  /** What is the matter once it is gone. */
  consequence(server: Server, id: string, settings: Settings): Promise<string>
  /** What else changes with it. */
  without?(settings: Settings, id: string): Record<string, unknown>
}

const pathOf = ({ part }: Kind): `/${string}` => `/admin/sign-in/${part}`
const memberPath = (kind: Kind, id: string): `/${string}` => `${pathOf(kind)}/${id}`
const memberAt = (kind: Kind, { settings }: SettingsView, id: string) => settingAt(settings, [kind.part, id])
const nameOf = (member: unknown, id: string) => String(settingAt(member, 'name') ?? id)

export async function showMembers(visit: Visit, kind: Kind): Promise<Response> {
  const { settings } = await readSettings(visit.server)
  const members = Object.entries(settingAt(settings, kind.part) ?? {})
  const page = MembersPage({
    frame: visit.frame,
    tabs: signInTabs(kind.part),
    title: kind.title,
    lead: kind.lead,
    none: kind.none,
    notice: new URL(visit.c.req.url).searchParams.has('removed') ? 'Removed.' : undefined,
    members: members.map(([id, member]) => ({
      href: memberPath(kind, id),
      name: nameOf(member, id),
      detail: kind.detailOf(member),
      side: kind.presets[kind.presetOf(member)]?.name ?? '',
      off: settingAt(member, 'enabled') === false,
    })),
    presets: Object.entries(kind.presets).map(([preset, { name, about }]) => ({
      href: `${pathOf(kind)}/new?preset=${preset}`,
      name,
      about,
    })),
  })
  return show(visit, page)
}

export async function showNewMember(visit: Visit, kind: Kind): Promise<Response> {
  const preset = new URL(visit.c.req.url).searchParams.get('preset') ?? ''
  const found = presetAt(kind, preset)
  if (!found) return missing(visit)
  const view = await readSettings(visit.server)
  const taken = memberAt(kind, view, preset) !== undefined
  const values = formOf(kind, found).valuesOf({ ...usualOf(fieldsIn(kind, found)), ...found.begin })
  return memberPage(visit, kind, { preset, view, values: { id: taken ? '' : preset, ...values } })
}

export async function submitNewMember(visit: Visit, kind: Kind): Promise<Response> {
  const typed = typedIn(visit.form)
  const preset = typed.preset ?? ''
  const found = presetAt(kind, preset)
  if (!found) return missing(visit)
  const id = typed.id?.trim() ?? ''
  const view = await readSettings(visit.server)
  const name = nameOfMember.safeParse(id)
  const unusable = name.success
    ? id === 'new' || memberAt(kind, view, id) !== undefined
      ? 'is taken'
      : undefined
    : name.error.issues[0]?.message
  const problems = unusable === undefined ? [] : [{ field: 'id', message: `Short name: ${unusable}.` }]
  return save(visit, kind, { preset, id, typed, view, problems, isNew: true, begin: found.begin })
}

export async function showMember(visit: Visit, kind: Kind): Promise<Response> {
  const id = visit.c.req.param('member') ?? ''
  const view = await readSettings(visit.server)
  const member = memberAt(kind, view, id)
  if (member === undefined) return missing(visit)
  const preset = kind.presetOf(member)
  const done = new URL(visit.c.req.url).searchParams.get('done')
  const notice = done === null ? undefined : ({ kind: 'done', text: 'Saved.' } as const)
  const values = formAt(kind, preset).valuesOf(member)
  return memberPage(visit, kind, { preset, view, values, id, notice })
}

export async function submitMember(visit: Visit, kind: Kind): Promise<Response> {
  const { c, server, form } = visit
  const id = c.req.param('member') ?? ''
  const view = await readSettings(server)
  const member = memberAt(kind, view, id)
  if (member === undefined) return missing(visit)
  const preset = kind.presetOf(member)
  const typed = typedIn(form)
  switch (form.get('action')) {
    case 'save':
      return save(visit, kind, { preset, id, typed, view, problems: [], isNew: false })
    case 'test': {
      const { ok, text } = await kind.tried(
        { ...server, settings: await savedSettings(server) },
        id,
        c.get('now'),
      )
      const notice = { kind: ok ? 'done' : 'problem', text } as const
      return memberPage(visit, kind, {
        preset,
        view,
        values: formAt(kind, preset).valuesOf(member),
        id,
        notice,
      })
    }
    case 'remove': {
      const patch = { [kind.part]: { [id]: null }, ...kind.without?.(view.settings, id) }
      await updateSettings(server, changeOfOperator(visit), patch)
      return goTo(visit, `${pathOf(kind)}?removed`)
    }
    default:
      throw conflict('This form has no such button')
  }
}

interface Sent {
  preset: string
  id: string
  typed: Typed
  view: SettingsView
  problems: Problem[]
  isNew: boolean
  begin?: Readonly<Record<string, unknown>> | undefined
}

async function save(visit: Visit, kind: Kind, sent: Sent): Promise<Response> {
  const { preset, id, typed, view, isNew, begin } = sent
  const { server } = visit
  const form = formAt(kind, preset)
  const before = isNew ? begin : memberAt(kind, view, id)
  const { patch: part, problems } = form.patchOf(typed, before)
  const patch = { [kind.part]: { [id]: isNew ? { ...begin, ...part } : part } }
  const labels = { ...form.labels(`${kind.part}.${id}`), [`${kind.part}.${id}`]: ['id', 'Settings'] as const }
  const all = [...sent.problems, ...problems]
  const again = (view: SettingsView, problems: Problem[]) =>
    memberPage(visit, kind, { preset, view, values: typed, problems, ...(!isNew && { id }) })
  if (all.length > 0) {
    const others = sent.problems.length > 0 ? [] : await settingFaults(server, patch)
    return again(view, [...all, ...problemsOf(invalid(...others), labels)])
  }
  const forgotten = await forgottenBy(server, patch)
  if (forgotten > 0 && visit.form.get('forget') !== 'on') {
    const forgets = `Behind this name stands another source from then on, whose ids mean other people: ${counted(forgotten, 'person is', 'people are')} linked to it, which is forgotten. They link it again; who has no other way to sign in has none.`
    const problem = { message: 'This forgets who is linked. Say below whether that is meant.' }
    return memberPage(visit, kind, { preset, view, values: typed, problems: [problem], id, forgets })
  }
  try {
    await updateSettings(server, changeOfOperator(visit), patch, { ifVersion: versionOf(visit.form) })
    return goTo(visit, `${memberPath(kind, id)}?done`)
  } catch (error) {
    return again(await readSettings(server), problemsOf(error, labels))
  }
}

const presetAt = ({ presets }: Kind, preset: string): Preset | undefined =>
  Object.hasOwn(presets, preset) ? presets[preset] : undefined

const fieldsIn = ({ part }: Kind, { sections }: Preset) => {
  const names = new Set(sections.flatMap(({ fields }) => fields))
  return fieldsOf(`${part}.*`).filter(({ path }) => names.has(path))
}
const formOf = (kind: Kind, preset: Preset) => settingsForm(fieldsIn(kind, preset), kind.wordings)
const formAt = (kind: Kind, preset: string) =>
  formOf(kind, presetAt(kind, preset) ?? { name: '', about: '', intro: '', begin: {}, sections: [] })

interface Shown {
  preset: string
  view: SettingsView
  values: Typed
  problems?: Problem[]
  /** Of one that is there. */
  id?: string
  notice?: MemberPageProps['notice']
  forgets?: string
}

async function memberPage(visit: Visit, kind: Kind, shown: Shown): Promise<Response> {
  const { preset, view, values, problems = [], id, notice, forgets } = shown
  const { server, frame } = visit
  const found = presetAt(kind, preset)
  const member = id === undefined ? undefined : memberAt(kind, view, id)
  const settings = new Map(
    formAt(kind, preset)
      .shown(values, member)
      .map((setting) => [setting.path, setting]),
  )
  const page = MemberPage({
    frame,
    title: id === undefined ? `Add: ${found?.name ?? preset}` : nameOf(member, id),
    above: { name: kind.title, href: pathOf(kind) },
    action: id === undefined ? `${pathOf(kind)}/new` : memberPath(kind, id),
    intro: found?.intro ?? '',
    sections: (found?.sections ?? []).map(({ title, about, fields, folded = false }) => ({
      title,
      about,
      folded,
      settings: fields.flatMap((path) => settings.get(path) ?? []),
    })),
    problems,
    notice,
    forgets,
    preset,
    version: view.version,
    values: kind.valuesOf(server, id ?? (values.id || preset)),
    name:
      id === undefined
        ? { value: values.id ?? '', hint: 'Lower-case letters, digits and hyphens.' }
        : undefined,
    ...(id !== undefined && {
      test: kind.test,
      removal: { consequence: await kind.consequence(server, id, view.settings) },
    }),
  })
  return show(visit, page, problems.length > 0 ? 400 : 200)
}
