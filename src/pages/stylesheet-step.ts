/** The part of the one stylesheet that is for the steps of a sign-in: fields, the other ways, the foot of a page. */
export const stepStyles = `.logo { display: block; height: 2.75rem; max-width: min(16rem, 100%); margin-bottom: 1.25rem; object-fit: contain; object-position: left }
[dir='rtl'] .logo { object-position: right }
.field .hint { margin-top: .35rem; color: var(--quiet); font-size: .9375rem }
.label { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; column-gap: 1rem }
.label a { padding: .35rem 0; font-size: .9375rem }
[aria-invalid]:not([type='hidden']) { border-color: var(--alarm); border-width: 2px }
input.code-input:not([type='hidden']) {
  font: 600 clamp(1.35rem, 1rem + 2.4vw, 1.9rem)/1.2 var(--mono);
  letter-spacing: .08em;
  text-align: center;
  text-transform: uppercase;
}
.check { display: flex; align-items: start; gap: .75rem; margin: 0; font-weight: 400 }
.check input[type='checkbox']:not([type='hidden']) { flex: none; width: 1.35rem; min-height: 0; height: 1.35rem; margin: .1rem 0 0; padding: 0; accent-color: var(--link) }
.actions > .wide { flex-basis: 100% }
.divider { display: flex; align-items: center; gap: 1rem; margin: -.15rem 0; color: var(--quiet); font-size: .9375rem }
.divider::before, .divider::after { content: ''; flex: 1; border-top: 1px solid var(--line) }
.submit { display: flex; flex-direction: column; align-items: stretch; gap: .25rem }
.submit .quiet { align-self: center; margin-bottom: -.5rem }
.ways { display: grid; gap: .6rem }
.ways form { display: contents }
.ways form[hidden] { display: none }
.ways .problem { grid-column: 1 / -1 }
.many { grid-template-columns: repeat(auto-fit, minmax(min(100%, 12rem), 1fr)) }
.quiet { font-size: .9375rem }
.method { display: flex; align-items: center; gap: .75rem; padding: .55rem .9rem; text-align: start; line-height: 1.25 }
.method[hidden] { display: none }
.method > span:last-child { min-width: 0 }
.glyph { flex: none; fill: none; stroke: var(--link); stroke-width: 1.6; stroke-linejoin: round; stroke-linecap: round }
.glyph-letters { flex: none; display: grid; place-items: center; width: 1.5rem; height: 1.5rem; border-radius: .4rem; color: #14211d; background: #f6e3bd; font-size: .8125rem }
.step-foot { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0 1.25rem; margin-bottom: -.75rem; border-top: 1px solid var(--line) }
.step-foot > :is(p, a, form) { padding: .8rem 0 }
.step-foot form { display: contents }
.step-foot .quiet { padding-inline: 0 }
.colophon { display: flex; flex-wrap: wrap; align-items: center; justify-content: center; gap: .25rem 1.25rem; padding: 0 1rem 1.25rem; color: var(--quiet); font-size: .875rem }
.imprint { display: flex; align-items: center; gap: .5rem }
.colophon a { padding: .75rem 0; color: inherit }
.languages { position: relative }
.languages summary { display: flex; align-items: center; gap: .4rem; padding: .5rem; list-style: none; border-radius: var(--corner) }
.languages summary::-webkit-details-marker { display: none }
.languages summary:hover, .languages[open] summary { color: var(--ink); background: var(--paper) }
.languages .glyph { stroke: currentColor }
.languages form { position: absolute; inset-inline-end: 0; bottom: calc(100% + .35rem); z-index: 2; gap: 0; width: max-content; padding: .4rem; background: var(--paper); border: 1px solid var(--line); border-radius: .8rem; box-shadow: 0 14px 30px #0e3b3226 }
.languages button { min-height: 2.75rem; padding: .4rem 1rem; font-weight: 400; text-align: start; border-color: #0000 }
.languages [aria-current] { font-weight: 650; color: var(--link) }
[dir='rtl'] .stub { background-position: left -8rem top -8rem }
@media (min-width: 48rem) {
  [dir='rtl'] .stub { --from: 0 0; --to: 0 100%; background-position: left -9rem bottom -9rem; border-radius: 0 var(--corner-large) var(--corner-large) 0 }
  [dir='rtl'] .slip { --from: 100% 0; --to: 100% 100%; border-radius: var(--corner-large) 0 0 var(--corner-large) }
}
@media (forced-colors: active) { .glyph { stroke: ButtonText } .languages form { border-color: CanvasText } }`
