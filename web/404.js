// The page for an address that leads nowhere: it needs the theme, and nothing else.
import { setUpTheme } from './lib/theme.js';

setUpTheme();
