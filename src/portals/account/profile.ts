/** What applications may learn of a person, as they say it themself. */

import { ProfilePage } from '../../pages/account/profile.tsx'
import type { Problem } from '../../pages/fields.tsx'
import type { StandardClaims } from '../../protocol/subject.ts'
import { changeProfile, type OwnClaim, ownClaims } from '../../registry/own-account.ts'
import { goTo, message, show, type Visit } from '../portal.ts'
import { problemsOf } from '../refusals.ts'
import { changeAccount, noticeOf, ownChange, ownRecord, subOf } from './own.ts'
import { knownZone } from './when.ts'

type Profile = Partial<Record<OwnClaim, string>>

const labels: Readonly<Record<OwnClaim, string>> = {
  name: 'Full name',
  given_name: 'Given name',
  middle_name: 'Middle name',
  family_name: 'Family name',
  nickname: 'Nickname',
  picture: 'Picture',
  website: 'Website',
  birthdate: 'Date of birth',
  zoneinfo: 'Time zone',
  locale: 'Language',
}

const fields = Object.fromEntries(ownClaims.map((name) => [`claims.${name}`, [name, labels[name]] as const]))

export async function showProfile(visit: Visit): Promise<Response> {
  const { user, version } = await ownRecord(visit)
  return profilePage(visit, user.claims, user.claims, version, [])
}

export async function submitProfile(visit: Visit): Promise<Response> {
  const { server, form, person } = visit
  if (!server.settings.account_page.change_profile)
    return message(visit, 403, 'Not open to you', 'Profiles are changed by whoever runs this server.')
  const typed: Profile = Object.fromEntries(ownClaims.map((name) => [name, (form.get(name) ?? '').trim()]))
  const sent = form.get('version') ?? ''
  const { canonical, problems } = checked(typed)
  const { user, version } = await ownRecord(visit)
  if (problems.length > 0) return profilePage(visit, typed, user.claims, version, problems)
  try {
    const changed = await changeProfile(server, ownChange(visit), subOf(visit), canonical, {
      ifVersion: /^\d{1,15}$/.test(sent) ? Number(sent) : undefined,
    })
    const name = changed.user.claims.name ?? changed.user.user_id
    if (name !== person.account.name) await changeAccount(visit, { name: name.slice(0, 64) })
    return goTo(visit, '/account?done=saved')
  } catch (error) {
    return profilePage(visit, typed, user.claims, version, problemsOf(error, fields))
  }
}

/** Empty is taken away. What a machine must understand is checked beyond what a record demands. */
function checked(typed: Profile): {
  canonical: Partial<Record<OwnClaim, string | null>>
  problems: Problem[]
} {
  const problems: Problem[] = []
  const canonical: Partial<Record<OwnClaim, string | null>> = {}
  for (const name of ownClaims) canonical[name] = typed[name] || null
  const { zoneinfo, locale, picture } = typed
  if (zoneinfo && knownZone(zoneinfo) === undefined)
    problems.push({
      field: 'zoneinfo',
      message: 'Time zone: there is none of this name; one is Europe/Oslo.',
    })
  if (locale) {
    const known = knownLocale(locale)
    if (known === undefined)
      problems.push({ field: 'locale', message: 'Language: a tag such as en, or pt-BR, is expected.' })
    else canonical.locale = known
  }
  if (picture && !picture.startsWith('https://'))
    problems.push({ field: 'picture', message: 'Picture: an https address is expected.' })
  return { canonical, problems }
}

/** RFC 5646 */
function knownLocale(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0]
  } catch {
    return undefined
  }
}

function profilePage(
  visit: Visit,
  values: Profile,
  claims: StandardClaims,
  version: number,
  problems: Problem[],
): Response {
  const { frame, person, server } = visit
  const { email, email_verified, phone_number, address } = claims
  const place = [
    address?.street_address,
    address?.postal_code,
    address?.locality,
    address?.region,
    address?.country,
  ]
  const shownAddress = address?.formatted ?? place.filter(Boolean).join(', ')
  const page = ProfilePage({
    frame,
    name: frame.person.name,
    login: person.subject.user_id,
    values,
    labels,
    problems,
    version,
    editable: server.settings.account_page.change_profile,
    zones: Intl.supportedValuesOf('timeZone'),
    fixed: [
      { term: 'User name', value: person.subject.user_id },
      {
        term: 'Email address',
        value: email === undefined ? 'None' : `${email}${email_verified ? ', verified' : ', not verified'}`,
      },
      ...(phone_number === undefined ? [] : [{ term: 'Phone number', value: phone_number }]),
      ...(shownAddress ? [{ term: 'Postal address', value: shownAddress }] : []),
    ],
    notice: noticeOf(visit, { saved: 'Saved. Applications see it when they next ask for it.' }),
  })
  return show(visit, page, problems.length > 0 ? 400 : 200)
}
