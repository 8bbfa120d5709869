import type { Messages } from '../text.ts'

/** Spanish: usted. */
export const es: Partial<Messages> = {}
