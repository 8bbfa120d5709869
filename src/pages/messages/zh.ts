import type { Messages } from './en.ts'

/** Simplified Chinese. */
export const zh: Partial<Messages> = {
}
