import type { Messages } from '../text.ts'

/** Simplified Chinese. */
export const zh: Partial<Messages> = {}
