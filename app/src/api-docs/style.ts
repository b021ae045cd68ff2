/** The look of the API's page: the reader's own fonts, light or dark as they have it. */
export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#ddd, #444); --soft: light-dark(#f5f5f5, #202020); --dim: light-dark(#555, #aaa); }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; display: grid; grid-template-columns: 15rem minmax(0, 1fr); }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.5rem; border-right: 1px solid var(--line); }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li { margin-bottom: 0.4rem; }
main { padding: 1.5rem clamp(1rem, 4vw, 3rem); max-width: 60rem; min-width: 0; }
h1 small { color: var(--dim); font-size: 0.5em; font-weight: normal; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
h4 { margin: 1rem 0 0.3rem; }
details { border: 1px solid var(--line); border-radius: 0.4rem; margin: 0.5rem 0; padding: 0 0.8rem; }
details[open] { padding-bottom: 0.8rem; }
summary { cursor: pointer; padding: 0.5rem 0; overflow-wrap: anywhere; }
summary b { display: inline-block; min-width: 4.2rem; font: bold 0.8rem ui-monospace, monospace; }
summary span { display: block; color: var(--dim); padding-left: 4.4rem; }
.get { color: light-dark(#06c, #6bf); } .post { color: light-dark(#07703a, #5fd08a); }
.put, .patch { color: light-dark(#8a5200, #f0b060); } .delete { color: light-dark(#b3261e, #ff8a80); }
code { font: 0.9em ui-monospace, monospace; }
pre { background: var(--soft); padding: 0.6rem 0.8rem; border-radius: 0.4rem; overflow-x: auto; margin: 0.3rem 0; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.2rem 1rem; margin: 0; }
dd { margin: 0; }
a { color: light-dark(#06c, #6bf); }
:focus-visible { outline: 2px solid light-dark(#06c, #6bf); outline-offset: 2px; }
@media (max-width: 45rem) {
  body { display: block; }
  nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); }
  summary span { padding-left: 0; }
}
`.trimStart();
