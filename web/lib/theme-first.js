// Runs before the first paint, so that a kept choice does not flash. A plain script: modules come too late.
try {
  const kept = localStorage.getItem('theme');
  if (kept === 'light' || kept === 'dark') document.documentElement.dataset.theme = kept;
} catch {
  // Storage may be forbidden; the page then follows the system.
}
