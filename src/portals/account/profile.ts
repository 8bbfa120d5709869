/** What applications may learn of a person, as they say it themself. */

import { ProfilePage } from '../../pages/account/profile.tsx'
import type { Problem } from '../../pages/fields.tsx'
import type { Text } from '../../pages/text.ts'
import type { StandardClaims } from '../../protocol/subject.ts'
import { changeProfile, type OwnClaim, ownClaims } from '../../registry/own-account.ts'
import { goTo, message, show, type Visit } from '../portal.ts'
import { problemsOf } from '../refusals.ts'
import { changeAccount, noticeOf, ownChange, ownRecord, subOf } from './own.ts'
import { knownZone } from './when.ts'

type Profile = Partial<Record<OwnClaim, string>>

/** By field of the form, for what the registry refuses. */
const labelsIn = (t: Text) => (name: OwnClaim) => t(`profile.label_${name}`)

const fieldsIn = (t: Text) =>
  Object.fromEntries(ownClaims.map((name) => [`claims.${name}`, [name, labelsIn(t)(name)] as const]))

export async function showProfile(visit: Visit): Promise<Response> {
  const { user, version } = await ownRecord(visit)
  return profilePage(visit, user.claims, user.claims, version, [])
}

export async function submitProfile(visit: Visit): Promise<Response> {
  const { server, form, person } = visit
  if (!server.settings.account_page.change_profile)
    return message(visit, 403, visit.frame.t('portal.not_open'), visit.frame.t('profile.by_others'))
  const typed: Profile = Object.fromEntries(ownClaims.map((name) => [name, (form.get(name) ?? '').trim()]))
  const sent = form.get('version') ?? ''
  const { canonical, problems } = checked(visit.frame.t, typed)
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
    return profilePage(visit, typed, user.claims, version, refusedFields(visit.frame.t, error))
  }
}

/** Empty is taken away. What a machine must understand is checked beyond what a record demands. */
function checked(
  t: Text,
  typed: Profile,
): {
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
      message: t('profile.zoneinfo_faulty'),
    })
  if (locale) {
    const known = knownLocale(locale)
    if (known === undefined) problems.push({ field: 'locale', message: t('profile.locale_faulty') })
    else canonical.locale = known
  }
  if (picture && !picture.startsWith('https://'))
    problems.push({ field: 'picture', message: t('profile.picture_faulty') })
  return { canonical, problems }
}

/** What the registry refuses, at its field: too long, or no address. Its own words are for operators, in English. */
function refusedFields(t: Text, error: unknown): Problem[] {
  const problems = problemsOf(error, fieldsIn(t))
  if (t.language === 'en') return problems
  return problems.map(({ field }) =>
    field === undefined
      ? { message: t('profile.changed_meanwhile') }
      : { field, message: t('profile.faulty', { field: labelsIn(t)(field as OwnClaim) }) },
  )
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
  const { t } = frame
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
    labels: Object.fromEntries(ownClaims.map((name) => [name, labelsIn(t)(name)])),
    problems,
    version,
    editable: server.settings.account_page.change_profile,
    zones: Intl.supportedValuesOf('timeZone'),
    fixed: [
      { term: t('profile.user_name'), value: person.subject.user_id },
      {
        term: t('profile.email'),
        value:
          email === undefined
            ? t('account_email.none')
            : t(email_verified ? 'profile.email_verified' : 'profile.email_unverified', { email }),
      },
      ...(phone_number === undefined ? [] : [{ term: t('profile.phone'), value: phone_number }]),
      ...(shownAddress ? [{ term: t('profile.address'), value: shownAddress }] : []),
    ],
    notice: noticeOf(visit, { saved: 'profile.saved' }),
  })
  return show(visit, page, problems.length > 0 ? 400 : 200)
}
