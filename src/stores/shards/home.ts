/** A home names a shard: `<region>-<number>`. The region is Cloudflare's location hint for it. */

export const regions = ['wnam', 'enam', 'sam', 'weur', 'eeur', 'apac', 'oc', 'afr', 'me'] as const
export type Region = (typeof regions)[number]

/** Shards a region starts with; more only means that new subjects land on new ones. */
const shardsPerRegion = 1

const byContinent: ReadonlyMap<string, Region> = new Map([
  ['NA', 'enam'],
  ['SA', 'sam'],
  ['EU', 'weur'],
  ['AS', 'apac'],
  ['OC', 'oc'],
  ['AF', 'afr'],
])

/** Where a request comes from, as Cloudflare tells it. */
export interface Place {
  continent?: string
  longitude?: string
}

/** The home of a subject who first signs in from there. `draw` is a random byte. */
export function homeFor(place: Place | undefined, draw: number): string {
  const west = place?.continent === 'NA' && Number(place.longitude) < -100
  const region = west ? 'wnam' : (byContinent.get(place?.continent ?? '') ?? 'weur')
  return `${region}-${draw % shardsPerRegion}`
}

export function regionOf(home: string): Region | undefined {
  return regions.find((region) => home.startsWith(`${region}-`))
}
