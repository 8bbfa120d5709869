import type { Messages } from '../text.ts'

/** Japanese: です and ます. */
export const ja: Partial<Messages> = {}
