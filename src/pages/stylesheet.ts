import { fingerprint } from './fingerprint.ts'
import { deviceStyles } from './stylesheet-device.ts'
import { enrolmentStyles } from './stylesheet-enrolment.ts'
import { rosette } from './stylesheet-rosette.ts'
import { stepStyles } from './stylesheet-step.ts'

/**
 * The one stylesheet of a sign-in: the frame, the ticket and what stands on it. Its steps and the device pages have their
 * part in files of their own. Colours, measures and the ticket's geometry are custom properties at its top: a theme sets
 * them anew.
 */
export const stylesheet = `:root {
  color-scheme: light dark;
  --ground: #e4ebe5;
  --paper: #fcfdfb;
  --ink: #14211d;
  --quiet: #4b5a54;
  --line: #d5ddd8;
  --edge: #74847d;
  --stub: #0e3b32;
  --stub-ink: #f2f8f4;
  --stub-quiet: #b9d2c7;
  --void: #45322a;
  --accent: #0e5c49;
  --accent-over: #0a4738;
  --accent-ink: #fff;
  --over: #edf3ef;
  --link: #0b5f4b;
  --alarm: #9a2412;
  --alarm-ground: #fcefeb;
  --warn: #6f3f06;
  --warn-ground: #fdf2dc;
  --focus: #b8560a;
  --spark: #f4bd52;
  --hole: #b7c7be;
  --shadow: drop-shadow(0 1px 1px #0e3b3218) drop-shadow(0 14px 22px #0e3b3220);
  --notch: .7rem;
  --corner: .6rem;
  --corner-large: 1.1rem;
  --font: -apple-system, BlinkMacSystemFont, 'Segoe UI Variable Text', 'Segoe UI', Roboto, Ubuntu, Cantarell, 'Noto Sans',
    'Helvetica Neue', Arial, system-ui, sans-serif;
  --pad: clamp(1.25rem, 5vw, 2.75rem);
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'Liberation Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0a100e;
    --paper: #151d1a;
    --ink: #e9f0ec;
    --quiet: #a9b8b1;
    --line: #2d3a35;
    --edge: #7b8b84;
    --stub: #0f4437;
    --void: #4a362d;
    --accent: #86d9ba;
    --accent-over: #a5e7cf;
    --accent-ink: #06231b;
    --over: #1f2a26;
    --link: #8fdcbf;
    --alarm: #ffb8a8;
    --alarm-ground: #37190f;
    --warn: #f6d08a;
    --warn-ground: #2e2311;
    --focus: #f4bd52;
    --hole: #070b0a;
    --shadow: none;
  }
}
*, ::before, ::after { box-sizing: border-box }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; background: var(--ground) }
body {
  margin: 0;
  min-height: 100vh;
  min-height: 100dvh;
  display: grid;
  grid-template: 1fr auto / minmax(0, 1fr);
  color: var(--ink);
  background: var(--ground);
  font: 1.0625rem/1.5 var(--font);
  overflow-wrap: anywhere;
}
main { width: 100%; max-width: 60rem; margin: auto; padding: clamp(.75rem, 4vw, 3rem) }
h1, h2, p, ul, ol, dl, dd { margin: 0; padding: 0 }
h1 { font-size: clamp(1.6rem, 1.25rem + 1.7vw, 2.25rem); line-height: 1.15; letter-spacing: -.02em; text-wrap: balance }
h2 { font-size: 1.0625rem; line-height: 1.4 }
a { color: var(--link); text-underline-offset: .2em; text-decoration-thickness: 1px }
a:hover { text-decoration-thickness: 2px }
code, .address, .host { font-family: var(--mono); font-size: .9em }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: .3rem }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }

.ticket { display: grid; filter: var(--shadow) }
.stub, .slip { padding: var(--pad); min-width: 0; mask-composite: intersect }
.stub {
  --from: 0 100%;
  --to: 100% 100%;
  --focus: var(--spark);
  display: flex;
  flex-direction: column;
  gap: .75rem;
  color: var(--stub-ink);
  background: var(--stub) ${rosette} no-repeat right -8rem top -8rem / 19rem;
  border-radius: var(--corner-large) var(--corner-large) 0 0;
}
.slip {
  --from: 0 0;
  --to: 100% 0;
  background: var(--paper);
  border-radius: 0 0 var(--corner-large) var(--corner-large);
  border-top: 4px dotted var(--hole);
}
.stub, .slip {
  mask-image: radial-gradient(circle at var(--from), #0000 calc(var(--notch) - .5px), #000 var(--notch)),
    radial-gradient(circle at var(--to), #0000 calc(var(--notch) - .5px), #000 var(--notch));
}
.void .stub { --stub-ink: #f2f8f4; --stub-quiet: #d9cdc5; --spark: #f4bd52; background-color: var(--void) }
.stub > * { flex: none }
.stub a, .stub .host { color: var(--stub-quiet) }
.stub p { color: var(--stub-quiet) }
.lead-in { color: var(--stub-quiet); font-weight: 500 }
h1 .lead-in { display: block; font-size: .62em; line-height: 1.35; letter-spacing: 0 }
.slip, form { display: flex; flex-direction: column; gap: 1.25rem }
.host a, tbody th a { display: inline-block; padding: .7rem 0; margin: -.7rem 0 }
@media (min-width: 48rem) {
  .ticket { grid-template-columns: minmax(0, 5fr) minmax(0, 7fr); min-height: 27rem }
  .stub { --from: 100% 0; background-position: right -9rem bottom -9rem; background-size: 24rem; border-radius: var(--corner-large) 0 0 var(--corner-large) }
  .slip {
    --to: 0 100%;
    justify-content: center;
    border-radius: 0 var(--corner-large) var(--corner-large) 0;
    border-top: 0;
    border-inline-start: 4px dotted var(--hole);
  }
}

.mark {
  flex: none;
  display: grid;
  place-items: center;
  width: 3.5rem;
  height: 3.5rem;
  border-radius: .9rem;
  overflow: hidden;
  object-fit: contain;
  color: #14211d;
  background: #f6e3bd;
  font-weight: 650;
  font-size: 1.2rem;
  line-height: 1;
  white-space: nowrap;
}
img.mark { background: #fff }
img[src='/icon.svg'].mark { padding: .35rem }
.tint-1 { background: #cfe6f2 }
.tint-2 { background: #f3d3c8 }
.tint-3 { background: #dcd8f3 }
.person .mark { width: 2.5rem; height: 2.5rem; border-radius: 50%; font-size: .9rem }

label { display: block; font-weight: 600; margin-bottom: .35rem }
input:not([type='hidden']) {
  display: block;
  width: 100%;
  min-height: 3rem;
  padding: .6rem .85rem;
  font: inherit;
  color: inherit;
  background: transparent;
  border: 1px solid var(--edge);
  border-radius: var(--corner);
}
input:focus-visible { outline-offset: -1px; border-color: var(--focus); border-radius: var(--corner) }
.problem {
  padding: .8rem 1rem;
  color: var(--alarm);
  background: var(--alarm-ground);
  border-inline-start: .3rem solid;
  border-radius: var(--corner); border-start-start-radius: .3rem; border-end-start-radius: .3rem;
  font-weight: 600;
}
.actions { display: flex; flex-wrap: wrap; gap: .75rem }
.actions > * { flex: 1 1 auto }
.equal > * { flex-basis: 6.5rem; width: 0 }
button, .button {
  min-height: 3rem;
  min-width: 2.75rem;
  max-width: 100%;
  padding: .6rem 1.1rem;
  font: inherit;
  font-weight: 600;
  line-height: 1.3;
  text-align: center;
  text-decoration: none;
  overflow-wrap: anywhere;
  color: var(--ink);
  background: transparent;
  border: 1px solid var(--edge);
  border-radius: var(--corner);
  cursor: pointer;
}
button:hover, .button:hover { background: var(--over); border-color: var(--ink) }
button:focus-visible, .button:focus-visible { border-radius: var(--corner) }
.primary { color: var(--accent-ink); background: var(--accent); border-color: var(--accent) }
.primary:hover { background: var(--accent-over); border-color: var(--accent-over) }
.quiet { color: var(--link); border-color: transparent; text-decoration: underline 1px; text-underline-offset: .2em }

.scopes { list-style: none; display: grid; gap: .7rem }
.scopes li { position: relative; padding-inline-start: 1.9rem }
.scopes li::before {
  content: '';
  position: absolute;
  inset-inline-start: .3rem;
  top: .35em;
  width: .42rem;
  height: .8rem;
  border: solid var(--link);
  border-width: 0 2.5px 2.5px 0;
  transform: rotate(42deg);
}
summary { min-height: 2.75rem; padding: .6rem 0; color: var(--quiet); cursor: pointer }
details .scopes { color: var(--quiet); padding-bottom: .5rem }
.person { display: flex; align-items: center; gap: .8rem; width: 100%; text-align: start }
.who { flex: 1 1 0; min-width: 0; font-weight: 600; line-height: 1.3 }
p.person { flex-wrap: wrap; row-gap: 0 }
p.person .who { flex-basis: auto; max-width: calc(100% - 3.3rem) }
.login { display: block; color: var(--quiet); font-weight: 400; font-size: .9375rem }
p.person { padding-top: 1.25rem; border-top: 1px solid var(--line) }
p.person button { flex: none; margin-inline: auto -1.1rem }
.accounts { list-style: none; display: grid; gap: .6rem }
.tag { display: inline-block; margin-top: .35rem; padding: .1rem .6rem; border: 1px solid var(--edge); border-radius: 1rem; font-size: .8125rem; font-weight: 500; color: var(--quiet) }
.next, .small-print { color: var(--quiet); font-size: .9375rem }
.address { color: var(--ink); font-weight: 600 }
.small-print { font-size: .875rem }
.policies { display: flex; flex-wrap: wrap; align-items: center; column-gap: 1rem; margin: -.7rem 0 }
.policies a { padding: .75rem 0 }
.advice { padding-inline-start: 1.4rem; display: grid; gap: .5rem }
.developer { margin-top: .5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); font-size: .9375rem }
.developer dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .5rem 1.25rem; margin-top: .75rem }
dt { color: var(--quiet) }
.links { list-style: none; margin-top: -.85rem }
.links a { display: block; padding: .6rem 0; border-bottom: 1px solid var(--line) }

${deviceStyles}
${stepStyles}
${enrolmentStyles}

@media (prefers-reduced-motion: no-preference) {
  button, .button, input { transition: background-color .12s, border-color .12s }
  html { scroll-behavior: smooth }
}
@media (forced-colors: active) {
  .stub { background-image: none; border: 1px solid }
  .slip, .mark, .warning { border: 1px solid }
  .stub, .slip { mask: none }
  .scopes li::before, .seal::before { border-color: CanvasText }
  p.person button { margin-inline-end: 0 }
}
@media print { .ticket { filter: none } }
`

export const stylesheetPath = `/style.css?v=${fingerprint(stylesheet)}`
