// SPDX-License-Identifier: Apache-2.0
// The style sheet of reports.
#pragma once

namespace bouton::common {

inline constexpr char page_style[] = R"CSS(
:root{--paper:#f7f6f1;--card:#fff;--ink:#16232b;--soft:#5d6b73;--line:#e2e0d6;--chip:#147876;
--float:#c8553d;
--pale:#b9b6a8;--gold:#c9992e}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",
Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:1240px;margin:0 auto;padding:40px 24px 72px}
h1{font-size:34px;line-height:1.2;margin:0 0 6px;letter-spacing:-.015em}
h2{font-size:21px;margin:0 0 4px}
.lead{color:var(--soft);max-width:76ch;margin:0 0 26px;font-size:17px}
.note{color:var(--soft);max-width:90ch;margin:0 0 14px;font-size:14.5px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(215px,1fr));gap:14px;
margin-bottom:22px}
.tile,.card{background:var(--card);border:1px solid var(--line);border-radius:10px}
.tile{padding:16px 18px;border-top:4px solid var(--pale)}
.tile.chip{border-top-color:var(--chip)}.tile.float{border-top-color:var(--float)}
.tile.bad{border-top-color:#b00020;background:#fff3f3}
.tile b{display:block;font-size:30px;line-height:1.15;letter-spacing:-.02em;
font-variant-numeric:tabular-nums}
.tile span{display:block;font-size:14px;color:var(--soft)}
.tile .name{color:var(--ink);font-weight:600;font-size:14px;margin-bottom:4px}
.card{padding:22px 24px;margin-bottom:20px}
.two{display:grid;grid-template-columns:1fr 1fr;gap:26px}
@media(max-width:860px){.two{grid-template-columns:1fr}}
figure{margin:0}figcaption{font-size:14.5px;margin-bottom:8px}
.fields{width:100%;max-width:560px;image-rendering:pixelated;display:block}
.chart{width:100%;height:auto;display:block}
.grid{stroke:var(--line)}.axis{stroke:#9aa3a8}
.tick,.label{fill:var(--soft);font-size:12px}.label{font-size:13px}
.line{fill:none;stroke-width:2.2}.line.error{stroke-width:1;opacity:.7}
.line.chip,.area.chip{stroke:var(--chip)}.line.soft{stroke:var(--gold)}
.mark.chip{fill:var(--chip)}.mark.soft{fill:var(--gold)}
.area{stroke-width:2;fill:none}.area.chip{fill:rgba(20,120,118,.16)}
.area.float{stroke:var(--float);stroke-dasharray:5 3}.area.before{stroke:var(--pale);
fill:rgba(185,182,168,.25)}
.legend{margin:6px 0 0;font-size:14px;color:var(--soft)}.legend span{margin-right:18px;
white-space:nowrap}
.legend i{display:inline-block;width:18px;height:4px;margin-right:6px;vertical-align:middle;
background:var(--pale)}
.legend i.chip{background:var(--chip)}.legend i.float{background:var(--float)}
.legend i.soft{background:var(--gold)}
.band{fill:#fbfaf6}.band.other{fill:#f1efe6}.inputs{stroke:#2f5563;stroke-width:1.5;fill:none}
.spike{fill:var(--float)}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:14.5px}
.facts{width:100%}.facts td,.facts th{padding:5px 10px 5px 0;border-bottom:1px solid var(--line);
text-align:left;vertical-align:top}
.facts td.n{text-align:right;white-space:nowrap}.facts th.n{text-align:right}
.facts .what{color:var(--soft)}
.confusion td,.confusion th{width:44px;height:32px;text-align:center;border:1px solid #fff}
.confusion .sum{width:74px;color:var(--soft);text-align:right}
pre{background:#f3f1e9;border-radius:8px;padding:14px 16px;overflow:auto;font-size:13px;
line-height:1.45}
code{background:#f3f1e9;border-radius:4px;padding:1px 5px}
.good{color:var(--chip);font-weight:600}.wrong{color:#b00020;font-weight:600}
footer{color:var(--soft);font-size:14px}
)CSS";

}  // namespace bouton::common
