import { fingerprint } from './fingerprint.ts'
import { documentStyles } from './stylesheet-documents.ts'
import { portalAccountStyles } from './stylesheet-portal-account.ts'
import { portalAdminStyles } from './stylesheet-portal-admin.ts'
import { portalFormStyles } from './stylesheet-portal-forms.ts'
import { portalPartStyles } from './stylesheet-portal-parts.ts'
import { portalSignInStyles } from './stylesheet-portal-sign-in.ts'
import { rosette } from './stylesheet-rosette.ts'

/**
 * What only portals need, on top of the one stylesheet and in its colours: people who sign in need not load it. The
 * frame stands here; forms, and what stands on a sheet, have files of their own.
 */
export const portalStylesheet = `${documentStyles}
.portal { grid-template-rows: auto 1fr auto }
.portal main { max-width: 78rem; margin: 0 auto; padding-top: .5rem }
.masthead {
  position: relative;
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: .35rem 1.75rem;
  width: 100%;
  max-width: 78rem;
  margin: 0 auto;
  padding: .9rem clamp(.75rem, 4vw, 3rem) .5rem;
}
.skip { position: absolute; inset-inline-start: 1rem; top: -6rem; z-index: 3; padding: .6rem 1rem; background: var(--paper); border-radius: var(--corner) }
.skip:focus { top: .75rem }
.brand { display: flex; align-items: center; gap: .7rem; min-height: 2.75rem; color: var(--ink); font-weight: 650; line-height: 1.2; text-decoration: none }
.brand .portal-name { display: block; color: var(--quiet); font-size: .875rem; font-weight: 400 }
.brand:hover .portal-name { text-decoration: underline }
.masthead nav { flex: 1 1 auto }
.masthead nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem }
.masthead nav a { display: block; padding: .6rem .9rem; color: var(--quiet); text-decoration: none; border-radius: var(--corner) }
.masthead nav :is(:hover, [aria-current]) { color: var(--ink); background: var(--paper) }
.masthead nav [aria-current] { font-weight: 600 }
.me { position: relative; z-index: 2 }
.me summary { display: flex; align-items: center; gap: .6rem; min-height: 2.75rem; padding: .25rem .5rem; list-style: none; border-radius: var(--corner) }
.me summary::-webkit-details-marker { display: none }
.me summary:hover, .me[open] summary { color: var(--ink); background: var(--paper) }
.me summary::after { content: ''; width: .45rem; height: .45rem; margin: -.25rem 0 0; margin-inline-end: .2rem; border: solid; border-width: 0 2px 2px 0; transform: rotate(45deg) }
.me .name { max-width: 12rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.me .mark { width: 2rem; height: 2rem; border-radius: 50%; font-size: .75rem }
.me form { position: absolute; inset-inline-end: 0; top: calc(100% + .4rem); width: max-content; max-width: min(20rem, 92vw); padding: 1.1rem; gap: .6rem; background: var(--paper); border: 1px solid var(--line); border-radius: .9rem; box-shadow: 0 14px 30px #0e3b3226 }

.folio { display: grid; filter: var(--shadow) }
.folio > .stub {
  --from: 0 100%;
  --to: 100% 100%;
  gap: .6rem;
  padding: calc(var(--pad) * .8) var(--pad);
  background: var(--stub) ${rosette} no-repeat right -5rem top -9rem / 24rem;
  border-radius: var(--corner-large) var(--corner-large) 0 0;
}
.folio .above { margin: -.6rem 0 -.4rem }
.folio .above a { display: inline-block; padding: .5rem 0; text-decoration: none }
.folio .above a:hover { text-decoration: underline }
.headline { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 1rem 2rem }
.heading { display: flex; align-items: center; gap: 1rem; min-width: 0 }
.heading h1 { min-width: 0 }
.heading .tag, .stub .tag { margin: 0; color: var(--stub-quiet); border-color: currentColor }
.headline .actions > * { flex: none }
.stub :is(.button, button) { color: var(--stub-ink); border-color: #ffffff59 }
.stub :is(.button, button):hover { color: var(--stub-ink); background: #ffffff1f; border-color: #fff }
.stub .primary, .stub .primary:hover { color: #14211d; background: var(--spark); border-color: var(--spark) }
.stub .primary:hover { background: #ffd07a }
.lead { max-width: 46rem }
.tabs { margin: .6rem 0 calc(var(--pad) * -.8 + .35rem) }
.tabs ul { list-style: none; display: flex; flex-wrap: wrap; gap: 0 1.75rem }
.tabs a { display: block; padding: .7rem 0 .6rem; border-bottom: 3px solid #0000; text-decoration: none }
.tabs a:hover { color: var(--stub-ink); border-color: #ffffff59 }
.tabs [aria-current] { color: var(--stub-ink); font-weight: 600; border-color: var(--spark) }
.leaf {
  --from: 0 0;
  --to: 100% 0;
  min-width: 0;
  padding-bottom: calc(var(--pad) * .5);
  background: var(--paper);
  border-top: 4px dotted var(--hole);
  border-radius: 0 0 var(--corner-large) var(--corner-large);
  mask-image: radial-gradient(circle at var(--from), #0000 calc(var(--notch) - .5px), #000 var(--notch)),
    radial-gradient(circle at var(--to), #0000 calc(var(--notch) - .5px), #000 var(--notch));
  mask-composite: intersect;
}
.leaf > form { display: block }
.panel { position: relative; display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.1rem 3rem; padding: calc(var(--pad) * .8) var(--pad); scroll-margin-top: 1rem }
.panel + .panel { border-top: 1px solid var(--line) }
.panel h2 { font-size: 1.1875rem; letter-spacing: -.01em }
.panel h3 { margin: 0; font-size: 1rem }
.about p { margin-top: .35rem; color: var(--quiet); font-size: .9375rem; max-width: 34rem }
.content { display: flex; flex-direction: column; gap: 1.25rem; min-width: 0 }
.leaf > .notice { margin: calc(var(--pad) * .6) var(--pad) 0 }
.leaf > .actions { padding: 0 var(--pad) calc(var(--pad) * .5) }
.actions.end > * { flex: none; min-width: 9rem }
@media (min-width: 62rem) {
  .panel { grid-template-columns: 15rem minmax(0, 1fr) }
  .leaf > form > .actions.end { padding-inline-start: calc(var(--pad) + 18rem) }
}
@media (min-width: 48rem) and (max-width: 77.99rem) {
  .masthead:has(nav li:nth-child(5)) nav { order: 3; flex-basis: 100% }
  .masthead:has(nav li:nth-child(5)) .me { margin-inline-start: auto }
}
@media (max-width: 47.99rem) {
  .masthead { gap: .25rem 1rem }
  .masthead nav { order: 3; flex-basis: 100%; min-width: 0 }
  .masthead nav ul { gap: 0 }
  .masthead nav a { padding-inline: .7rem; font-size: .9375rem; white-space: nowrap }
  .tabs ul { column-gap: 1.15rem }
  .tabs a { white-space: nowrap }
  .me { margin-inline-start: auto }
  .me summary .name { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
  .actions.end > * { flex: 1 1 auto }
}
${portalFormStyles}
${portalPartStyles}
${portalAdminStyles}
${portalSignInStyles}
${portalAccountStyles}
@media (forced-colors: active) {
  .folio > .stub { background-image: none; border: 1px solid }
  .leaf { mask: none; border: 1px solid }
  .tabs [aria-current], .masthead nav [aria-current] { text-decoration: underline }
  .option:has(:checked) { outline: 3px solid Highlight }
}
@media print {
  .masthead, .portal .colophon { display: none }
  .folio { filter: none }
}
`

export const portalStylesheetPath = `/portal.css?v=${fingerprint(portalStylesheet)}`
