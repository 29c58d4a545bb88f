/**
 * A panel for the moment it breaks: state, timeline, tokens, tabs and the last problem of a client, for whoever is at work on the app.
 * The production build of the package has a function that does nothing in its place.
 *
 * @module
 */
export { type DevtoolsOptions, mountDevtools } from './devtools/mount-devtools.js'
export type { ObservedAuth, ObservedState } from './devtools/observed-auth.js'
