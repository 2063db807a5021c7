// The islands: each makes a page that already works a little better.
import { copyButtons } from './copy'
import { passkeys } from './passkey'
import { rememberSample } from './sample'
import { searchKey } from './search'
import { suggestions } from './suggest'
import { themeSwitch } from './theme'

copyButtons(document)
passkeys(document)
rememberSample(document)
searchKey(document)
suggestions(document)
themeSwitch(document)
if (document.querySelector('[data-chart-page]')) void import('./chart').then(({ charts }) => charts(document))
if (document.querySelector('[data-console]')) void import('./console').then(({ consoles }) => consoles(document))
