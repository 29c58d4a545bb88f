// First, so that the address is clean before the router reads it.
import './app/auth'
import { bootstrapApplication } from '@angular/platform-browser'
import { App } from './app/app'
import { appConfig } from './app/app.config'

bootstrapApplication(App, appConfig).catch((error) => console.error(error))
