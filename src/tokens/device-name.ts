/** A browser and what it runs on, as a person knows their own devices again. */
import type { Text } from '../pages/text.ts'
import { type Device, devicePartsOf } from '../protocol/user-agent.ts'

export function deviceIn(t: Text, userAgent: string | undefined): Device {
  const { browser, system, program, kind } = devicePartsOf(userAgent)
  if (browser === undefined && system === undefined)
    return { name: program ?? t('device_name.unknown'), kind }
  const of = browser ?? t('device_name.browser')
  if (system === undefined) return { name: of, kind }
  return { name: t('device_name.on', { browser: of, system: t(`device_name.${system}`) }), kind }
}
