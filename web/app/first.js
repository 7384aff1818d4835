// Runs before the first paint: at the address of a game the lobby does not show up first. A plain script: modules come too late.
if (location.pathname === '/game') document.documentElement.dataset.begins = 'game';
