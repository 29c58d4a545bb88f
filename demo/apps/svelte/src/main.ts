// First, so that the address is clean before anything else reads it.
import './auth.js'
import '../../../app/app.css'
import { mount } from 'svelte'
import App from './App.svelte'

mount(App, { target: document.body })
