// Before the first paint: the colours that the person chose, else the system's.
(() => {
  let scheme = 'auto';
  try {
    scheme = localStorage.getItem('plimsoll-color-scheme') ?? 'auto';
  } catch {
    // A page from a file may have no storage: the system decides.
  }
  const dark =
    scheme === 'dark' || (scheme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
