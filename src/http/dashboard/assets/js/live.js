import { openActionsAsDialogs } from './dialogs.js'
import { followEvents } from './events.js'
import { createLog } from './log.js'
import { createRefresh } from './refresh.js'
import { startSearch } from './search.js'
import { showOpenSection } from './sections.js'
import { keepTimesFresh } from './times.js'

// Pages work without this script; with it they are live.
keepTimesFresh()
openActionsAsDialogs()
startSearch()
showOpenSection()

const refresh = createRefresh()
const log = createLog()
const position = document.body.dataset.position
if (position !== undefined) followEvents(log?.url ?? '/api/v1/events', position, { refresh, log })
