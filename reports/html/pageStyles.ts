/**
 * The stylesheet of reports and of the page: tokens from the palette, a type scale of five steps (12, 14, 16, 20, 28), spacing in steps of 4.
 * Light or dark as the system says, unless `data-theme` on the root says otherwise. For print the script adds `printing` to the root before it draws the charts for paper: what lays them out stands
 * under that class. Sections of charts alone stay whole where a page has room for them.
 */
import { lineInks, pageInks } from '../charts/palette.ts';

const tokens = [
  ...Object.entries(pageInks).map(([name, ink]) => `--${name}:light-dark(${ink.light},${ink.dark})`),
  ...lineInks.map((ink, index) => `--line-${index}:light-dark(${ink.light},${ink.dark})`),
].join(';');

export const pageStyles = `
:root{color-scheme:light dark;${tokens}}
:root[data-theme=light]{color-scheme:light}
:root[data-theme=dark]{color-scheme:dark}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--text);font:400 16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;font-variant-numeric:tabular-nums}
main,body>header,body>footer{max-width:1160px;margin:0 auto;padding:0 24px}
a{color:var(--accent);text-underline-offset:2px}
h1{font-size:28px;line-height:1.2;margin:0;font-weight:650;letter-spacing:-.01em}
h2{font-size:20px;line-height:1.3;margin:0 0 10px;font-weight:650}
h3{font-size:14px;line-height:1.4;margin:0;font-weight:650}
p{margin:0 0 12px;max-width:72ch}
code,pre,.mono{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono',monospace}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.soft{color:var(--soft)}
.good{color:var(--good)}.bad{color:var(--bad)}
.skip{position:absolute;left:-999px}.skip:focus{left:24px;top:8px;background:var(--ground);padding:4px 8px;z-index:2}

body>header{padding-top:28px;padding-bottom:20px}
body>header .line+h1{margin-top:4px}
body>header .line{display:flex;gap:16px;align-items:baseline;justify-content:space-between;flex-wrap:wrap}
.brand{font-size:12px;font-weight:650;letter-spacing:.08em;text-transform:uppercase;color:var(--soft)}
.facts{display:flex;flex-wrap:wrap;gap:4px 20px;margin:8px 0 0;padding:0;list-style:none;font-size:14px;color:var(--soft)}
.badge{display:inline-block;font-size:12px;font-weight:650;padding:2px 8px;border-radius:10px;border:1px solid currentColor;vertical-align:4px;margin-left:8px}
.themes{display:inline-flex;border:1px solid var(--rule);border-radius:6px;overflow:hidden}
button{font:inherit;color:inherit;background:none;border:0;cursor:pointer}
.themes button{font-size:12px;padding:4px 10px;color:var(--soft)}
.themes button[aria-pressed=true]{background:var(--shade);color:var(--text)}
nav.contents{position:sticky;top:0;z-index:1;background:var(--ground);border-block:1px solid var(--rule)}
nav.contents ul{max-width:1160px;margin:0 auto;padding:0 24px;display:flex;gap:14px;list-style:none;overflow-x:auto;font-size:13px;scrollbar-width:none;mask-image:linear-gradient(to right,#000 calc(100% - 24px),transparent)}
nav.contents a{display:block;padding:9px 0;color:var(--soft);text-decoration:none;white-space:nowrap}
nav.contents a:hover{color:var(--text)}

section{padding:32px 0;border-bottom:1px solid var(--rule);scroll-margin-top:40px}
main>section:last-child{border-bottom:0}
section>p{color:var(--soft);font-size:14px}
#found>p{max-width:110ch}
.found{display:grid;grid-template-columns:minmax(0,5fr) minmax(0,6fr);gap:24px 48px;align-items:start}
.found p{font-size:16px;color:var(--text)}
.grid{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:32px 40px;margin-top:20px}
.grid>.wide{grid-column:1/-1}
.scroll+p,details.metric+p{margin-top:10px}

.scroll{overflow-x:auto;position:relative}
.scroll+h3,.grid+h3{margin:24px 0 4px}
table{border-collapse:collapse;width:100%;font-size:14px;line-height:1.4}
th,td{padding:6px 0 6px 20px;text-align:right;white-space:nowrap;border-bottom:1px solid var(--rule);font-weight:400}
th:first-child,td:first-child{padding-left:0}
th.text,td.text{text-align:left}
thead th{font-size:12px;color:var(--soft);vertical-align:bottom}
tbody th{font-weight:500}
tbody tr:last-child>*{border-bottom:0}
tr.total>*{font-weight:650;border-top:1px solid var(--soft)}
td.wrap{white-space:normal;min-width:14ch}
.glance th{font-weight:400;color:var(--soft);padding-right:8px}
.glance td{text-align:left;white-space:normal;padding-left:12px}
.glance td b{font-weight:650;white-space:nowrap}
.glance small{font-size:14px;color:var(--soft);margin-left:6px}

.sentences p{max-width:110ch;margin-bottom:8px;color:var(--text);font-size:16px}
.sentences small{display:block;font-size:14px;color:var(--soft)}
.chooser{display:flex;flex-wrap:wrap;gap:8px 20px;align-items:center;margin:18px 0 10px;padding:10px 14px;background:var(--raised);border:1px solid var(--rule);border-radius:8px;font-size:14px}
.chooser[hidden]{display:none}
.chooser label{display:inline-flex;gap:6px;align-items:center;color:var(--soft)}
.chooser .field{display:inline-flex;gap:4px;align-items:center}
.chooser input,.chooser select{font:inherit;font-size:14px;color:var(--text);background:var(--ground);border:1px solid var(--control);border-radius:6px;padding:3px 6px}
.chooser input{width:7ch}
.chooser output{font-weight:650;color:var(--text);margin-left:auto}
.answer td small,.answer th small{display:block;font-size:12px;font-weight:400;color:var(--soft)}
.judged td small,.judged thead th+th{padding-right:1.3em}
.answer tbody th small{display:inline}
.answer thead th{white-space:normal;min-width:11ch}
.answer thead small{white-space:nowrap}
.verdict{display:inline-block;width:1.3em;text-align:right;font-size:11px}
tr.unmet>*{color:var(--soft)}tr.unmet b{font-weight:400}tr.unmet th::after{content:' – does not meet it';font-size:12px;font-weight:400}
details.metric{border-top:1px solid var(--rule);padding:6px 0}
details.metric>summary{font-size:14px;color:var(--text);width:auto}
details.metric>summary small{font-size:12px;color:var(--soft);margin-left:6px}

.tools{display:flex;gap:16px;align-items:baseline;max-width:none}
.tools input{font:inherit;color:var(--text);background:var(--ground);border:1px solid var(--control);border-radius:6px;padding:4px 10px;width:min(34ch,60vw)}
.sortable th small{display:block;font-size:12px;font-weight:400;color:var(--soft);white-space:normal;max-width:60ch}
.sortable thead button{font-size:12px;color:var(--soft);padding:0}
.sortable th[aria-sort=ascending] button::after{content:' ↑'}.sortable th[aria-sort=descending] button::after{content:' ↓'}

figure.chart{margin:0;min-width:0}
figure.chart figcaption p{font-size:12px;color:var(--soft);margin:2px 0 0}
.legend{display:flex;flex-wrap:wrap;gap:2px 14px;margin:8px 0 4px;padding:0;list-style:none;font-size:12px;min-height:22px;align-items:center}
.legend button{display:inline-flex;align-items:center;gap:6px;padding:3px 0;border-radius:3px}
.legend button[aria-pressed=false]{color:var(--soft);text-decoration:line-through}
.legend button[aria-pressed=false] svg{opacity:.35}
.legend .key{display:inline-flex;align-items:center;gap:5px;color:var(--soft)}
.legend .key svg{fill:var(--mark)}
.sample{fill:none;stroke:var(--ink);stroke-width:2}
.sample.area{fill:var(--ink);stroke:none}
.band{width:14px;height:10px;border-radius:2px;background:var(--shade);border:1px solid var(--rule)}
.band.stall{background:var(--stall)}
.plot{position:relative;height:240px}
.wide .plot{height:300px}
.plot canvas{position:absolute;inset:0;touch-action:pan-y}
.printing main{width:688px;padding:0}
.printing .grid{display:block;margin-top:12pt}
.printing .grid>*{display:inline-block;width:48%;vertical-align:top;margin:0 .5% 12pt}
.printing .grid>.wide{width:98%}
.printing .plot,.printing .wide .plot{height:200px}
.brush{position:absolute;pointer-events:none;background:color-mix(in srgb,var(--accent) 18%,transparent);border-inline:1px solid var(--accent)}
.under{display:flex;align-items:flex-start;gap:12px}
.under details{flex:1;min-width:0}
.saves{display:flex;gap:2px;margin-top:6px}
.saves button{font-size:12px;color:var(--soft);padding:3px 6px;border-radius:4px}
.saves button:hover{background:var(--shade);color:var(--text)}
.dot{overflow:visible}.legend .key svg.dot{fill:none;stroke:var(--soft);stroke-width:1.6}
.legend .key svg.dot.filled{fill:var(--accent);stroke:var(--accent)}
.legend .key svg.dot.better,.dot.better{fill:var(--good);stroke:none}
.legend .key svg.dot.worse,.dot.worse{fill:var(--bad);stroke:none}
details{margin-top:6px;font-size:14px}
summary{cursor:pointer;color:var(--soft);font-size:12px;padding:3px 0;width:max-content}
details[open]>summary{margin-bottom:6px}
.chart details .scroll{max-height:420px;overflow-y:auto}
.chart details .scroll thead th{position:sticky;top:0;background:var(--ground)}

.timeline{display:block;width:100%;height:auto;margin:16px 0 4px}
.timeline text{font-size:12px;fill:var(--soft)}
.timeline+.legend,.scroll+.legend{margin-bottom:16px}
.timeline .lane{stroke:var(--rule)}
.timeline .mark{fill:var(--mark)}
.timeline .undone{fill:color-mix(in srgb,var(--ink) 24%,transparent);stroke:var(--ink)}
.timeline .stall{fill:var(--stall)}
.timeline .shade{fill:var(--shade)}
.trace{border-top:1px solid var(--rule);padding:10px 0 2px;margin:0}
.trace:first-of-type{margin-top:16px}
.trace summary{font-size:14px;color:var(--text);width:auto}
.pager{display:flex;gap:8px;align-items:center;font-size:12px;color:var(--soft);margin:8px 0 16px}
.pager button{border:1px solid var(--rule);border-radius:6px;padding:3px 10px;color:var(--text)}
.pager button:disabled{color:var(--soft);cursor:default;opacity:.6}
.bar{display:inline-block;height:8px;border-radius:2px;background:var(--accent);vertical-align:1px}
pre{background:var(--raised);border:1px solid var(--rule);border-radius:6px;padding:12px 14px;overflow-x:auto;margin:8px 0 16px}
dl.pairs{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 20px;font-size:14px;margin:0 0 16px}
dl.pairs dt{color:var(--soft)}dl.pairs dd{margin:0;overflow-wrap:anywhere}
.timebar{position:fixed;inset:auto 0 16px;margin:0 auto;width:max-content;max-width:calc(100vw - 32px);display:flex;gap:12px;align-items:center;background:var(--raised);border:1px solid var(--rule);border-radius:8px;padding:8px 14px;font-size:14px;box-shadow:0 2px 10px rgb(0 0 0/.18);z-index:3}
.timebar[hidden]{display:none}.timebar button{color:var(--accent);text-decoration:underline;text-underline-offset:2px;padding:0}
body>footer{padding-top:16px;padding-bottom:40px;font-size:12px;color:var(--soft)}

@media screen and (max-width:820px){
  main,body>header,body>footer,nav.contents ul{padding-inline:16px}
  .found,.grid{grid-template-columns:minmax(0,1fr)}
  section{padding:24px 0}
  .plot,.wide .plot{height:220px}
  h1{font-size:24px}
  th,td{padding-left:14px}
  .answer th:first-child{position:sticky;left:0;background:var(--ground);z-index:1}
}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{
  @page{margin:14mm}
  body{font-size:11pt}
  nav.contents,.themes,.pager,.skip,.under,.brush,.timebar,.chooser{display:none}
  main,body>header,body>footer{max-width:none;padding-inline:0}
  section{padding:14pt 0;border-bottom-color:#ccc}
  figure.chart,tr,pre,.timeline,.legend,dl.pairs{break-inside:avoid}
  h2,h3,figcaption,section>p:not(:last-child),.question{break-after:avoid}
  section:not(:has(>.scroll)){break-inside:avoid}
  .found{grid-template-columns:minmax(0,1fr)}
  .timeline{min-width:0!important}
  .plot canvas{max-width:100%;max-height:100%}
  .printing main{width:auto}
  table{font-size:12px}
  .answer td,.answer th{padding:4px 0 4px 6px}
  .answer thead th{min-width:0}
  .answer td{white-space:nowrap}
  .answer td small,.answer th small,.answer thead small{font-size:10px}
  .answer thead small{white-space:normal}
  details.metric:not([open]),section:has(details.metric):not(:has(details.metric[open])){display:none}
  .scroll{overflow:visible;max-height:none}
  th,td{white-space:normal;padding-left:8pt}
  pre{white-space:pre-wrap;overflow-wrap:anywhere}
}
`;
