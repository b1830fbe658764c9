// SPDX-License-Identifier: Apache-2.0
// The map page's style sheet.
#pragma once

namespace bouton::compiler {

inline constexpr char map_page_style[] = R"CSS(
:root{--paper:#f7f6f1;--card:#fff;--ink:#16232b;--soft:#5d6b73;--line:#e2e0d6;--chip:#147876;
--link:#c8553d;--pale:#b9b6a8}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:1240px;margin:0 auto;padding:40px 24px 72px}
h1{font-size:34px;line-height:1.2;margin:0 0 6px;letter-spacing:-.015em}
h2{font-size:21px;margin:0 0 4px}
.lead{color:var(--soft);max-width:76ch;margin:0 0 26px;font-size:17px}
.note{color:var(--soft);max-width:90ch;margin:0 0 14px;font-size:14.5px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:14px;
margin-bottom:22px}
.tile,.card{background:var(--card);border:1px solid var(--line);border-radius:10px}
.tile{padding:16px 18px;border-top:4px solid var(--chip)}
.tile.link{border-top-color:var(--link)}
.tile b{display:block;font-size:30px;line-height:1.15;letter-spacing:-.02em;
font-variant-numeric:tabular-nums}
.tile span{display:block;font-size:14px;color:var(--soft)}
.tile .name{color:var(--ink);font-weight:600;font-size:14px;margin-bottom:4px}
.card{padding:22px 24px;margin-bottom:20px;overflow-x:auto}
.maps{display:grid;grid-template-columns:repeat(auto-fit,minmax(250px,1fr));gap:22px}
figure{margin:0}figcaption{font-size:14.5px;margin-bottom:8px}
svg{width:100%;height:auto;display:block}
.traffic{max-width:820px}
.core{stroke:#fff;stroke-width:1}.none{fill:#efede4}
svg text{fill:var(--ink);font-size:11px;text-anchor:middle;dominant-baseline:central;
font-variant-numeric:tabular-nums}
svg text.light{fill:#fff}
.scale{display:flex;align-items:center;gap:8px;font-size:13px;color:var(--soft);margin-top:12px}
.scale i{display:inline-block;width:150px;height:10px;border-radius:5px}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:14.5px;width:100%}
td,th{padding:5px 14px 5px 0;border-bottom:1px solid var(--line);text-align:left}
td.n,th.n{text-align:right;white-space:nowrap}
)CSS";

}  // namespace bouton::compiler
