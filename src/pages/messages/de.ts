import type { Messages } from '../text.ts'

/** German: Sie. */
export const de: Partial<Messages> = {}
