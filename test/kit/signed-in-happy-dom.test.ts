// @vitest-environment happy-dom
import { describeSignedIn } from './signed-in.js'

describeSignedIn('happy-dom')
