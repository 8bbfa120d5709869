export type Running = { pid: number; runtime: number | undefined; url: string }

export const defaultState: string
export function runningOn(state: string): Running | undefined
export function noteRunning(state: string, running: Running): void
export function noteStopped(state: string): void
export function endOrphan(state: string): void
export function kill(pid: number): void
