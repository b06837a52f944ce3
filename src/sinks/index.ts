// Every kind of output, in one list.

import { controlSocket } from './control-socket.ts'
import { namedPipe } from './named-pipe.ts'
import { stdout } from './stdout.ts'

export const sinkModules = [stdout, namedPipe, controlSocket] as const
