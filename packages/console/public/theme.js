// Runs before the first paint, so that a chosen theme never flashes in the other one.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('carillon.theme');
  } catch {
    // Storage is switched off: the system's theme is used.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
