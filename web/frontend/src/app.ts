// The islands: each makes a page that already works a little better.
import { copyButtons } from './copy'
import { looks } from './look'
import { passkeys } from './passkey'
import { rememberSample } from './sample'
import { searchKey } from './search'
import { suggestions } from './suggest'

copyButtons(document)
looks(document)
passkeys(document)
rememberSample(document)
searchKey(document)
suggestions(document)
if (document.querySelector('[data-chart-page]')) void import('./chart').then(({ charts }) => charts(document))
if (document.querySelector('[data-console]')) void import('./console').then(({ consoles }) => consoles(document))
if (document.querySelector('form[data-upload], form[data-faults]')) void import('./studio').then(({ studios }) => studios(document))
if ('speechSynthesis' in window && document.querySelector('[data-listen]')) void import('./listen').then(({ listening }) => listening(document))
