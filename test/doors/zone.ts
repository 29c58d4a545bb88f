// Has the tests of Angular run with zones, as apps had them that were written before Angular 21.
import 'zone.js'

// What an `await` of the engine's own takes care of, zone.js calls uncaught: Angular's builds leave no such `await`.
Object.assign(Reflect.get(globalThis, 'Zone'), { __zone_symbol__ignoreConsoleErrorUncaughtError: true })
