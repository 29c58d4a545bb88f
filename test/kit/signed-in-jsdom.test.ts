// @vitest-environment jsdom
import { describeSignedIn } from './signed-in.js'

describeSignedIn('jsdom')
