// Runs before the scripts of the page, and says so if one of them cannot be had: the page would stay empty, or only pretend
// to connect. A plain script: a module may not come either.
{
  let isMissing = false;
  // Only the way down tells of what did not load.
  addEventListener('error', ({ target }) => void (isMissing ||= target instanceof HTMLScriptElement), true);
  // By now each of them has run or has failed, however slow it was.
  addEventListener('DOMContentLoaded', () => {
    if (!isMissing) return;
    const words = document.createElement('p');
    words.className = 'noscript';
    words.setAttribute('role', 'alert');
    words.textContent = 'A script of this page did not come: check that the server runs and that nothing blocks scripts, then load the page again.';
    document.documentElement.dataset.scripts = 'missing';
    document.querySelector('main')?.before(words);
  });
}
