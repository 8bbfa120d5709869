/** Which ways to sign in there are, for whom: the settings `sign_in` as a page, and what people see of it. */

import { firstWays } from '../../interaction/ways.ts'
import { type Choice, SignInSettingsPage, type Sketch, type WayRow } from '../../pages/admin/sign-in.tsx'
import type { Problem } from '../../pages/fields.tsx'
import { type SignInMethodName, signInMethodNames } from '../../protocol/credential.ts'
import { settingAt } from '../../protocol/setting-paths.ts'
import type { Settings } from '../../protocol/settings.ts'
import { type UserType, userTypes } from '../../protocol/subject.ts'
import { readSettings, type SettingsView, updateSettings } from '../../registry/settings.ts'
import { mailConfigured } from '../../tokens/mail.ts'
import type { Server } from '../../tokens/server.ts'
import { goTo, show, type Visit } from '../portal.ts'
import { problemsOf } from '../refusals.ts'
import { wayNames } from '../sign-in-ways.ts'
import { changeOfOperator, typedIn, versionOf } from './desk.ts'
import type { Typed } from './setting-form.ts'
import { counted, type RealmRow, realmOf, rowsIn, rowsOf } from './sign-in-realms.ts'
import { signInTabs } from './sign-in-tabs.ts'

const types: Readonly<Record<UserType, string>> = {
  employee: 'Employees',
  customer: 'Customers',
  partner: 'Partners',
  admin: 'Type admin',
}

interface Shown {
  ticked: Readonly<Record<UserType, readonly string[]>>
  secondFactor: Readonly<Record<UserType, string>>
  realms: RealmRow[]
}

const shownOf = ({ sign_in }: Settings): Shown => ({
  ticked: sign_in.methods,
  secondFactor: sign_in.second_factor,
  realms: rowsOf(sign_in.realms),
})

export async function showSignIn(visit: Visit): Promise<Response> {
  const view = await readSettings(visit.server)
  const saved = new URL(visit.c.req.url).searchParams.has('saved')
  return signInPage(visit, view, shownOf(view.settings), [], saved ? 'Saved.' : undefined)
}

export async function submitSignIn(visit: Visit): Promise<Response> {
  const { server, form } = visit
  const shown = shownIn(typedIn(form))
  const { settings } = await readSettings(server)
  try {
    await updateSettings(server, changeOfOperator(visit), patchOf(shown, settings), {
      ifVersion: versionOf(form),
    })
    return goTo(visit, '/admin/sign-in?saved')
  } catch (error) {
    return signInPage(visit, await readSettings(server), shown, problemsOf(error, labelsOf(shown.realms)))
  }
}

const byType = <Value>(of: (type: UserType) => Value) =>
  Object.fromEntries(userTypes.map((type) => [type, of(type)])) as Record<UserType, Value>

function shownIn(typed: Typed): Shown {
  return {
    ticked: byType((type) => signInMethodNames.filter((way) => typed[`way:${way}:${type}`] === 'on')),
    secondFactor: byType((type) => typed[`second:${type}`] ?? 'optional'),
    realms: rowsIn(typed),
  }
}

/** Only what differs: what nobody set keeps following its default. */
function patchOf({ ticked, secondFactor, realms }: Shown, { sign_in }: Settings): Record<string, unknown> {
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
  const methods = userTypes.filter(
    (type) => !same([...ticked[type]].sort(), [...sign_in.methods[type]].sort()),
  )
  const second = userTypes.filter((type) => secondFactor[type] !== sign_in.second_factor[type])
  const wanted = realms.filter(({ row, to }) => to !== '' || row >= sign_in.realms.length).map(realmOf)
  return {
    sign_in: {
      methods: Object.fromEntries(methods.map((type) => [type, ticked[type]])),
      second_factor: Object.fromEntries(second.map((type) => [type, secondFactor[type]])),
      ...(!same(wanted, sign_in.realms) && { realms: wanted }),
    },
  }
}

/** The rows that are sent are counted anew; what is wrong with one stands at its row. */
function labelsOf(rows: readonly RealmRow[]): Record<string, readonly [field: string, label: string]> {
  const sent = rows.filter(({ to }) => to !== '')
  return Object.fromEntries([
    ...userTypes.map((type) => [
      `sign_in.methods.${type}`,
      [`ways:${type}`, `Ways to sign in of ${types[type].toLowerCase()}`],
    ]),
    ['sign_in.realms', ['realms', 'By email domain']],
    ...sent.flatMap(({ row }, index) => [
      [`sign_in.realms.${index}`, [`realm:${row}:to`, 'Lead to']],
      [`sign_in.realms.${index}.domains`, [`realm:${row}:domains`, 'Domains']],
    ]),
  ])
}

function signInPage(
  visit: Visit,
  { settings, version }: SettingsView,
  { ticked, secondFactor, realms }: Shown,
  problems: Problem[],
  notice?: string,
): Response {
  const server = { ...visit.server, settings }
  const page = SignInSettingsPage({
    frame: visit.frame,
    tabs: signInTabs('ways'),
    types: userTypes.map((value) => ({ value, label: types[value] })),
    ways: signInMethodNames.map((way) => ({
      ...noteOn(server, way),
      way,
      label: wayNames[way],
      ticked: userTypes.filter((type) => ticked[type].includes(way)),
    })),
    secondFactor,
    realms,
    ends: endsIn(settings),
    sketches: sketchesOf(server),
    version,
    problems,
    notice,
  })
  return show(visit, page, problems.length > 0 ? 400 : 200)
}

/** What is behind a way, or what it lacks to be there at all. */
function noteOn(server: Server, way: SignInMethodName): Pick<WayRow, 'note' | 'lacks'> {
  const { settings } = server
  switch (way) {
    case 'email':
      return mailConfigured(server)
        ? { note: 'A code in a mail; one factor.', lacks: false }
        : { note: 'Not shown: mail is not configured.', lacks: true }
    case 'directory':
      return behind(settingAt(settings, 'directories'), 'directory', 'directories')
    case 'provider':
      return behind(settings.providers, 'provider', 'providers')
    case 'passkey':
      return { note: 'Two factors in one, safe from phishing.', lacks: false }
    default:
      return { note: 'Kept here, as a hash.', lacks: false }
  }
}

function behind(members: unknown, one: string, several: string): Pick<WayRow, 'note' | 'lacks'> {
  const on = Object.values(members ?? {}).filter((member) => settingAt(member, 'enabled') !== false).length
  return on === 0
    ? { note: `Not shown: no ${one} is set up.`, lacks: true }
    : { note: `${counted(on, one, several)}.`, lacks: false }
}

const endsIn = (settings: Settings): Choice[] =>
  (['directories', 'providers'] as const).flatMap((part) =>
    Object.entries(settingAt(settings, part) ?? {}).map(([id, member]) => ({
      value: `${part === 'directories' ? 'directory' : 'provider'}:${id}`,
      label: String(settingAt(member, 'name') ?? id),
    })),
  )

/** Nobody is known when the page is first shown, so it holds what is open to anybody. */
function sketchesOf(server: Server): Sketch[] {
  const { realms } = server.settings.sign_in
  const open = firstWays(server, {})
  const has = (name: SignInMethodName) => open.some(({ method }) => method.name === name)
  const typed = has('password') || has('directory')
  const first = realms.some(({ provider }) => provider !== undefined)
  const others = open.flatMap(({ method: { name }, source }) => {
    if (name === 'passkey') return ['Use a passkey']
    if (name === 'email') return ['Get a code by email']
    return name === 'provider' && source ? [`Continue with ${source.name}`] : []
  })
  const fields = first ? ['User name or email address'] : ['User name or email address', 'Password']
  const anybody: Sketch = {
    who: 'Anybody, at first',
    parts: [
      ...(typed || first ? fields.map((text) => ({ kind: 'field' as const, text })) : []),
      ...(typed || first ? [{ kind: 'button' as const, text: first ? 'Continue' : 'Sign in' }] : []),
      ...((typed || first) && others.length > 0 ? [{ kind: 'or' as const, text: 'or' }] : []),
      ...others.map((text) => ({ kind: 'button' as const, text })),
    ],
  }
  const ends = new Map(endsIn(server.settings).map(({ value, label }) => [value, label]))
  const led = rowsOf(realms).map(
    ({ domains, to }): Sketch => ({
      who: `With an address @${domains.split('\n').join(', @')}`,
      parts: to.startsWith('provider:')
        ? [
            { kind: 'field', text: 'User name or email address' },
            { kind: 'text', text: `goes on at ${ends.get(to) ?? 'nobody: it is gone'}` },
          ]
        : [
            { kind: 'field', text: 'Password' },
            { kind: 'text', text: `is asked of ${ends.get(to) ?? 'nobody: it is gone'}` },
          ],
    }),
  )
  return [anybody, ...led]
}
