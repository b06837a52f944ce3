// The sinks that take lines, all of which are put to the same contract test.

import { controlSocket } from './control-socket.ts'
import { namedPipe } from './named-pipe.ts'
import { stdout } from './stdout.ts'

export const sinkModules = [stdout, namedPipe, controlSocket] as const
