// First, so that the address is clean before anything else reads it.
import './auth.js'
import '../../../app/app.css'
import { render, setTrustedTypesPolicy } from 'solid-js/web'
import { App } from './app.jsx'

// The page enforces Trusted Types. Solid makes elements of HTML that its compiler has written, and of no other.
setTrustedTypesPolicy(window.trustedTypes?.createPolicy('solid', { createHTML: (html) => html }))

render(() => <App />, document.body)
