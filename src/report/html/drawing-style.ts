/** How what is drawn looks. Lines of a timeline keep their width however much the drawing is stretched. */
export const drawingStyle = `
svg { display: block; overflow: visible; }
svg text { fill: var(--ink); font-size: 12px; font-family: system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; }
svg.timeline text { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
svg .mono { font-family: ui-monospace, Menlo, 'DejaVu Sans Mono', monospace; font-size: 11px; }
svg .strong { font-weight: 600; font-size: 13px; } svg .faint { fill: var(--soft); }
svg text.good { fill: var(--good); } svg text.bad { fill: var(--bad); } svg text.doubt { fill: var(--doubt); }
figure { margin-top: 0.75rem; }

.topology { width: 100%; height: auto; }
.topology.two { max-width: 26rem; } .topology.four { display: none; max-width: 46rem; }
@media (min-width: 48rem), print { .topology.replaced { display: none; } .topology.four { display: block; } }
.topology rect { fill: var(--paper); stroke: var(--soft); }
.topology .segment { fill: var(--panel); stroke: var(--line); }
.topology .holder { stroke: var(--good); stroke-width: 2.5; } .topology .missing { stroke: var(--bad); stroke-dasharray: 4 3; }
.topology .unclear { stroke: var(--doubt); stroke-dasharray: 1 3; stroke-linecap: round; }
.topology .pill.holder { stroke-width: 1.5; }
.topology path { fill: none; stroke: var(--soft); stroke-width: 1.25; }
.topology path.live { stroke: var(--good); stroke-width: 2.5; } .topology path.idle { stroke-dasharray: 2 4; }
.topology path.broken { stroke: var(--bad); stroke-dasharray: 4 3; }
.topology path.tip { fill: var(--good); stroke: none; } .topology path.cross { stroke: var(--bad); stroke-width: 2; }

.timeline { width: calc(100% - 18px); margin: 0 9px; }
.timeline path { fill: none; stroke: var(--soft); stroke-width: 1.5px; vector-effect: non-scaling-stroke; }
.timeline .grid { stroke: var(--line); stroke-width: 1px; } .timeline .lane { stroke: var(--line); stroke-width: 1px; }
.timeline .band { fill: var(--band); } .timeline .outage { fill: var(--bad); stroke: none; }
.timeline .bound { fill: none; stroke: var(--ink); stroke-width: 1.5px; }
.timeline .mark { stroke: var(--soft); stroke-width: 1px; stroke-dasharray: 2 2; } .timeline .fault { stroke: var(--bad); }
.timeline circle { fill: var(--paper); stroke: var(--soft); } .timeline circle.fault { stroke: var(--bad); stroke-width: 2; }
.timeline .flag { font-size: 11px; text-anchor: middle; }
.timeline path.failed { stroke: var(--bad); stroke-width: 2px; } .timeline path.late { stroke: var(--doubt); }
.timeline .held { stroke: var(--ink); stroke-width: 7px; stroke-linecap: butt; }
.timeline .look { stroke-width: 2.5px; stroke-linecap: round; } .timeline .look.holding { stroke: var(--ink); stroke-width: 7px; }
.timeline .look.seen { stroke: var(--paper); stroke-width: 2px; }
.timeline .server-0 { stroke: var(--server-0); } .timeline .server-1 { stroke: var(--server-1); }
.timeline .server-2 { stroke: var(--server-2); } .timeline .server-3 { stroke: var(--server-3); }
.timeline .server-4 { stroke: var(--server-4); } .timeline .server-5 { stroke: var(--server-5); }

.bar { width: 100%; min-width: 4rem; height: 18px; }
.bar .whole { fill: var(--panel); stroke: var(--line); }
.bar .expected { stroke: var(--ink); stroke-width: 2px; }
.bar .server-0 { fill: var(--server-0); } .bar .server-1 { fill: var(--server-1); } .bar .server-2 { fill: var(--server-2); }
.bar .server-3 { fill: var(--server-3); } .bar .server-4 { fill: var(--server-4); } .bar .server-5 { fill: var(--server-5); }
@media print { svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;
